package nas.space.listed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/** Reads text files that hold one architecture a line; empty lines are skipped. */
public final class ArchitectureList {

  private ArchitectureList() {}

  /**
   * Returns the architectures of a file in its order; there may be none.
   *
   * @throws InvalidArchitectureException if a line is not an architecture of the space; the message
   *     begins with file and line
   * @throws java.nio.charset.CharacterCodingException if the file is not a text in UTF-8
   * @throws IOException if the file cannot be read
   */
  public static <A> List<A> read(Space<A> space, Path file) throws IOException {
    List<A> architectures = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        architectures.add(space.parse(line));
      } catch (InvalidArchitectureException refused) {
        throw new InvalidArchitectureException(file + ":" + number + ": " + refused.getMessage());
      }
    }
    return architectures;
  }
}
