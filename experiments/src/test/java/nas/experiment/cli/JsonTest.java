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
import java.util.TreeSet;
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

  /** Returns the events that a run prints, having checked that nothing else is printed. */
  private static List<JsonNode> events(Nas.Said said) throws IOException {
    assertEquals(0, said.exitCode(), said.err());
    List<JsonNode> events = new ArrayList<>();
    for (String line : said.out().split("\n", -1)) {
      if (!line.isEmpty()) {
        events.add(new ObjectMapper().readTree(line));
      }
    }
    return events;
  }

  @Test
  @Tag("slow")
  void aRunTellsEachTrialOnALine() throws IOException {
    Path experiment = Nas.write(folder.resolve("tiny.yaml"), Nas.EXPERIMENT);
    Path run = folder.resolve("run");
    Nas.Said said = Nas.say("run", experiment, "--out", run, "--json", "--workers", "2");
    List<JsonNode> events = events(said);
    assertEquals("begin", events.get(0).get("event").textValue());
    assertEquals("tiny", events.get(0).get("experiment").textValue());
    assertEquals(24, events.get(0).get("trained_models_budget").intValue());
    JsonNode end = events.get(events.size() - 1);
    assertEquals("end", end.get("event").textValue());
    assertEquals("finished", end.get("state").textValue());
    assertTrue(Files.exists(Path.of(end.get("report").textValue())));
    List<JsonNode> trials = events.subList(1, events.size() - 1);
    events.forEach(event -> assertEquals(run.toString(), event.get("folder").textValue()));
    assertTrue(said.err().contains("Report: "), "people read the other stream");

    // The same numbers under the same keys as in the table of all trials.
    List<String> lines = Files.readAllLines(run.resolve("tables/trials.csv"));
    List<String> header = List.of(lines.get(0).split(",", -1));
    assertEquals(lines.size() - 1, trials.size());
    for (JsonNode trial : trials) {
      assertEquals("trial", trial.get("event").textValue());
      assertTrue(
          lines.stream()
              .map(line -> List.of(line.split(",", -1)))
              .anyMatch(cells -> isRow(header, cells, trial)),
          trial::toString);
    }

    List<JsonNode> again = events(Nas.say("run", run, "--json"));
    assertEquals(
        new TreeSet<>(trials.stream().map(JsonNode::toString).toList()),
        new TreeSet<>(again.subList(1, again.size() - 1).stream().map(JsonNode::toString).toList()),
        "what is in the journals is told when the run goes on");
  }

  private static boolean isRow(List<String> header, List<String> cells, JsonNode trial) {
    for (String key :
        List.of("strategy", "repetition", "trial", "status", "validation_accuracy_percent")) {
      if (!trial.get(key).asText().equals(cells.get(header.indexOf(key)))) {
        return false;
      }
    }
    return true;
  }
}
