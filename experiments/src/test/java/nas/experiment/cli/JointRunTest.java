package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches of architectures with how they are trained, from the experiment file to the network. */
final class JointRunTest {

  private static final String EXPERIMENT =
      """
      name: pairs
      search-space:
        joint:
          architecture: {nasbench201: {channels: 2, cells-per-stage: 1}}
          training:
            augmentation: [[], [horizontal-flip, random-crop]]
            learning-rate: [0.02, 1.0e-1]
      evaluator:
        training: {epochs: 2, batch-size: 128, crop-padding: 1, fidelities: [1]}
      budget: {trained-models: 6}
      strategies:
        - random
        - aging-evolution: {population: 3, tournament: 2}
        - regression-predictor: {training-points: 4, iterations: 2, pool: 20}
        - gcn-predictor: {training-points: 4, iterations: 2, pool: 20, epochs: 2, hidden: 8}
        - reinforce: {hidden: 8, embedding: 8}
        - local-search: {initial: 2}
        - nsga2: {population: 4}
        - exhaustive
        - successive-halving
        - {name: guided, random: {}, warmup: {proxy: synflow-expected, samples: 20}}
        - name: moves
          aging-evolution: {population: 3, tournament: 2}
          move-proposal: {proxy: synflow-expected, candidates: 4}
      """;

  private static final Set<String> RECIPES =
      Set.of(
          "learning-rate=0.02 augmentation=none",
          "learning-rate=0.1 augmentation=none",
          "learning-rate=0.02 augmentation=horizontal-flip+random-crop",
          "learning-rate=0.1 augmentation=horizontal-flip+random-crop");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static String recipe(String architecture) {
    return architecture.substring(architecture.lastIndexOf(" @ ") + 3);
  }

  private static List<String> searches(Path run) throws IOException {
    try (Stream<Path> searches = Files.list(run.resolve("journal"))) {
      return searches.map(search -> String.valueOf(search.getFileName())).sorted().toList();
    }
  }

  @Test
  @Tag("slow")
  void everyStrategyChoosesSettingsWithArchitectures() throws IOException {
    Path run = folder.resolve("run");
    Path experiment = Nas.write(folder.resolve("pairs.yaml"), EXPERIMENT);
    Nas.say("run", experiment, "--out", run, "--workers", 2).done();
    Set<String> seen = new HashSet<>();
    for (String search : searches(run)) {
      for (String architecture : Nas.architectures(run, search)) {
        assertTrue(RECIPES.contains(recipe(architecture)), architecture);
        seen.add(recipe(architecture));
      }
    }
    assertEquals(11, searches(run).size());
    assertEquals(RECIPES, seen);
    Set<String> factors = new TreeSet<>();
    Files.readAllLines(run.resolve("tables/importance.csv"))
        .forEach(line -> factors.add(line.substring(0, line.indexOf(','))));
    assertTrue(factors.containsAll(List.of("learning-rate", "augmentation", "edge 0->1")));

    String digest = Nas.digest(run);
    for (String search : searches(run)) {
      Nas.keepTrials(run.resolve("journal").resolve(search).resolve("000.jsonl"), 3);
    }
    Nas.say("run", run).done();
    assertEquals(digest, Nas.digest(run), "resuming gives the same journals");
  }

  @Test
  @Tag("slow")
  void theNetworkThatIsFoundIsTrainedAsItWasChosen() throws IOException {
    Path run = folder.resolve("run");
    String few = EXPERIMENT.substring(0, EXPERIMENT.indexOf("  - aging-evolution"));
    Nas.say("run", Nas.write(folder.resolve("pairs.yaml"), few), "--out", run).done();
    String best = Nas.say("best", run).done();
    String found = line(best, " @ ");
    String said = Nas.say("train", run, "--epochs", 1).done();
    assertTrue(
        said.contains("Trained as chosen with the architecture: " + recipe(found) + "."), said);
    assertTrue(said.contains(found), said);
    String provenance = Files.readString(run.resolve("trained/provenance.json"));
    String rate = recipe(found).replaceFirst("learning-rate=([0-9.]+).*", "$1");
    assertTrue(provenance.contains("\"training.learning-rate\" : \"" + rate + "\""), provenance);
    assertEquals(
        recipe(found).endsWith("random-crop"),
        provenance.contains("\"training.augmentation[1]\" : \"random-crop\""),
        provenance);
    Path onnx = folder.resolve("model.onnx");
    Nas.say("export", run.resolve("trained"), "--to", "onnx", "--out", onnx).done();
    assertTrue(Files.size(onnx) > 1_000);

    String other = found.replaceFirst("learning-rate=[0-9.]+", "learning-rate=0.1");
    String own =
        Nas.say("train", run, "--arch", other, "--epochs", 1, "--out", folder.resolve("other"))
            .done();
    assertTrue(own.contains("learning-rate=0.1 "), own);
  }

  private static String line(String text, String part) {
    return Arrays.stream(text.split("\n"))
        .filter(line -> line.contains(part))
        .findFirst()
        .orElseThrow()
        .strip();
  }
}
