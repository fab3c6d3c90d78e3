package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches for models of a language, from the experiment file to the report. */
final class TextSearchTest {

  private static final Path SPACE =
      Path.of("../examples/text-space.yaml").toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private String experiment(String space, String data, String evaluator, String strategy) {
    return """
        name: letters
        search-space: %s
        data: %s
        evaluator: %s
        budget: {trained-models: 3}
        strategies: [%s]
        """
        .formatted(space, data, evaluator, strategy);
  }

  private Path written(String text) {
    return Nas.write(folder.resolve("letters.yaml"), text);
  }

  private static String grammar() {
    return "{grammar: " + SPACE + "}";
  }

  private static final String TRAINING =
      "{training: {epochs: 1, batch-size: 20, optimizer: adam, learning-rate: 0.01, clip-norm: 1}}";
  private static final String SHORT = "{text: {file: letters.txt, steps: 8}}";

  private void writeText() {
    Nas.write(folder.resolve("letters.txt"), "it was the best of times, the worst. ".repeat(80));
  }

  @Test
  @Tag("slow")
  void modelsAreSearchedByPerplexity() throws IOException {
    writeText();
    Path experiment =
        written(
            experiment(
                grammar(), SHORT, TRAINING, "{random: {}, warmup: {proxy: snip, samples: 20}}"));
    Path alone = folder.resolve("alone");
    String said = Nas.say("run", experiment, "--out", alone, "--workers", 1).done();
    assertTrue(
        said.contains("Searched by validation perplexity, reported: test perplexity."), said);
    assertTrue(said.contains("multiply-accumulates an example"), said);
    Path together = folder.resolve("together");
    Nas.say("run", experiment, "--out", together, "--workers", 3).done();
    assertEquals(new RunFolder(alone).digest(), new RunFolder(together).digest());

    Nas.keepTrials(alone.resolve("journal/01-random/000.jsonl"), 1);
    Nas.say("run", alone).done();
    assertEquals(new RunFolder(together).digest(), new RunFolder(alone).digest());
    String report = Files.readString(alone.resolve("report.html"));
    assertTrue(report.contains("perplexity"), "the report names what is compared");
    String table = Files.readString(alone.resolve("tables/final.csv"));
    assertTrue(table.contains("test_perplexity_mean"), table);

    Path refit = folder.resolve("refit");
    Nas.Said refused =
        Nas.say("train", alone, "--set", "final-training.refit=true", "--out", refit);
    assertEquals(2, refused.exitCode());
    assertTrue(
        refused
            .err()
            .startsWith(
                "refit (true) joins training and validation images, and data set text has sequences"
                    + " of 8 tokens in "),
        refused.err());
    assertTrue(refused.err().endsWith(" Maybe leave refit out.\n"), refused.err());
    assertFalse(Files.exists(refit), "before the first file is written");
  }

  private void refused(String golden, String experiment) {
    Refusal.refused(folder, golden, "run", written(experiment), "--out", folder.resolve("run"));
    assertTrue(Files.notExists(folder.resolve("run")), "nothing is written");
  }

  @Test
  @Tag("slow")
  void whatDoesNotFitIsRefused() throws IOException {
    writeText();
    String random = "random";
    refused("text-images", experiment("nasbench201", SHORT, TRAINING, random));
    refused(
        "text-declared",
        experiment("{networks: {names: [resnet20_cifar10]}}", SHORT, TRAINING, random));
    refused(
        "text-head",
        experiment(
            "{grammar: {body: {repeat: {lstm: {hidden: [4, 8]}}, times: 1..2}, stem: [{embedding:"
                + " {vocabulary: classes, out-features: 4}}], head: [{linear: {out-features: 3}}]}}",
            SHORT,
            TRAINING,
            random));
    refused(
        "text-augmentation",
        experiment(grammar(), SHORT, "{training: {augmentation: [horizontal-flip]}}", random));
    refused(
        "text-class-weights",
        experiment(grammar(), SHORT, "{training: {class-weights: balanced}}", random));
    refused("text-reduced", experiment(grammar(), SHORT, "{reduced-training: {}}", random));
    refused("text-missing", experiment(grammar(), "{text: {file: other.txt}}", TRAINING, random));
    refused(
        "text-short",
        experiment(grammar(), "{text: {file: letters.txt, steps: 2000}}", TRAINING, random));
    refused("text-unit", experiment(grammar(), "{text: {unit: letters}}", TRAINING, random));
    Files.write(
        folder.resolve("latin.txt"),
        "caf\u00e9 ".repeat(500).getBytes(StandardCharsets.ISO_8859_1));
    refused("text-encoding", experiment(grammar(), "{text: {file: latin.txt}}", TRAINING, random));
  }
}
