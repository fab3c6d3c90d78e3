package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.core.trial.Result;
import nas.result.journal.JournalReader;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of users: what guides searches of them, what they are restricted to, what is refused. */
final class TablesTest {

  private static final Path REPOSITORY = Path.of("..");

  private static final String SPACE =
      "{choices: {positions: 2, options: [a, b, c, d, e, f], separator: '-'}}";

  private static final String MAPPING =
      """
      name: letters
      space: choices
      choices: {positions: 2, options: [a, b, c, d, e, f], separator: '-'}
      architecture: cell
      columns:
        - {column: error, holds: d accuracy-percent validation@5 mean, subtract-from: 100}
        - {column: share, holds: d accuracy-percent test@5 mean, multiplier: 100,
           subtract-from: 100}
        - {column: rank, holds: rank, better: lower}
        - {column: zen, holds: zen}
        - {column: odd, holds: odd}
        - {column: perplexity, holds: d perplexity validation@5 mean}
      """;

  private static final String EXPERIMENT =
      """
      name: letters
      search-space: SPACE
      data: {cifar10: {folder: nowhere}}
      evaluator:
        tabular:
          benchmark: letters.bench
          dataset: d
          search-on: validation@5 mean
          report: test@5 mean
      budget: {trained-models: 10}
      strategies:
        - STRATEGY
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private record Row(String cell, double error, int rank) {}

  /** Writes a table of 24 of the 36 architectures; rank is by error, other scores say nothing. */
  private List<Row> table(String space) {
    List<Row> rows = new ArrayList<>();
    RandomGenerator random = Seeds.generator(3);
    for (int index = 0; index < 36; index++) {
      if (index % 3 < 2) {
        String cell = "abcdef".charAt(index / 6) + "-" + "abcdef".charAt(index % 6);
        rows.add(new Row(cell, 10 + random.nextInt(2000) / 100.0, 0));
      }
    }
    List<Row> best = rows.stream().sorted(Comparator.comparingDouble(Row::error)).toList();
    StringBuilder csv = new StringBuilder("cell,error,share,rank,zen,odd,perplexity\n");
    List<Row> ranked = new ArrayList<>();
    for (Row row : rows) {
      Row full = new Row(row.cell(), row.error(), best.indexOf(row));
      ranked.add(full);
      csv.append(
          String.format(
              Locale.ROOT,
              "%s,%.2f,%.4f,%d,%d,%d,%.1f%n",
              full.cell(),
              full.error(),
              full.error() / 100,
              full.rank(),
              -full.rank(),
              full.rank() % 5,
              20 + full.error()));
    }
    Path file = Nas.write(folder.resolve("letters.csv"), csv.toString());
    String mapping =
        space.equals("choices")
            ? MAPPING
            : MAPPING
                .replace("space: choices\n", "space: " + space + "\n")
                .replaceAll("choices: .*\n", "");
    Path yaml = Nas.write(folder.resolve("letters.yaml"), mapping);
    Path bench = folder.resolve("letters.bench");
    Nas.say("import", "csv", file, "--mapping", yaml, "--out", bench).done();
    return ranked;
  }

  private Path experiment(String space, String strategy) {
    return Nas.write(
        folder.resolve("experiment.yaml"),
        EXPERIMENT.replace("SPACE", space).replace("STRATEGY", strategy));
  }

  private List<TrialRecord> run(String name, String space, String strategy) {
    Path run = folder.resolve(name);
    Nas.say("run", experiment(space, strategy), "--out", run, "--workers", "2").done();
    try (Stream<Path> files = Files.walk(run.resolve("journal"))) {
      Path journal =
          files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      return JournalReader.read(journal).trials();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> architectures(List<TrialRecord> trials) {
    return trials.stream().map(TrialRecord::architecture).toList();
  }

  private static List<String> byRank(List<Row> rows) {
    return rows.stream().sorted(Comparator.comparingInt(Row::rank)).map(Row::cell).toList();
  }

  /** What is proposed after the predictor has learnt is of the better half. */
  private static void assertLearnt(List<Row> rows, List<TrialRecord> trials) {
    assertEquals(10, trials.stream().filter(TrialRecord::evaluated).count());
    List<String> better = byRank(rows).subList(0, rows.size() / 2);
    List<String> last = architectures(trials).subList(6, 10);
    assertTrue(better.containsAll(last), last + " of " + byRank(rows));
  }

  private static String listed(String more) {
    return "{listed: {" + more + "}}";
  }

  private String refused(String space, String strategy) {
    Path run = folder.resolve("refused");
    Nas.Said said = Nas.say("run", experiment(space, strategy), "--out", run);
    assertEquals(Main.USER_ERROR, said.exitCode(), said.out());
    assertTrue(!Files.exists(run), "refused before the folder is made");
    return said.err();
  }

  @Test
  @Tag("slow")
  void errorsInPercentAreSearchedAsAccuracies() {
    List<Row> rows = table("choices");
    List<TrialRecord> trials =
        run("run", listed("space: " + SPACE + ", benchmark: letters.bench"), "random");
    for (TrialRecord trial : trials) {
      Row row =
          rows.stream()
              .filter(one -> one.cell().equals(trial.architecture()))
              .findFirst()
              .orElseThrow();
      Result.Trained trained = (Result.Trained) trial.result();
      double accuracy = Math.rint((100 - row.error()) * 100) / 100;
      assertEquals(accuracy, trained.validation());
      assertEquals(accuracy, trained.reported(), 1e-9);
    }
    String info = Nas.say("benchmarks", "info", folder.resolve("letters.bench")).done();
    assertTrue(info.contains("d accuracy-percent validation@5 mean is 100 - error."), info);
    assertTrue(info.contains("d accuracy-percent test@5 mean is 100 - share x 100."), info);
  }

  @Test
  @Tag("slow")
  void columnsGuideSearches() throws IOException {
    List<Row> rows = table("choices");
    String space = listed("space: " + SPACE + ", benchmark: letters.bench");
    List<String> best = byRank(rows).subList(0, 10);
    int number = 0;
    for (String proxy :
        List.of(
            "{column: rank}",
            "column:rank",
            "{column: zen}",
            "{column: odd, better: lower}, samples: 1",
            "'column:rank + column:zen'",
            "'log-ranks(column:rank, column:zen:higher)'")) {
      List<TrialRecord> trials =
          run("warm" + number++, space, "{random: {}, warmup: {proxy: " + proxy + "}}");
      if (!proxy.contains("odd")) {
        assertEquals(best, architectures(trials).subList(0, 10), proxy);
      }
    }
    List<String> worst =
        architectures(
            run("worst", space, "{random: {}, warmup: {proxy: {column: rank, better: higher}}}"));
    List<String> reversed = new ArrayList<>(byRank(rows));
    java.util.Collections.reverse(reversed);
    assertEquals(reversed.subList(0, 10), worst);
    String moves =
        "{aging-evolution: {population: 4, tournament: 2}, move-proposal: {proxy: {column: rank},"
            + " random-share: 0}}";
    assertTrue(architectures(run("moves", space, moves)).contains(best.get(0)));
    String predictor =
        "{regression-predictor: {training-points: 6, iterations: 1, features: [{column: rank}, column:zen]}}";
    assertLearnt(rows, run("predictor", space, predictor));
    // It goes on with its columns where it stopped.
    Path journal = folder.resolve("moves/journal/01-aging-evolution/000.jsonl");
    String digest = new RunFolder(folder.resolve("moves")).digest();
    List<String> lines = Files.readAllLines(journal);
    Files.writeString(journal, String.join("\n", lines.subList(0, lines.size() / 2)) + "\n");
    Nas.say("report", folder.resolve("moves")).done();
    Nas.say("run", folder.resolve("moves")).done();
    assertEquals(digest, new RunFolder(folder.resolve("moves")).digest());
  }

  @Test
  @Tag("slow")
  void columnsAreCorrelatedWithTheAccuraciesOfTheTable() {
    table("choices");
    Path bench = folder.resolve("letters.bench");
    String accuracy = "d accuracy-percent validation@5 mean";
    String out = Nas.say("correlate", bench, "--benchmark", bench, "--accuracy", accuracy).done();
    assertTrue(out.matches("(?s).*\nrank +1\\.000 .*"), out);
    assertTrue(out.matches("(?s).*\nzen +1\\.000 .*"), out);
    assertTrue(!out.contains("\nodd "), "nobody says which of its values are good");
    String against =
        Nas.say(
                "correlate",
                bench,
                "--benchmark",
                bench,
                "--accuracy",
                accuracy,
                "--metrics",
                "rank",
                "--higher",
                "rank,odd")
            .done();
    assertTrue(against.matches("(?s).*\nrank +-1\\.000 .*"), against);
    assertTrue(against.contains("\nodd "), against);
  }

  /** Perplexities are errors and 20 more, so the rank by errors is that by perplexities. */
  @Test
  void lowerValuesArePredictedByTheirNegatives() {
    table("choices");
    Path bench = folder.resolve("perplexities.bench");
    String better = MAPPING.replace("mean}\n", "mean, better: lower}\n");
    Path yaml =
        Nas.write(
            folder.resolve("perplexities.yaml"),
            better.replace("validation@5 mean, subtract", "validation@5 seed 1, subtract"));
    Nas.say("import", "csv", folder.resolve("letters.csv"), "--mapping", yaml, "--out", bench)
        .done();
    String accuracy = "d perplexity validation@5 mean";
    String out = Nas.say("correlate", bench, "--benchmark", bench, "--accuracy", accuracy).done();
    assertTrue(out.contains("predict minus " + accuracy), out);
    assertTrue(out.matches("(?s).*\nrank +1\\.000 .*"), out);
  }

  @Test
  @Tag("slow")
  void whatCannotGuideIsRefusedBeforeTheFolderIsMade() {
    table("choices");
    String space = listed("space: " + SPACE + ", benchmark: letters.bench");
    String warm = "{aging-evolution: {population: 4, tournament: 2}, warmup: {proxy: %s}}";
    String synflow = refused(space, warm.formatted("synflow"));
    assertTrue(
        synflow.startsWith(
            "proxy (synflow) scores networks, but the space choices has no networks, only names of"
                + " architectures that a table may know in "),
        synflow);
    assertTrue(synflow.contains("Maybe rank by a column of the table, as in {column: "), synflow);
    assertTrue(
        refused(space, warm.formatted("'column:rank + nwot'")).contains("scores networks, but"));
    assertTrue(
        refused(space, "{regression-predictor: {features: [snip]}}").contains("scores networks"));
    String direction = refused(space, warm.formatted("{column: odd}"));
    assertTrue(
        direction.startsWith("Nobody says whether high or low values of the column odd are good"),
        direction);
    assertTrue(refused(space, warm.formatted("{column: zem}")).contains("you mean column:zen"));
    assertTrue(refused(space, warm.formatted("column:zen:up")).contains("must end in :higher"));
    assertTrue(refused(space, warm.formatted("{column: zen, best: up}")).contains("best"));
    assertTrue(
        refused(space, warm.formatted("{column: zen, better: up}"))
            .contains("better (up) must be higher or lower"));
    assertTrue(refused(space, warm.formatted("{better: lower}")).contains("names no column"));
  }

  @Test
  @Tag("slow")
  void quantitiesWithoutADirectionAreRefusedBeforeTheFolderIsMade() {
    table("choices");
    Path experiment = experiment(SPACE, "random");
    Path run = folder.resolve("refused");
    Nas.Said said =
        Nas.say(
            "run",
            experiment,
            "--out",
            run,
            "--set",
            "evaluator.tabular.search-on=d perplexity validation@5 mean",
            "--set",
            "evaluator.tabular.report=d perplexity validation@5 mean");
    assertTrue(
        said.err().contains("does not say whether higher or lower values of perplexity are better"),
        said.err());
    assertTrue(said.err().contains("'better: lower'"), said.err());
    assertTrue(!Files.exists(run));
    Path yaml =
        Nas.write(
            folder.resolve("bare.yaml"),
            MAPPING.replaceAll(
                "(?s)  - \\{column: error.*?  - \\{column: rank", "  - {column: rank"));
    Path bench = folder.resolve("letters.bench");
    Nas.say("import", "csv", folder.resolve("letters.csv"), "--mapping", yaml, "--out", bench)
        .done();
    String bare = refused(SPACE, "random");
    assertTrue(
        bare.contains("has no 'd accuracy-percent validation@5 mean', only perplexity there"),
        bare);
    assertTrue(bare.contains("'metric: perplexity'"), bare);
  }

  @Test
  @Tag("slow")
  void listsMayComeFromFilesAndFromTheExperiment() {
    List<Row> rows = table("choices");
    String bench = folder.resolve("letters.bench").toString();
    String list = Nas.say("benchmarks", "list", bench, "--having", "rank").done();
    Nas.write(folder.resolve("cells.txt"), list);
    List<TrialRecord> file = run("file", listed("space: " + SPACE + ", file: cells.txt"), "random");
    assertEquals(
        architectures(file),
        architectures(
            run("table", listed("space: " + SPACE + ", benchmark: letters.bench"), "random")));
    String three = String.join(", ", rows.subList(0, 3).stream().map(Row::cell).toList());
    List<TrialRecord> few =
        run("few", listed("space: " + SPACE + ", architectures: [" + three + "]"), "random");
    assertEquals(3, few.stream().filter(TrialRecord::evaluated).count());
    assertTrue(refused(listed("space: " + SPACE), "random").contains("names no architectures"));
    assertTrue(
        refused(listed("file: cells.txt, benchmark: letters.bench"), "random")
            .contains("listed has both file and benchmark"));
    assertTrue(
        refused(listed("benchmark: letters.bench"), "random").contains("name the space: 'space:"));
    assertTrue(
        refused(listed("space: nasbench201, benchmark: letters.bench"), "random")
            .contains("is about the space choices, the list about nasbench201"));
    assertTrue(
        refused(listed("space: {choices: {positions: 2, options: [a]}}, file: cells.txt"), "random")
            .contains("options (1 of them)"));
    assertTrue(
        refused(listed("space: {listed: {file: cells.txt}}, file: cells.txt"), "random")
            .contains("Unknown search space 'listed'"));
  }

  @Test
  @Tag("slow")
  void architecturesKnownByNameOnlyAreSearched() {
    List<Row> rows = table("darts");
    String space = listed("benchmark: letters.bench");
    assertEquals(
        10, run("random", space, "random").stream().filter(TrialRecord::evaluated).count());
    assertEquals(
        byRank(rows).subList(0, 10),
        architectures(run("warm", space, "{random: {}, warmup: {proxy: {column: rank}}}")));
    String predictor =
        "{regression-predictor: {training-points: 6, iterations: 1, features: [column:rank]}}";
    assertLearnt(rows, run("predictor", space, predictor));
    assertEquals(
        10,
        run("reinforce", space, "{reinforce: {policy: independent}}").stream()
            .filter(TrialRecord::evaluated)
            .count());
    for (String strategy :
        List.of("aging-evolution: {population: 4, tournament: 2}", "local-search: {}")) {
      String words = refused(space, "{" + strategy + "}");
      assertTrue(
          words.contains(
              "edits architectures, but the architectures of darts are known by name only, so none"
                  + " has neighbours"),
          words);
    }
    assertTrue(
        refused(space, "{random: {}, move-proposal: {proxy: {column: rank}}}")
            .contains("move-proposal chooses among neighbours, but"));
    assertTrue(
        refused(space, "{random: {}, warmup: {proxy: {column: rank}, by: evolution}}")
            .contains("by (evolution) edits architectures, but"));
    assertTrue(
        refused(space, "{random: {}, warmup: {proxy: synflow}}")
            .contains("are known by name only, so they have no networks"));
    Nas.write(folder.resolve("names.txt"), "a-b\nb-a\n");
    assertEquals(
        List.of("a-b", "b-a"),
        architectures(run("file", listed("file: names.txt"), "random")).stream()
            .distinct()
            .sorted()
            .toList());
  }

  /** NAS-Bench-301: a surrogate's accuracies of DARTS cells, by their names alone. */
  @Test
  @Tag("slow")
  void nasBench301IsSearched() {
    Path file =
        Path.of(System.getProperty("nas.shared", "../../shared"))
            .resolve("benchmarks/nasbench301/zero_cost_725.json.gz");
    assumeTrue(
        Files.exists(file),
        "skipped: " + file.toAbsolutePath().normalize() + " is not there; set -Dnas.shared=FOLDER");
    Path bench = folder.resolve("letters.bench");
    Nas.say("import", "nasbench301", file, "--out", bench).done();
    String text =
        EXPERIMENT
            .replace("SPACE", "{listed: {benchmark: letters.bench}}")
            .replace("STRATEGY", "{random: {}, warmup: {proxy: {column: synflow}, samples: 725}}")
            .replace("dataset: d", "dataset: cifar10")
            .replace("validation@5", "validation@100")
            .replace("test@5", "validation@100");
    Path run = folder.resolve("run");
    Nas.say("run", Nas.write(folder.resolve("301.yaml"), text), "--out", run).done();
    assertTrue(Nas.say("best", run).done().contains("[[("));
  }

  @Tag("slow")
  @Test
  void aPositionMayHaveVeryManyOptions() {
    StringBuilder csv = new StringBuilder("id,accuracy\n");
    List<String> options = new ArrayList<>();
    for (int index = 0; index < 5000; index++) {
      options.add("id" + index);
      csv.append("id").append(index).append(',').append(index % 97).append('\n');
    }
    String space = "{positions: 1, options: [" + String.join(", ", options) + "]}";
    Path mapping =
        Nas.write(
            folder.resolve("ids.yaml"),
            "name: ids\nspace: choices\nchoices: "
                + space
                + "\narchitecture: id\ncolumns:\n"
                + "  - {column: accuracy, holds: d accuracy-percent validation@5 mean}\n");
    Path bench = folder.resolve("letters.bench");
    Path file = Nas.write(folder.resolve("ids.csv"), csv.toString());
    Nas.say("import", "csv", file, "--mapping", mapping, "--out", bench).done();
    String text =
        EXPERIMENT
            .replace("SPACE", "{choices: " + space + "}")
            .replace("STRATEGY", "aging-evolution: {population: 4, tournament: 2}")
            .replace("test@5", "validation@5");
    Path run = folder.resolve("run");
    Nas.say("run", Nas.write(folder.resolve("ids-search.yaml"), text), "--out", run).done();
  }

  /** The commands of docs/tables.md on tables in files. */
  @Test
  @Tag("slow")
  void theCommandsOfThePageWork() throws IOException {
    String page = Files.readString(REPOSITORY.resolve("docs/tables.md"));
    String files = page.substring(page.indexOf("## Published tables"));
    Matcher blocks = Pattern.compile("(?s)```sh\n(.*?)```").matcher(files);
    int commands = 0;
    while (blocks.find()) {
      for (String line : blocks.group(1).split("\n", -1)) {
        if (!line.isBlank()) {
          List<Object> arguments = arguments(line);
          if (arguments.get(0).equals("run")) {
            arguments.add("--set");
            arguments.add("evaluator.tabular.benchmark=" + folder.resolve("widths.bench"));
          }
          Nas.say(arguments.toArray()).done();
          commands++;
        }
      }
    }
    assertEquals(10, commands);
    String final1 = Files.readString(folder.resolve("widths/tables/final.csv"));
    assertTrue(final1.contains("Evolution + warmup"), final1);
  }

  private List<Object> arguments(String line) {
    List<Object> arguments = new ArrayList<>();
    Matcher words =
        Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line.replace("java -jar nas.jar ", ""));
    while (words.find()) {
      String word = words.group(1) != null ? words.group(1) : words.group(2);
      arguments.add(
          word.replaceFirst("^examples/", REPOSITORY + "/examples/")
              .replace("target/", folder + "/"));
    }
    return arguments;
  }
}
