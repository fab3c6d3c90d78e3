package nas.core;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Published tables and golden values, which lie outside the repository. */
public final class SharedFiles {

  private SharedFiles() {}

  /** Returns the path of a shared file; the calling test is skipped where there is none. */
  public static Path require(String relative) {
    Path path = Path.of(System.getProperty("nas.shared", "../../shared")).resolve(relative);
    assumeTrue(
        Files.isRegularFile(path),
        "skipped: " + path.toAbsolutePath().normalize() + " is not there; set -Dnas.shared=FOLDER");
    return path;
  }

  /** Returns the rows of a gzip-compressed CSV file without its header. */
  public static List<String[]> rows(String relative) throws IOException {
    Path path = require(relative);
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(path), 1 << 16),
                StandardCharsets.US_ASCII))) {
      return reader.lines().skip(1).map(line -> line.split(",", -1)).toList();
    }
  }
}
