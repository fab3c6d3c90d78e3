package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --json} prints can be read by programs. */
final class JsonTest {

  private static final String NOTHING = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
  private static final String SKIPS =
      "|skip_connect~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static JsonNode json(Object... command) throws IOException {
    Nas.Said said =
        Nas.say(Stream.concat(Stream.of(command), Stream.of("--json")).toArray(Object[]::new));
    assertEquals(0, said.exitCode(), said.err());
    return new ObjectMapper().readTree(said.out());
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      keys.add(names.next());
    }
    return keys;
  }

  @Test
  @Tag("slow")
  void runsAreTablesToo() throws IOException {
    Path first = Nas.finishedRun(Files.createDirectory(folder.resolve("first")));
    Path second = Nas.finishedRun(Files.createDirectory(folder.resolve("second")));
    JsonNode searches = json("status", first);
    assertEquals(4, searches.size());
    assertEquals("random", searches.at("/0/strategy").textValue());
    assertEquals(6, searches.at("/0/trained_models_budget").intValue());
    JsonNode best = json("best", first, "--count", "2");
    assertEquals(List.of(1, 2), best.findValues("rank").stream().map(JsonNode::intValue).toList());
    double highest = best.at("/0/validation_accuracy_percent").doubleValue();
    double reached = 0;
    for (JsonNode search : searches) {
      reached = Math.max(reached, search.get("validation_accuracy_percent").doubleValue());
    }
    assertEquals(reached, highest);
    JsonNode compared = json("compare", first, second);
    assertEquals(List.of("significance", "speedup"), keys(compared));
    assertEquals(0, compared.at("/significance/0/difference_percentage_points").doubleValue());
    assertEquals("end", compared.at("/significance/0/trained_models").textValue());
  }

  @Test
  @Tag("slow")
  void undefinedScoresAreNullWithTheirReason() throws IOException {
    JsonNode rows =
        json(
            "score",
            "--arch",
            NOTHING,
            "--arch",
            SKIPS,
            "--metrics",
            "synflow,params",
            "--store",
            folder.resolve("store"));
    assertEquals(2, rows.size());
    assertEquals(
        List.of("architecture", "canonical-id", "synflow", "params", "undefined"),
        keys(rows.get(0)));
    assertEquals(NOTHING, rows.at("/0/architecture").textValue());
    assertTrue(rows.at("/0/synflow").isNull());
    assertEquals("NO_PATH", rows.at("/0/undefined/synflow").textValue());
    assertTrue(rows.at("/0/params").isIntegralNumber());
  }

  @Test
  @Tag("slow")
  void correlationsHaveTheirFullPrecision() throws IOException {
    Path scores =
        Nas.write(
            folder.resolve("scores.csv"), "architecture,params\na,1\nb,2\nc,3\nd,4\ne,5\nf,7\n");
    Path accuracies =
        Nas.write(
            folder.resolve("accuracies.csv"), "architecture,test\na,1\nb,3\nc,2\nd,4\ne,5\nf,6\n");
    JsonNode rows =
        json(
            "correlate",
            scores,
            "--benchmark",
            accuracies,
            "--accuracy",
            "test",
            "--resamples",
            "0",
            "--out",
            folder.resolve("out"));
    assertEquals(1, rows.size());
    assertEquals("params", rows.at("/0/metric").textValue());
    assertEquals(1 - 6.0 * 2 / (6 * 35), rows.at("/0/spearman").doubleValue(), 1e-15);
    assertTrue(rows.at("/0/spearman_lower95").isNull(), "nothing was resampled");
  }

  @Test
  @Tag("slow")
  void whatCanBeNamedIsListed() throws IOException {
    JsonNode metrics = json("proxies");
    assertTrue(metrics.findValuesAsText("name").contains("synflow"));
    JsonNode one = json("proxies", "nwot");
    JsonNode probes = json("proxies", "nwot", "--probes");
    assertEquals(1, probes.size());
    assertEquals("nwot", probes.get(0).get("metrics").asText());
    assertTrue(probes.get(0).get("passes").asText().contains("1 forward"), probes.toString());
    assertEquals("higher", one.at("/0/better").textValue());
    JsonNode strategies = json("strategies");
    assertEquals(List.of("strategies", "settings"), keys(strategies));
    assertTrue(strategies.get("strategies").findValuesAsText("name").contains("aging-evolution"));
    JsonNode setting = json("strategies", "aging-evolution").at("/settings/0");
    assertEquals("aging-evolution", setting.get("of").textValue());
    assertFalse(setting.get("required").isNull());
  }
}
