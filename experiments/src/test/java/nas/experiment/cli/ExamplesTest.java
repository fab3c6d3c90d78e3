package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.trial.Result;
import nas.experiment.toy.PluginJars;
import nas.result.PluginJar;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project in {@code examples}, which no build but its own compiles otherwise. */
final class ExamplesTest {

  private static final Path EXAMPLES = Path.of("../examples");

  private static final Pattern SHOWN_JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  static Path folder;

  private static Path jar = Path.of("");

  @BeforeAll
  static void compile() throws IOException {
    jar = PluginJars.ofProject(folder, EXAMPLES);
  }

  private static Path run(String name, String experiment, Object... more) {
    Path out = folder.resolve(name);
    List<Object> command =
        new ArrayList<>(List.of("run", EXAMPLES.resolve(experiment), "--plugins", jar));
    command.addAll(List.of("--out", out));
    command.addAll(List.of("--set", "execution.score-store=" + folder.resolve("store")));
    command.addAll(List.of(more));
    Nas.say(command.toArray()).done();
    return out;
  }

  private static List<Path> journals(Path run) throws IOException {
    try (Stream<Path> files = Files.walk(new RunFolder(run).journalFolder())) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  @Test
  @Tag("slow")
  void theMetricStandsAmongTheOthers() {
    assertTrue(
        Nas.say("proxies", "learning-weights", "--plugins", jar)
            .done()
            .startsWith(
                """
                learning-weights
                  Effective number of weights that share the loss gradient, (sum_i |g_i|)^2 / sum_i g_i^2.
                """));
    assertTrue(
        Nas.say("proxies", "--plugins", jar)
            .done()
            .contains("\nlearning-weights                higher\n"));
    assertTrue(
        Nas.say("proxies", "plan", "--metrics", "learning-weights,snip", "--plugins", jar)
            .done()
            .contains("for learning-weights, snip"));
    String twice = "learning-weights(batches=2)";
    String two = Nas.say("proxies", twice, "--plugins", jar).done();
    assertTrue(two.startsWith(twice + "\n"), two);
    assertTrue(two.contains("Needs: loss gradients (batches 2)."), two);
    assertTrue(two.contains("    batches: whole number, 1 to 64; default 1\n"), two);
    assertEquals(
        "batches (0) must be at least 1 in the metric \"learning-weights(batches=0)\".\n",
        Nas.say("proxies", "learning-weights(batches=0)", "--plugins", jar).err());
    assertEquals(
        "There is no metric \"learning-weights\". Maybe see 'java -jar nas.jar proxies', or give"
            + " its jar with --plugins.\n",
        Nas.say("proxies", "learning-weights").err());
  }

  @Test
  void theMetricScoresTheSpace() {
    String said =
        Nas.say(
                "score",
                "--space",
                "stacked-blocks",
                "--data",
                "digits",
                "--arch",
                "none-none-none-none",
                "--arch",
                "conv3-conv3-conv3-conv3",
                "--metrics",
                "learning-weights,params",
                "--plugins",
                jar,
                "--store",
                folder.resolve("store"))
            .done();
    Matcher scores = Pattern.compile("learning-weights +(\\S+) +(\\S+)").matcher(said);
    assertTrue(scores.find(), said);
    double shallow = Double.parseDouble(scores.group(1));
    double deep = Double.parseDouble(scores.group(2));
    // At most the weights that there are.
    assertTrue(1 < shallow && shallow <= 152 && shallow < deep && deep <= 2456, said);
  }

  @Test
  @Tag("slow")
  void theOperationRunsInNetworksOfTheSpace() {
    Map<String, String> grasp = new TreeMap<>();
    for (String activation : List.of("relu", "squared-relu")) {
      String said =
          Nas.say(
                  "score",
                  "--space",
                  "{grammar: " + EXAMPLES.resolve("squared-relu-space.yaml") + "}",
                  "--data",
                  "digits",
                  "--arch",
                  "conv(%1$s):conv(%1$s):conv(%1$s)".formatted(activation),
                  "--metrics",
                  "grasp,nwot,params,synflow,synflow-expected",
                  "--plugins",
                  jar,
                  "--store",
                  folder.resolve("store"))
              .done();
      Matcher scores = Pattern.compile("grasp +(\\S+)").matcher(said);
      assertTrue(scores.find(), said);
      grasp.put(activation, scores.group(1));
      assertEquals(
          activation.equals("squared-relu"), said.contains("synflow-expected  (UNSUITABLE)"), said);
    }
    assertNotEquals(grasp.get("relu"), grasp.get("squared-relu"));
  }

  @Test
  @Tag("slow")
  void theExperimentRunsOnAnEvaluatorThatTrainsNothing() throws IOException {
    Path run =
        run(
            "sizes",
            "experiment.yaml",
            "--set",
            "evaluator={target-size: {parameters: 2000}}",
            "--set",
            "strategies[0].hill-climbing.patience=40",
            "--set",
            "budget.trained-models=100");
    assertEquals(4, journals(run).size());
    // Of all sizes, 1,954 is the nearest to 2,000.
    String best = Nas.say("best", run, "--plugins", jar, "--count", 1).done();
    assertTrue(best.contains("97.70"), best);
  }

  @Test
  @Tag("slow")
  void theMetricTellsCorrelateItsDirection() throws IOException {
    List<String> table = Files.readAllLines(EXAMPLES.resolve("stacked-blocks.csv"));
    StringBuilder scores = new StringBuilder("architecture,learning-weights\n");
    for (String line : table.subList(1, 60)) {
      List<String> cells = List.of(line.split(","));
      scores.append(cells.get(0)).append(',').append(cells.get(1)).append('\n');
    }
    Path file = Nas.write(folder.resolve("stacked-scores.csv"), scores.toString());
    List<Object> command =
        List.of(
            "correlate",
            file,
            "--benchmark",
            EXAMPLES.resolve("stacked-blocks.csv"),
            "--key",
            "architecture=stack",
            "--accuracy",
            "test_accuracy",
            "--resamples",
            "0");
    assertTrue(Nas.say(command.toArray()).err().contains("give the jar of the metric"));
    List<Object> withJar = new ArrayList<>(command);
    withJar.addAll(List.of("--plugins", jar));
    List<Object> told = new ArrayList<>(command);
    told.addAll(List.of("--higher", "learning-weights"));
    assertEquals(Nas.say(told.toArray()).done(), Nas.say(withJar.toArray()).done());
  }

  @Test
  @Tag("slow")
  void whatIsRecordedIsReadWithoutTheJarOfTheSpace() throws IOException {
    Path own = Files.copy(jar, folder.resolve("own.jar"));
    Path run = folder.resolve("recorded");
    Nas.say(
            "run",
            EXAMPLES.resolve("experiment.yaml"),
            "--set",
            "evaluator={target-size: {parameters: 2000}}",
            "--set",
            "budget.trained-models=6",
            "--set",
            "execution.score-store=" + folder.resolve("store"),
            "--out",
            run,
            "--plugins",
            own)
        .done();
    String drawn = Files.readString(run.resolve("report.html"));
    String best = Nas.say("best", run).done();
    String status = Nas.say("status", run).done();
    String known = PluginJar.at(own).toString();
    Files.delete(own);
    assertEquals(best, Nas.say("best", run).done());
    assertEquals(status, Nas.say("status", run).done());
    String undrawn =
        "No cell is drawn, as the search space 'stacked-blocks' comes from a plug-in jar that is"
            + " not at hand.";
    String said = Nas.say("report", run).done();
    assertTrue(
        said.contains(
            undrawn + " Maybe give its jar with --plugins: the run was given " + known + ".\n"),
        said);
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("No cell is drawn"), "the report says what is missing");
    assertEquals(accuracies(drawn), accuracies(report));
    Nas.say("report", run, "--plugins", jar).done();
    assertEquals(drawn, Files.readString(run.resolve("report.html")));
    assertTrue(Nas.say("train", run).err().startsWith("Unknown search space 'stacked-blocks'"));
  }

  private static List<String> accuracies(String report) {
    return Pattern.compile("\\d+\\.\\d\\d(?= ?%| \\+-)")
        .matcher(report)
        .results()
        .map(MatchResult::group)
        .distinct()
        .sorted()
        .toList();
  }

  @Test
  @Tag("slow")
  void theExperimentTrains() throws IOException {
    Path run =
        run(
            "training",
            "experiment.yaml",
            "--set",
            "budget.trained-models=3",
            "--set",
            "evaluator.training.epochs=1");
    for (Path journal : journals(run)) {
      assertTrue(JournalReader.read(journal).trials().size() >= 3, journal::toString);
    }
    assertTrue(Files.exists(run.resolve("report.html")));
  }

  @Test
  @Tag("slow")
  void theTableIsImportedAndSearched() throws IOException {
    Path table = folder.resolve("stacked-blocks.bench");
    String imported =
        Nas.say(
                "import",
                "csv",
                EXAMPLES.resolve("stacked-blocks.csv"),
                "--mapping",
                EXAMPLES.resolve("stacked-blocks.yaml"),
                "--out",
                table)
            .done();
    assertTrue(imported.contains("\nstacked-blocks: 256 architectures with 4 columns"), imported);
    Path run =
        run(
            "table",
            "table.yaml",
            "--set",
            "evaluator.tabular.benchmark=" + table,
            "--set",
            "repetitions=2");
    for (Path journal : journals(run)) {
      assertTrue(JournalReader.read(journal).trials().size() >= 40, journal::toString);
    }
  }

  /** What is proposed shows that the strategy was told all objectives. */
  @Test
  @Tag("slow")
  void theStrategyForSeveralObjectivesEditsTheFront() {
    Path table = folder.resolve("front.bench");
    List<Object> words = new ArrayList<>(List.of("import", "csv"));
    words.add(EXAMPLES.resolve("stacked-blocks.csv"));
    words.addAll(List.of("--mapping", EXAMPLES.resolve("stacked-blocks.yaml"), "--out", table));
    Nas.say(words.toArray()).done();
    Object[] more = {"--set", "evaluator.tabular.benchmark=" + table, "--set", "repetitions=2"};
    Path run = run("front", "front.yaml", more);
    List<TrialRecord> trials =
        JournalReader.read(run.resolve("journal/01-front-walk/000.jsonl")).trials();
    assertTrue(trials.size() >= 40, trials::toString);
    for (int k = 8; k < trials.size(); k++) {
      if (trials.get(k - 1).duplicateOf().isPresent()) {
        continue; // A fresh start.
      }
      String proposed = trials.get(k).architecture();
      assertTrue(
          front(trials.subList(0, k)).stream().anyMatch(one -> edits(one, proposed) == 1),
          "trial " + k + ": " + proposed);
    }
    assertTrue(
        trials.stream().mapToDouble(ExamplesTest::parameters).min().orElseThrow() <= 178,
        "the smallest network is a step from others that are small");
    Path alone =
        run(
            "front-alone",
            "front.yaml",
            Stream.concat(Stream.of(more), Stream.of("--workers", 1)).toArray());
    assertEquals(Nas.digest(run), Nas.digest(alone));
  }

  private static double parameters(TrialRecord trial) {
    return Objects.requireNonNull(
        ((Result.Trained) trial.result()).measurements().get("parameters"));
  }

  private static double validation(TrialRecord trial) {
    return ((Result.Trained) trial.result()).validation();
  }

  private static List<String> front(List<TrialRecord> trials) {
    return trials.stream()
        .filter(
            one ->
                trials.stream()
                    .noneMatch(
                        other ->
                            validation(other) >= validation(one)
                                && parameters(other) <= parameters(one)
                                && (validation(other) > validation(one)
                                    || parameters(other) < parameters(one))))
        .map(TrialRecord::architecture)
        .toList();
  }

  private static long edits(String one, String other) {
    String[] ones = one.split("-", -1);
    String[] others = other.split("-", -1);
    return IntStream.range(0, ones.length).filter(i -> !ones[i].equals(others[i])).count();
  }

  /** The examples build against what {@code mvn install} of this very version leaves. */
  @Test
  void theProjectNamesTheVersionsOfThisOne() throws IOException {
    String ours = Files.readString(Path.of("../pom.xml"));
    String theirs = Files.readString(EXAMPLES.resolve("pom.xml"));
    assertEquals(
        found("<artifactId>nas-parent</artifactId>\\s*<version>([^<]+)", ours),
        found("<nas.version>([^<]+)", theirs));
    assertEquals(found("<junit.version>([^<]+)", ours), found("<junit.version>([^<]+)", theirs));
    assertEquals(
        found("<onnxruntime.version>([^<]+)", ours), found("<onnxruntime.version>([^<]+)", theirs));
    for (String plugin : List.of("clean", "resources", "compiler", "surefire", "jar")) {
      String version = "<artifactId>maven-" + plugin + "-plugin</artifactId>\\s*<version>([^<]+)";
      assertEquals(found(version, ours), found(version, theirs), plugin);
    }
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertTrue(matcher.find(), pattern);
    return matcher.group(1);
  }

  /** Programs beside results are run by hand; they must fit the program as it is. */
  @Test
  void programsOfTheResultsCompile(@TempDir Path classes) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../results"), 2)) {
      List<Path> programs =
          files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
      assertTrue(programs.size() > 0, "programs");
      PluginJars.compiled(programs, classes);
    }
  }

  /** What the pages show of Java stands in a file that is compiled here or run by its page. */
  @Test
  @Tag("slow")
  void javaOfThePagesIsThatOfFiles() throws IOException {
    StringBuilder compiled = new StringBuilder();
    try (Stream<Path> files = Files.walk(Path.of(".."))) {
      for (Path file :
          files
              .filter(file -> file.toString().endsWith(".java"))
              .filter(file -> !file.toString().contains("target/"))
              .sorted()
              .toList()) {
        compiled.append(words(Files.readString(file)));
      }
    }
    List<Path> pages = new ArrayList<>(List.of(Path.of("../README.md")));
    try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
      docs.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    int shown = 0;
    for (Path page : pages) {
      String text = Files.readString(page);
      for (MatchResult block : SHOWN_JAVA.matcher(text).results().toList()) {
        shown++;
        assertTrue(
            compiled.indexOf(words(block.group(1))) >= 0,
            page + " shows Java that no file has:\n" + block.group(1));
      }
    }
    assertTrue(shown > 3, shown + " blocks");
  }

  private static String words(String java) {
    return java.replaceAll("\\s+", "");
  }
}
