package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import nas.engine.model.TrainedModel;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The space of examples/mobile-space.yaml: no Java, and everything that others can do. */
final class OwnSpaceTest {

  private static final Path EXAMPLES = Path.of("../examples").toAbsolutePath().normalize();
  private static final String SPACE = "{grammar: " + EXAMPLES.resolve("mobile-space.yaml") + "}";
  private static final String METRICS = "params,macs,snip,synflow,nwot,zico";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  @Tag("slow")
  void itIsCountedAndShown() throws IOException {
    // Two stages of a width, a first block, and up to two more of 8 variants.
    long size = 3L * 8 * (1 + 8 + 64) * 3 * 8 * (1 + 8 + 64);
    String said = Nas.say("spaces", "--space", SPACE).done();
    assertTrue(said.startsWith("grammar: %,d architectures\n".formatted(size)), said);
    assertEquals(3, said.lines().filter(line -> line.startsWith("  width(")).count(), said);
    JsonNode json = new JsonMapper().readTree(Nas.say("spaces", "--space", SPACE, "--json").done());
    assertEquals(String.valueOf(size), json.at("/space/0/architectures").asText());
    assertEquals(3, json.at("/examples").size());
    String large = "{grammar: {body: {repeat: {choose: [relu, tanh]}, times: 1000}, head: [relu]}}";
    assertTrue(
        Nas.say("spaces", "--space", large)
            .done()
            .startsWith("grammar: about 1.07e+301 architectures\n"));
  }

  private List<String> scores(String name, String which, String value) throws IOException {
    Path out = folder.resolve(name + ".csv");
    Nas.say(
            "score",
            which,
            value,
            which.equals("--space") ? "--sample" : "--data",
            which.equals("--space") ? "3" : "digits",
            "--set",
            "data=digits",
            "--metrics",
            METRICS,
            "--store",
            folder.resolve("store"),
            "--out",
            out)
        .done();
    return Files.readAllLines(out);
  }

  @Test
  @Tag("slow")
  void itIsScoredSearchedTrainedAndExported() throws IOException {
    List<String> rows = scores("sampled", "--space", SPACE);
    assertEquals(4, rows.size());
    assertFalse(String.join("\n", rows).contains(",,"), rows.toString());

    Path run = folder.resolve("run");
    String store = "execution.score-store=" + folder.resolve("store");
    String said =
        Nas.say(
                "run",
                EXAMPLES.resolve("mobile.yaml"),
                "--out",
                run,
                "--set",
                "budget.trained-models=4",
                "--set",
                "evaluator.training.epochs=1",
                "--set",
                store)
            .done();
    assertTrue(said.contains("Best network: "), said);
    String resolved = Files.readString(new RunFolder(run).experimentFile());
    assertTrue(resolved.contains("squeeze-excitation:"), "the run keeps what stood in the file");

    Path trained = folder.resolve("trained");
    Nas.say("train", run, "--epochs", "1", "--out", trained).done();
    Path onnx = folder.resolve("mobile.onnx");
    Nas.say("export", trained.resolve("model.safetensors"), "--out", onnx).done();
    String architecture =
        Objects.requireNonNull(TrainedModel.read(trained).provenance().get("architecture"));
    String best = Nas.say("best", run, "--count", "8").done();
    String sizes =
        best.lines()
            .dropWhile(line -> !line.strip().equals(architecture))
            .filter(line -> line.contains(" parameters, "))
            .findFirst()
            .orElseThrow()
            .strip()
            .replaceFirst("([0-9,]+) parameters, ([0-9,]+) .*", "$1 $2")
            .replace(",", "")
            .replace(' ', ',');
    String exported = scores("exported", "--onnx", onnx.toString()).get(1);
    assertTrue(exported.contains("," + sizes + ","), best + exported);
  }

  private String reduced(String reduction) {
    return """
        name: narrow
        search-space: %s
        data: digits
        evaluator:
          reduced-training: {epochs: 1, %s, training: {batch-size: 64}}
        budget: {trained-models: 2}
        strategies: [random]
        """
        .formatted(SPACE, reduction);
  }

  /** The parameters of the trained networks, as the journal has them. */
  private static List<String> parameters(Path run) throws IOException {
    try (Stream<String> lines = Files.lines(run.resolve("journal/01-random/000.jsonl"))) {
      return lines
          .filter(line -> line.contains("\"trained-parameters\""))
          .map(line -> line.replaceFirst(".*\"trained-parameters\":([0-9.]+).*", "$1"))
          .toList();
    }
  }

  @Test
  @Tag("slow")
  void reducedTrainingLowersTheConstantThatTheSpaceNames() throws IOException {
    Path full = folder.resolve("full");
    Path narrow = folder.resolve("narrow");
    Nas.say("run", Nas.write(folder.resolve("full.yaml"), reduced("samples: 0.2")), "--out", full)
        .done();
    Path half = Nas.write(folder.resolve("narrow.yaml"), reduced("samples: 0.2, channels: 4"));
    Nas.say("run", half, "--out", narrow).done();
    List<String> before = parameters(full);
    List<String> after = parameters(narrow);
    assertEquals(2, before.size());
    for (int trial = 0; trial < 2; trial++) {
      double ratio = Double.parseDouble(before.get(trial)) / Double.parseDouble(after.get(trial));
      // Most parameters stand between two layers that are both half as wide.
      assertTrue(ratio > 2.5 && ratio < 4.5, before + " " + after);
    }
    Path deep = Nas.write(folder.resolve("deep.yaml"), reduced("cells: 0.5"));
    Refusal.refused(folder, "reduced-own-cells", "run", deep, "--out", folder.resolve("none"));
    for (String[] named : new String[][] {{"bas", "unknown"}, {"share", "fraction"}}) {
      Path wrong =
          Nas.write(
              folder.resolve("size.yaml"),
              reduced("channels: 4")
                  .replace(
                      SPACE,
                      "{grammar: {constants: {base: 8, share: 0.5}, size: {channels: "
                          + named[0]
                          + "}, body: {choose: [relu, tanh]}, head: [global-average-pool,"
                          + " {linear: {out-features: 'classes * base * share / 4'}}]}}"));
      Refusal.refused(
          folder, "grammar-size-" + named[1], "run", wrong, "--out", folder.resolve("none"));
    }
  }

  @Test
  @Tag("slow")
  void searchesDrawTheSameForAnyNumberOfWorkers() {
    Path experiment =
        Nas.write(
            folder.resolve("noise.yaml"),
            """
            name: noise
            search-space: %s
            evaluator: noisy
            budget: {trained-models: 30}
            strategies:
              - random
              - aging-evolution: {population: 5, tournament: 2}
              - reinforce
              - local-search
              - gcn-predictor: {training-points: 12, epochs: 5, hidden: 8, pool: 100}
              - regression-predictor: {training-points: 12, pool: 100}
            """
                .formatted(SPACE));
    Nas.runApart(experiment, folder.resolve("one"), "1");
    Nas.runApart(experiment, folder.resolve("three"), "3");
    assertEquals(Nas.digest(folder.resolve("one")), Nas.digest(folder.resolve("three")));
  }
}
