package nas.proxy.metric;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Published tables, which lie outside the repository. */
final class SharedTables {

  private SharedTables() {}

  /** Returns the column names; the calling test is skipped where there is no such table. */
  static String[] header(String relative) throws IOException {
    return lines(relative).get(0);
  }

  /** Returns the rows below the header. */
  static List<String[]> rows(String relative) throws IOException {
    List<String[]> lines = lines(relative);
    return lines.subList(1, lines.size());
  }

  private static List<String[]> lines(String relative) throws IOException {
    Path path = Path.of(System.getProperty("nas.shared", "../../shared")).resolve(relative);
    assumeTrue(
        Files.isRegularFile(path),
        "skipped: " + path.toAbsolutePath().normalize() + " is not there; set -Dnas.shared=FOLDER");
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path), 1 << 16),
                StandardCharsets.US_ASCII))) {
      return reader.lines().map(line -> line.split(",", -1)).toList();
    }
  }
}
