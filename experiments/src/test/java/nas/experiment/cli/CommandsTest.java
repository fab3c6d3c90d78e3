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
import java.util.List;
import java.util.SortedMap;
import nas.proxy.Metric;
import nas.proxy.metric.Metrics;
import nas.result.journal.RunFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the commands print and leave when all is well. */
final class CommandsTest {

  private static final String FIRST_JOURNAL = "journal/01-random/000.jsonl";

  private static final List<String> COMMANDS =
      List.of(
          "run",
          "status",
          "view",
          "best",
          "report",
          "train",
          "export",
          "predict",
          "evaluate",
          "compare",
          "reproduce",
          "export-events",
          "score",
          "correlate",
          "proxies",
          "verify",
          "import",
          "benchmarks",
          "spaces",
          "networks",
          "strategies",
          "evaluators",
          "data",
          "schema",
          "completion",
          "doctor");

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Path experiment() {
    return Nas.write(folder.resolve("tiny.yaml"), Nas.EXPERIMENT);
  }

  @Test
  void theProgramAloneShowsItsHelp() {
    String help = Nas.say().done();
    assertEquals(help, Nas.say("--help").done());
    COMMANDS.forEach(command -> assertTrue(help.contains("\n  " + command + " "), command));
    assertTrue(help.contains("java -jar nas.jar run experiments/quickstart.yaml"), help);
    assertNarrow(help);
  }

  @Test
  @Tag("slow")
  void everyCommandHasHelp() {
    List<String> all = new ArrayList<>(COMMANDS);
    // For the program itself, so it stands in no list.
    all.add("worker");
    assertEquals(all, List.copyOf(Main.commandLine().getSubcommands().keySet()));
    for (String command : all) {
      String help = Nas.say(command, "--help").done();
      assertTrue(help.startsWith("Usage: java -jar nas.jar " + command), help);
      assertTrue(help.contains("--help"), help);
      assertNarrow(help);
    }
  }

  private static void assertNarrow(String text) {
    text.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @Test
  void versionNamesProgramAndJava() {
    List<String> lines = Nas.say("--version").done().lines().toList();
    assertEquals(2, lines.size());
    assertTrue(lines.get(0).matches("nas \\d+\\.\\d+\\.\\d+\\S*"), lines.get(0));
    assertTrue(lines.get(1).startsWith("Java " + Runtime.version()), lines.get(1));
  }

  @Test
  @Tag("slow")
  void listingsShowEveryPlugin() {
    assertEquals(
        List.of(
            "choices",
            "darts",
            "grammar",
            "joint",
            "listed",
            "nasbench-asr",
            "nasbench-nlp",
            "nasbench101",
            "nasbench201",
            "networks",
            "zennas"),
        names(Nas.say("spaces").done()));
    assertEquals(
        List.of(
            "aging-evolution",
            "exhaustive",
            "gcn-predictor",
            "hyperband",
            "local-search",
            "nsga2",
            "random",
            "regression-predictor",
            "reinforce",
            "successive-halving"),
        names(Nas.say("strategies").done()));
    assertEquals(
        List.of(
            "fatal", "noisy", "reduced-training", "score", "slow-tabular", "tabular", "training"),
        names(Nas.say("evaluators").done()));
    assertEquals(
        List.of(
            "cifar10",
            "cifar100",
            "digits",
            "idx",
            "image-folder",
            "noise",
            "patterns",
            "text",
            "tones"),
        names(Nas.say("data").done()));
    for (String listing : List.of("spaces", "strategies", "evaluators", "data")) {
      assertNarrow(Nas.say(listing).done());
    }
  }

  private static List<String> names(String listing) {
    return listing.lines().filter(line -> line.matches("[a-z].*")).toList();
  }

  @Test
  @Tag("slow")
  void listingOfOneShowsItsSettingsAndPaper() {
    String evolution = Nas.say("strategies", "aging-evolution").done();
    assertEquals(List.of("aging-evolution"), names(evolution));
    assertTrue(evolution.contains("Paper: Real"), evolution);
    assertTrue(evolution.contains("    population: whole number, 1 to"), evolution);
    assertTrue(evolution.contains("    tournament: whole number, 1 to"), evolution);
    assertTrue(Nas.say("strategies").done().contains(evolution));
    String training = Nas.say("evaluators", "training").done();
    assertTrue(
        training.contains("    schedule: one of constant, cosine; default cosine"), training);
    assertTrue(
        training.contains("    batch-size: whole number or auto, 2 to 65536; default 64"),
        training);
    assertTrue(training.contains("        Images per step."), training);
  }

  @Test
  void proxiesAreListedOnOnePage() {
    String page = Nas.say("proxies").done();
    assertNarrow(page);
    List<String> lines = page.lines().toList();
    for (String name : Metrics.names()) {
      assertEquals(1, lines.stream().filter(line -> line.startsWith(name + " ")).count(), name);
    }
    assertTrue(page.contains("\nvote ranks networks"), page);
    assertTrue(lines.size() <= Metrics.names().size() + 5, page);
  }

  @Test
  @Tag("slow")
  void detailsOfProxiesTellWhatTheyNeed() {
    String details = Nas.say("proxies", "--details").done();
    assertNarrow(details);
    for (Metric metric : Metrics.all()) {
      String one = Nas.say("proxies", metric.name()).done();
      assertTrue(details.contains(one), one);
      assertTrue(one.startsWith(metric.name() + "\n  "), one);
      assertTrue(one.contains("version " + metric.version() + ".\n  Needs: "), one);
      assertFalse(one.contains("["), one);
    }
    assertEquals(
        """
        zico
          Sum over layers of log(sum over weights of mean |g| / std g) over two batches, g the gradient.
          Paper: Li et al. 2023, ZiCo: Zero-shot NAS via Inverse Coefficient of Variation on Gradients,
                 arXiv:2301.11300
          Higher is better; a pure number; version 1.
          Needs: loss gradients (batches 2).
            gradients: one of signed, absolute, accumulated; default signed
                What is compared between minibatches: gradients with their sign, absolute ones, or
                gradients added up from batch to batch.
            batches: whole number, 2 to 64; default 2
                Number of minibatches.
        """,
        Nas.say("proxies", "zico").done());
    assertTrue(
        Nas.say("proxies", "zico-absolute")
            .done()
            .startsWith("zico-absolute\n  Short for zico(gradients=absolute).\n"));
    String three = Nas.say("proxies", "zico(batches=3)").done();
    assertTrue(three.startsWith("zico(batches=3)\n  Sum "), three);
    assertTrue(three.contains("Needs: loss gradients (batches 3)."), three);
    assertEquals(three, Nas.say("proxies", "{zico: {gradients: signed, batches: 3}}").done());
    assertTrue(Nas.say("proxies", "params").done().contains("in parameters; version"));
    String vote = Nas.say("proxies", "vote").done();
    assertTrue(vote.contains("synflow, jacob-cov, snip"), vote);
    assertTrue(details.endsWith(vote), details);
  }

  @Test
  void probesTellWhatTheyNeedAndWhomTheyServe() {
    String probes = Nas.say("proxies", "--probes").done();
    assertNarrow(probes);
    assertTrue(
        probes.contains(
            """
            gaussian perturbation (images 64)
              - two forwards with Gaussian weights and images: drawn weights, on noise, 2 forwards
              For: zen, zen-code.
            """),
        probes);
    assertEquals(
        """
        hessian gradient
          - forward in training mode, batch 1: initial weights, on minibatch, 1 forward
          - backward from the loss, batch 1: initial weights, on minibatch, 1 backward
          - backward from the gradient, batch 1: initial weights, on minibatch, 1 backward
          For: grasp.
        """,
        Nas.say("proxies", "grasp", "--probes").done());
  }

  @Test
  void plansShowWhatIsSaved() {
    assertEquals(
        """
         1. forward in training mode, batch 1
              for snip, grad-norm, jacob-cov
         2. backward from the logits to the images, batch 1
              for jacob-cov
         3. backward from the loss, batch 1
              for snip, grad-norm
         4. SynFlow forward with a tangent
              for synflow
        No pass: params

        passes         forward   backward
        together             2          2
        one by one           4          3
        """,
        Nas.say("proxies", "plan", "--metrics", "snip,grad-norm,params,vote").done());
    String all = Nas.say("proxies", "plan", "--metrics", "all").done();
    assertNarrow(all);
    Metrics.names().forEach(name -> assertTrue(all.contains(name), name));
    assertTrue(Nas.say("proxies", "plan", "--help").done().startsWith("Usage: "));
  }

  @Test
  void schemaIsJson() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(Nas.say("schema").done());
    assertEquals("https://json-schema.org/draft/2020-12/schema", schema.path("$schema").asText());
    assertTrue(schema.path("properties").has("search-space"));
    assertTrue(schema.toString().contains("\"noisy\""), "plug-ins of the class path are in it");
  }

  @Test
  @Tag("slow")
  void aRunSaysWhatItDidAndLeavesWhatItSays() {
    Path run = folder.resolve("run");
    String out = Nas.say("run", experiment(), "--out", run, "--workers", "2").done();
    assertTrue(
        out.startsWith(
            "tiny: 2 strategies x 2 repetitions x 6 networks on 2 workers, into " + run + "\n"),
        out);
    assertTrue(out.contains("24/24 networks"), out);
    assertTrue(out.contains("Best network: "), out);
    assertTrue(
        out.endsWith(
            "Report: %s%nNext:   java -jar nas.jar best %s%n"
                .formatted(run.resolve("report.html"), run)),
        out);
    for (String file :
        List.of("report.html", "experiment.yaml", "provenance.json", FIRST_JOURNAL, "tables")) {
      assertTrue(Files.exists(run.resolve(file)), file);
    }
  }

  @Test
  @Tag("slow")
  void oneOfEachIsNamedInTheSingular() {
    Path run = folder.resolve("run");
    String out =
        Nas.say(
                "run",
                experiment(),
                "--out",
                run,
                "--workers",
                "1",
                "--set",
                "strategies=[random]",
                "--set",
                "repetitions=1",
                "--set",
                "budget.trained-models=1")
            .done();
    assertTrue(
        out.startsWith(
            "tiny: 1 strategy x 1 repetition x 1 network on 1 worker, into " + run + "\n"),
        out);
  }

  @Test
  @Tag("slow")
  void aFinishedRunSaysThatNothingIsLeft() {
    Path run = Nas.finishedRun(folder);
    SortedMap<String, String> before = Nas.journals(run);
    for (Object[] again :
        new Object[][] {{"run", run}, {"run", experiment(), "--out", run, "--workers", "3"}}) {
      String out = Nas.say(again).done();
      assertTrue(
          out.contains("Nothing is left to train: 24 of 24 networks are in the journal.\n"), out);
      assertFalse(out.contains("going on"), out);
      assertTrue(out.contains("Best network: "), out);
    }
    assertEquals(before, Nas.journals(run));
  }

  @Test
  @Tag("slow")
  void severalExperimentsRunOneAfterTheOther() throws IOException {
    Path alone = Nas.finishedRun(folder);
    Path one = folder.resolve("one");
    Nas.say("run", experiment(), "--out", one, "--set", "name=one").done();
    Path two = folder.resolve("two");
    Nas.say("run", experiment(), "--out", two, "--set", "name=two").done();
    Files.delete(one.resolve("journal/02-aging-evolution/001.jsonl"));
    Files.delete(two.resolve(FIRST_JOURNAL));
    String out = Nas.say("run", one, two).done();
    int first = out.indexOf("Report: " + one.resolve("report.html"));
    int second = out.indexOf("\n\ntwo: 2 strategies");
    assertTrue(first > 0 && first < second, out);
    assertTrue(
        out.endsWith(
            "Report: %s%nNext:   java -jar nas.jar best %s%n"
                .formatted(two.resolve("report.html"), two)),
        out);
    for (Path run : List.of(one, two)) {
      assertEquals(new RunFolder(alone).digest(), new RunFolder(run).digest());
    }
  }

  @Test
  @Tag("slow")
  void whatIsWrongWithTheLastOfSeveralExperimentsIsSaidBeforeTheFirstRuns() throws IOException {
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, Files.readString(experiment()).replace("name: tiny", "name: Other!"));
    Path mended = folder.resolve("mended.yaml");
    Files.writeString(mended, Files.readString(experiment()));
    Path run = Path.of("runs", "tiny");
    assertFalse(Files.exists(run), run + " is in the way");
    Refusal.refused(folder, "several-one-wrong", "run", mended, other);
    Refusal.refused(folder, "several-one-folder", "run", mended, mended);
    Refusal.refused(
        folder, "several-one-out", "run", mended, other, "--out", folder.resolve("out"));
    assertFalse(Files.exists(run), run + " was made");
  }

  @Test
  @Tag("slow")
  void aRunGoesOnWhereItsJournalsEnd() throws IOException {
    Path run = Nas.finishedRun(folder);
    String digest = new RunFolder(run).digest();
    Path journal = run.resolve(FIRST_JOURNAL);
    String text = Files.readString(journal);
    int third = text.indexOf("{\"trial\":2,");
    Files.writeString(journal, text.substring(0, third + 40));
    Files.delete(run.resolve("journal/02-aging-evolution/001.jsonl"));
    Files.delete(run.resolve("report.html"));

    String status = Nas.say("status", run).done();
    assertTrue(status.startsWith("tiny: 14 of 24 networks, not running\n"), status);
    assertTrue(status.contains(new RunFolder(run).digest()), status);
    String best = Nas.say("best", run).done();
    assertTrue(best.startsWith("Best network: "), best);
    assertTrue(Nas.say("report", run).done().contains("Report: " + run.resolve("report.html")));
    assertTrue(Files.readString(run.resolve("report.html")).contains("not finished"));

    String out = Nas.say("run", run).done();
    assertTrue(
        out.contains(
            journal
                + ":4 was cut short when the run was killed; the line is removed and its trial"
                + " evaluated again.\n14 of 24 networks are in the journal: going on there.\n"),
        out);
    assertEquals(digest, new RunFolder(run).digest());
    assertTrue(Nas.say("status", run).done().startsWith("tiny: 24 of 24 networks, not running\n"));
  }

  @Test
  @Tag("slow")
  void aRunThatWasKilledAtItsVeryBeginningStarts() throws IOException {
    Path reference = Nas.finishedRun(folder);
    Path run = Files.createDirectory(folder.resolve("again"));
    Path leftOver = run.resolve(".experiment.yaml.999999999999.tmp");
    Path alive = run.resolve(".other.html." + ProcessHandle.current().pid() + ".tmp");
    Files.writeString(run.resolve("run.lock"), "");
    Files.writeString(leftOver, "name");
    Files.writeString(run.resolve("provenance.json"), "{");
    Nas.say("run", experiment(), "--out", run).done();
    assertEquals(new RunFolder(reference).digest(), new RunFolder(run).digest());
    assertFalse(Files.exists(leftOver));
    Files.writeString(alive, "of a process that is alive");
    Nas.say("run", run).done();
    assertTrue(Files.exists(alive));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2", "7"})
  @Tag("slow")
  void workersChangeNothing(String workers) {
    Path reference = Nas.finishedRun(folder);
    Path run = folder.resolve("again");
    Nas.say("run", experiment(), "--out", run, "--workers", workers).done();
    assertEquals(new RunFolder(reference).digest(), new RunFolder(run).digest());
  }

  @Test
  @Tag("slow")
  void bestShowsAsManyAsAsked() {
    Path run = Nas.finishedRun(folder);
    List<String> best =
        Nas.say("best", run, "-n", "3")
            .done()
            .lines()
            .filter(line -> !line.startsWith(" ") && !line.startsWith("Next:"))
            .toList();
    assertEquals(3, best.size(), () -> String.join("\n", best));
    List<Double> validation =
        best.stream()
            .map(line -> line.replaceFirst(".*\\(([0-9.]+) % validation\\).*", "$1"))
            .map(Double::valueOf)
            .toList();
    assertEquals(
        validation.stream().sorted(java.util.Comparator.reverseOrder()).toList(), validation);
    assertTrue(best.get(0).startsWith("Best network: "), best.get(0));
    assertTrue(best.get(1).startsWith("Network 2: "), best.get(1));
  }

  @Test
  @Tag("slow")
  void failuresAreCountedAndARunOfFailuresEnds() throws IOException {
    Path run = folder.resolve("run");
    Path experiment =
        Nas.write(
            folder.resolve("failing.yaml"),
            Nas.EXPERIMENT.replace("noisy", "{noisy: {failure-share: 1}}"));
    String out = Nas.say("run", experiment, "--out", run).done();
    assertTrue(out.contains("24 failed"), out);
    assertTrue(out.contains("No network could be trained"), out);
    Nas.Said best = Nas.say("best", run);
    assertEquals(Main.USER_ERROR, best.exitCode());
    assertEquals(
        "The run in "
            + run
            + " has no trained network: all 24 failed so far. Maybe see why: java -jar nas.jar"
            + " report "
            + run
            + ".\n",
        best.err());
    Nas.say("report", run).done();
    assertTrue(Files.readString(run.resolve("report.html")).contains("drawn by lot"));
  }

  @Test
  void aRunWithoutATrialHasNoBest() throws IOException {
    Path run = Nas.finishedRun(folder);
    for (String journal : Nas.journals(run).keySet()) {
      Files.delete(run.resolve(journal));
    }
    assertEquals(
        "The run in "
            + run
            + " has no trained network yet. Maybe go on with it: java -jar nas.jar run "
            + run
            + ".\n",
        Nas.say("best", run).err());
  }

  @Test
  @Tag("slow")
  void realTrainingOnDigits() {
    Path experiment =
        Nas.write(
            folder.resolve("digits.yaml"),
            """
            name: digits
            search-space: {nasbench201: {channels: 2, cells-per-stage: 1}}
            evaluator: {training: {epochs: 1}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    String out = Nas.say("run", experiment, "--out", one, "--workers", "1").done();
    assertTrue(out.contains("2/2 networks"), out);
    assertTrue(out.contains("multiply-accumulates an example"), out);
    Nas.say("run", experiment, "--out", two, "--workers", "2").done();
    assertEquals(new RunFolder(one).digest(), new RunFolder(two).digest());
  }

  @Test
  void aCheckedFolderIsDescribed() throws IOException {
    for (int image = 0; image < 5; image++) {
      Path kind = Files.createDirectories(folder.resolve(image < 2 ? "images/cat" : "images/dog"));
      java.awt.image.BufferedImage pixels =
          new java.awt.image.BufferedImage(4, 4, java.awt.image.BufferedImage.TYPE_INT_RGB);
      javax.imageio.ImageIO.write(pixels, "png", kind.resolve(image + ".png").toFile());
    }
    Nas.write(folder.resolve("images/dog/a.heic"), "x");
    String out = Nas.say("data", "check", folder.resolve("images")).done();
    String expected =
        """
        FOLDER: images, 2 classes of 3x32x32
          training: 5 images, 2 to 3 of each class
          a run cuts images for validation and for test from those to train on, a fifth of each class by default
          largest class: dog, 60.0 % of the training images
          Class  Training
          -----  --------
          cat           2
          dog           3
          left out: 1 .heic (format not read): dog/a.heic
          no image to validate is of class cat; validation accuracies say nothing of it
          no image to test is of class cat; test accuracies say nothing of it
          sha256 over shapes, pixels and labels: \
        """;
    assertTrue(
        out.startsWith(expected.replace("FOLDER", folder.resolve("images").toString())), out);
  }
}
