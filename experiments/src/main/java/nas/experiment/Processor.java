package nas.experiment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The processor of this machine, on which latencies and the last digits of sums depend. */
public final class Processor {

  private Processor() {}

  /** Returns its name; where the system does not tell it, that of its family. */
  public static String name() {
    String family = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    Path described = Path.of("/proc/cpuinfo");
    if (!Files.isReadable(described)) {
      return family;
    }
    try (Stream<String> lines = Files.lines(described, StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(family);
    } catch (IOException | UncheckedIOException e) {
      return family;
    }
  }
}
