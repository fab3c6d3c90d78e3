package nas.proxy.golden;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The golden values of the published code, which lie outside the repository. */
public final class Golden {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private Golden() {}

  /** Returns all cases; without the golden file the calling test is skipped. */
  public static List<GoldenCase> cases() {
    return GoldenFile.read(file("zero-cost-golden.json"));
  }

  /** Returns the same networks with what later metrics find of them. */
  static List<GoldenCase> followUps() {
    return GoldenFile.read(file("zero-cost-followups.json"));
  }

  private static Path file(String name) {
    Path file = Path.of(System.getProperty("nas.shared", "")).resolve("golden").resolve(name);
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: the golden values " + file + " are not here");
    return file;
  }

  /** Returns the cases of another file; without it the calling test is skipped. */
  public static List<JsonNode> cases(String name) throws IOException {
    Path file = file(name);
    List<JsonNode> cases = new ArrayList<>();
    MAPPER.readTree(file.toFile()).forEach(cases::add);
    Assertions.assertFalse(cases.isEmpty());
    return cases;
  }
}
