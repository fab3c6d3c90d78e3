package nas.experiment.score;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.UserException;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.listed.ArchitectureList;

/** Which architectures of a space are scored. */
public sealed interface ArchitectureSelection {

  /** The greatest number of architectures that are scored at once. */
  int MOST = 10_000_000;

  /**
   * Returns the architectures.
   *
   * @param seed decides what is sampled
   * @throws UserException if there are not as many, or a file cannot be read
   * @throws InvalidArchitectureException if a text is not an architecture of the space
   */
  <A> List<A> of(Space<A> space, long seed);

  /** All of them, in the order of the space. */
  record All() implements ArchitectureSelection {
    @Override
    public <A> List<A> of(Space<A> space, long seed) {
      if (space.size().compareTo(BigInteger.valueOf(MOST)) > 0) {
        throw new UserException(
            "The space "
                + space.name()
                + " has "
                + space.size()
                + " architectures, more than the "
                + MOST
                + " that can be scored at once",
            "score a sample with --sample");
      }
      return Enumeration.of(space)
          .orElseThrow(
              () ->
                  new UserException(
                      "The space %s cannot list its architectures".formatted(space.name()),
                      "score a sample with --sample"))
          .enumerate()
          .toList();
    }
  }

  /**
   * Some, drawn as the space samples, no point twice.
   *
   * @param count how many, at least 1
   */
  record Sample(int count) implements ArchitectureSelection {
    @Override
    public <A> List<A> of(Space<A> space, long seed) {
      RandomGenerator random = Seeds.generator(Seeds.mix(seed ^ Seeds.hash("sample to score")));
      Set<A> drawn = new LinkedHashSet<>();
      // Collecting all of n equally likely points takes about n ln n draws.
      long attempts = 100L * count + 10_000;
      for (long attempt = 0; attempt < attempts && drawn.size() < count; attempt++) {
        drawn.add(space.sample(random));
      }
      if (drawn.size() < count) {
        throw new UserException(
            "Only "
                + drawn.size()
                + " different architectures came up in "
                + attempts
                + " draws from the space "
                + space.name()
                + ", "
                + count
                + " are wanted",
            "ask for fewer, or for --all");
      }
      return List.copyOf(drawn);
    }
  }

  /** Those given as texts. */
  record Given(List<String> architectures) implements ArchitectureSelection {
    /** Copies the list. */
    public Given {
      architectures = List.copyOf(architectures);
    }

    @Override
    public <A> List<A> of(Space<A> space, long seed) {
      return architectures.stream().map(space::parse).toList();
    }
  }

  /** Those in a text file, one a line; empty lines are skipped. */
  record Listed(Path file) implements ArchitectureSelection {
    @Override
    public <A> List<A> of(Space<A> space, long seed) {
      List<A> read = read(space);
      if (read.isEmpty()) {
        throw new UserException(
            file + " lists no architecture", "write one a line, as '--sample' would print them");
      }
      return read;
    }

    private <A> List<A> read(Space<A> space) {
      try {
        return ArchitectureList.read(space, file);
      } catch (CharacterCodingException e) {
        throw new UserException("Cannot read " + file + ": it is not a text in UTF-8", "");
      } catch (IOException e) {
        throw new UserException(
            Files.exists(file) ? "Cannot read " + file : "There is no file " + file,
            "check the path");
      }
    }
  }
}
