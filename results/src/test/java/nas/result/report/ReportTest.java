package nas.result.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.UserException;
import nas.core.log.SyncPolicy;
import nas.core.trial.Objective;
import nas.result.journal.JournalWriter;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.journal.Trials;
import nas.result.statistics.Bounds;
import nas.result.statistics.Cost;
import nas.result.statistics.Counting;
import nas.result.statistics.Importance;
import nas.result.statistics.Incumbent;
import nas.result.statistics.Target;
import nas.result.table.CsvText;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {

  @SuppressWarnings("NullAway.Init")
  @TempDir
  Path temporary;

  private static final Map<String, ReportInput> RUNS = SyntheticRuns.all();

  private static ReportInput run(String name) {
    ReportInput input = RUNS.get(name);
    if (input == null) {
      throw new AssertionError("no run " + name);
    }
    return input;
  }

  @Test
  @Tag("slow")
  void everythingIsWritten() throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    Report.Written written = Report.write(folder, run("two-strategies"));
    assertTrue(written.missing().isEmpty());
    assertEquals(
        List.of(
            "curve-models.csv",
            "curve-seconds.csv",
            "final.csv",
            "significance.csv",
            "speedup.csv",
            "trials.csv"),
        names(folder.tablesFolder()));
    assertTrue(
        names(folder.plotsFolder())
            .containsAll(
                List.of(
                    "best-1.png",
                    "best-1.svg",
                    "curve-models.png",
                    "curve-models.svg",
                    "curve-seconds.png",
                    "curve-seconds.svg")));
    assertEquals(names(folder.plotsFolder()).size(), written.plots().size());
    assertTrue(Files.size(written.report()) < 2_000_000);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  @Tag("slow")
  void theSameInputGivesTheSameBytes() throws IOException {
    for (String name : List.of("two-strategies", "nothing")) {
      Report.Written first = Report.write(RunFolder.create(temporary.resolve(name + 1)), run(name));
      Report.Written second =
          Report.write(
              RunFolder.create(temporary.resolve(name + 2)),
              SyntheticRuns.all().getOrDefault(name, run(name)));
      List<Path> a = new ArrayList<>(first.tables());
      List<Path> b = new ArrayList<>(second.tables());
      a.addAll(first.plots());
      b.addAll(second.plots());
      a.add(first.report());
      b.add(second.report());
      for (int i = 0; i < a.size(); i++) {
        assertArrayEquals(
            Files.readAllBytes(a.get(i)), Files.readAllBytes(b.get(i)), a.get(i).toString());
      }
    }
  }

  @Test
  @Tag("slow")
  void thePageLoadsNothing() {
    for (Map.Entry<String, ReportInput> run : RUNS.entrySet()) {
      String page = ReportPage.render(run.getValue());
      String lower = page.toLowerCase(Locale.ROOT);
      assertFalse(lower.contains("http:") || lower.contains("https:"), run.getKey());
      assertFalse(lower.contains("@import"), run.getKey());
      assertFalse(
          Pattern.compile("url\\((?!#)").matcher(lower).find(), run.getKey() + ": url() outside");
      assertFalse(Pattern.compile("<(link|iframe|object|embed|base)\\b").matcher(lower).find());
      assertTrue(page.contains("default-src 'none'"));
    }
  }

  @Test
  @Tag("slow")
  void tagsAreClosedAndIdentifiersUnique() {
    for (Map.Entry<String, ReportInput> run : RUNS.entrySet()) {
      String page = ReportPage.render(run.getValue());
      List<String> open = new ArrayList<>();
      List<String> identifiers = new ArrayList<>();
      String markup = page.replaceAll("(?s)(<(script|style)\\b[^>]*>).*?(?=</\\2>)", "$1");
      Matcher tags =
          Pattern.compile("<(/?)([a-zA-Z0-9]+)((?:\"[^\"]*\"|[^\">])*?)(/?)>").matcher(markup);
      while (tags.find()) {
        String name = String.valueOf(tags.group(2));
        if (tags.group(1).equals("/")) {
          assertEquals(name, open.isEmpty() ? "" : open.remove(open.size() - 1), run.getKey());
        } else if (!tags.group(4).equals("/") && !List.of("meta", "wbr").contains(name)) {
          open.add(name);
        }
        Matcher id = Pattern.compile(" id=\"([^\"]*)\"").matcher(tags.group(3));
        if (id.find()) {
          identifiers.add(id.group(1));
        }
      }
      assertEquals(List.of(), open, run.getKey());
      assertEquals(identifiers.stream().distinct().toList(), identifiers, run.getKey());
    }
  }

  @Test
  @Tag("slow")
  void hostileNamesStayText() throws IOException {
    String page = ReportPage.render(run("hostile"));
    assertFalse(page.contains("<img"), "a name became a tag");
    assertFalse(page.contains("onerror=alert(1)>"), "a name kept its angle brackets");
    assertFalse(page.contains("<!--"), "a name became a comment");
    assertFalse(page.contains("\u0000") || page.contains("\u001b"));
    Matcher data =
        Pattern.compile("(?s)<script type=\"application/json\">(.*?)</script>").matcher(page);
    int found = 0;
    while (data.find()) {
      JsonNode json = new ObjectMapper().readTree(data.group(1));
      assertEquals(SyntheticRuns.HOSTILE, json.at("/curves/0/name").textValue());
      found++;
    }
    assertEquals(2, found);
    Report.write(RunFolder.create(temporary.resolve("hostile")), run("hostile"));
  }

  @Test
  void unfinishedAndEmptyRunsSaySo() {
    String unfinished = ReportPage.render(run("long-names"));
    assertTrue(unfinished.contains("This run is not finished."));
    String nothing = ReportPage.render(run("nothing"));
    assertTrue(nothing.contains("No network has been trained."));
    assertTrue(nothing.contains("no trained network yet"));
    String failed = ReportPage.render(run("all-failed"));
    assertTrue(failed.contains("Failed trainings") && failed.contains("NaN in epoch 1"));
    String finished = ReportPage.render(run("two-strategies"));
    assertFalse(finished.contains("not finished"));
  }

  @Test
  void bandsAreDrawnOnlyForSeveralRepetitions() {
    assertTrue(ReportPage.render(run("two-strategies")).contains("class=\"band"));
    String single = ReportPage.render(run("one-repetition"));
    assertFalse(single.contains("class=\"band"));
    assertFalse(single.contains("bands reach"));
  }

  /** A parser of RFC 4180, as strict as its grammar. */
  private static List<List<String>> parseCsv(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c != '"') {
          field.append(c);
        } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
          field.append('"');
          i++;
        } else {
          quoted = false;
        }
      } else if (c == '"') {
        assertEquals(0, field.length(), "a quote inside a plain field");
        quoted = true;
      } else if (c == ',') {
        row.add(field.toString());
        field.setLength(0);
      } else if (c == '\r') {
        assertEquals('\n', text.charAt(++i));
        row.add(field.toString());
        field.setLength(0);
        rows.add(row);
        row = new ArrayList<>();
      } else {
        field.append(c);
      }
    }
    assertTrue(row.isEmpty() && field.length() == 0 && !quoted, "the last line must end");
    return rows;
  }

  @Tag("slow")
  @Test
  void tablesAreRectangularAndQuoteWhatTheyMust() {
    for (Map.Entry<String, ReportInput> run : RUNS.entrySet()) {
      ReportInput input = run.getValue();
      for (String table :
          List.of(
              CsvText.of(RunTables.trials(input)),
              CsvText.of(RunTables.finalResults(input)),
              CsvText.of(RunTables.curve(input, Cost.TRAINED_MODELS)),
              CsvText.of(RunTables.curve(input, Cost.TRAIN_SECONDS)),
              CsvText.of(
                  ComparisonTables.speedups(
                      input.comparison().map(Comparison::speedups).orElse(List.of()),
                      Counting.BY_DEFAULT)),
              CsvText.of(
                  ComparisonTables.tests(
                      input.comparison().map(Comparison::tests).orElse(List.of()),
                      Counting.BY_DEFAULT)))) {
        List<List<String>> rows = parseCsv(table);
        for (List<String> row : rows) {
          assertEquals(rows.get(0).size(), row.size(), run.getKey());
        }
      }
      assertEquals(input.trials().size() + 1, parseCsv(CsvText.of(RunTables.trials(input))).size());
    }
    List<List<String>> hostile = parseCsv(CsvText.of(RunTables.trials(run("hostile"))));
    assertEquals(SyntheticRuns.HOSTILE, hostile.get(1).get(0));
    List<List<String>> published =
        parseCsv(
            CsvText.of(
                RunTables.published(run("hostile").charts().published(), Objective.ACCURACY)));
    assertEquals(SyntheticRuns.HOSTILE, published.get(3).get(0));
    assertEquals(List.of("200", "73.6"), published.get(3).subList(1, 3));
    assertEquals(SyntheticRuns.HOSTILE, hostile.get(1).get(13));
    assertEquals(SyntheticRuns.HOSTILE, hostile.get(2).get(3));
  }

  private static ReportInput plain(List<StrategyRuns> strategies, List<BestNetwork> best) {
    return counted(strategies, best, Counting.BY_DEFAULT);
  }

  private static ReportInput counted(
      List<StrategyRuns> strategies, List<BestNetwork> best, Counting counting) {
    Caption caption = SyntheticRuns.caption(strategies);
    return new ReportInput(
        new ReportInput.Heading("e", "d", true, List.of()),
        strategies,
        Networks.of(best),
        new ReportInput.Origin(
            List.of(
                new ReportInput.Source(
                    "f", ReportInput.journalSha256(strategies), Optional.empty(), "")),
            "c"),
        Optional.empty(),
        new Caption(
            caption.drawing(),
            Objective.ACCURACY,
            caption.searched(),
            caption.reported(),
            caption.trainedModels(),
            caption.seeds(),
            counting.incumbent()),
        new ReportInput.Charts(false, OptionalDouble.empty(), List.of()),
        counting,
        1);
  }

  @Test
  void tablesStateTheNumbersOfTheTrials() {
    TrialRecord first = Trials.trained(0, 60, 58.5, 10);
    List<TrialRecord> search =
        List.of(
            first, Trials.failed(1, 5), Trials.duplicate(2, first), Trials.trained(3, 70, 55, 2));
    ReportInput input = plain(List.of(new StrategyRuns("AE", List.of(search))), List.of());
    String[] trials = CsvText.of(RunTables.trials(input)).split("\r\n", -1);
    assertEquals(
        "strategy,repetition,trial,architecture,canonical_id,duplicate_of,status,"
            + "validation_accuracy_percent,test_accuracy_percent,simulated_train_seconds,"
            + "trained_models_so_far,train_seconds_so_far,failure_kind,failure_message,"
            + "started_at_utc,wall_seconds,measured_macs,measured_parameters",
        trials[0]);
    assertEquals(
        "AE,0,2,|nor_conv_3x3~0|+|skip_connect~0|none~1|#0,id0,0,trained,60.0,58.5,10.0,2,15.0,,,"
            + "2026-11-01T12:00:02.123Z,0.0,1.5E7,100000.0",
        trials[3]);
    assertEquals(
        "AE,0,1,|none~0|#1,id1,,failed,,,5.0,2,15.0,non-finite-loss,"
            + "the loss became NaN in epoch 2,2026-11-01T12:00:01.123Z,0.5,,",
        trials[2]);
    assertEquals(
        "AE,1,55.0,,55.0,55.0,55.0,70.0,,2,1,1,17.0,300,cifar100 validation@200 mean,"
            + "cifar100 test@200 mean,cells drawn uniformly,42",
        CsvText.of(RunTables.finalResults(input)).split("\r\n", -1)[1]);
    assertEquals(
        List.of("AE,1,1,58.5,58.5,58.5,58.5,58.5,58.5", "AE,3,1,55.0,55.0,55.0,55.0,55.0,55.0", ""),
        List.of(CsvText.of(RunTables.curve(input, Cost.TRAINED_MODELS)).split("\r\n", -1))
            .subList(1, 4));
    assertEquals(
        List.of(
            "AE,10.0,1,58.5,58.5,58.5,58.5,58.5,58.5",
            "AE,17.0,1,55.0,55.0,55.0,55.0,55.0,55.0",
            ""),
        List.of(CsvText.of(RunTables.curve(input, Cost.TRAIN_SECONDS)).split("\r\n", -1))
            .subList(1, 4));
  }

  @Test
  @Tag("slow")
  void comparisonsStandInTablesAndReport() {
    List<TrialRecord> slow = new ArrayList<>();
    List<TrialRecord> fast = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      slow.add(Trials.trained(i, i, i == 5 ? 60 : 50, 10));
      fast.add(Trials.trained(i, i, i == 1 ? 60 : i > 1 ? 62 : 50, 20));
    }
    List<StrategyRuns> strategies =
        List.of(
            new StrategyRuns("slow", List.of(slow, slow)),
            new StrategyRuns("fast", List.of(fast, fast)));
    Comparison comparison =
        Comparison.of(
            List.of(new Comparison.Pair(strategies.get(0), strategies.get(1), true)),
            List.of(new Target.BaselineFinal(), new Target.Value(61)),
            List.of(7, 2, 6),
            Incumbent.VALIDATION,
            1);
    assertEquals(List.of(7), comparison.beyond());
    List<List<String>> speedups =
        parseCsv(CsvText.of(ComparisonTables.speedups(comparison.speedups(), Counting.BY_DEFAULT)));
    assertEquals(
        List.of(
            "fast,slow,baseline-final,60.0,trained_models,2,2,2.0,2.0,6.0,6.0,3.0,3.0,3.0,3.0,"
                + "2.0,2.0,6.0,6.0,3.0,3.0,3.0,3.0,0.0,0.0",
            "fast,slow,baseline-final,60.0,simulated_train_seconds,2,2,40.0,40.0,60.0,60.0,1.5,1.5,"
                + "1.5,1.5,40.0,40.0,60.0,60.0,1.5,1.5,1.5,1.5,0.0,0.0",
            "fast,slow,61.0,61.0,trained_models,2,2,3.0,3.0,6.0,,2.0,,2.0,,3.0,3.0,6.0,,2.0,,2.0,,"
                + "0.0,1.0",
            "fast,slow,61.0,61.0,simulated_train_seconds,2,2,60.0,60.0,60.0,,1.0,,1.0,,60.0,60.0,"
                + "60.0,,1.0,,1.0,,0.0,1.0"),
        speedups.subList(1, speedups.size()).stream().map(row -> String.join(",", row)).toList());
    List<List<String>> tests =
        parseCsv(CsvText.of(ComparisonTables.tests(comparison.tests(), Counting.BY_DEFAULT)));
    assertEquals(
        List.of(
            "fast,slow,2,2,2,60.0,50.0,10.0,10.0,10.0,wilcoxon-signed-rank,true,3.0,2,0.5,1.0,1.0,"
                + "1.0",
            "fast,slow,end,2,2,62.0,60.0,2.0,2.0,2.0,wilcoxon-signed-rank,true,3.0,2,0.5,1.0,1.0,"
                + "1.0"),
        tests.subList(1, tests.size()).stream().map(row -> String.join(",", row)).toList());
    String page = ReportPage.render(run("four-strategies"));
    assertTrue(page.contains("<h2>Speedup</h2>") && page.contains("<h2>Difference to RAND</h2>"));
    assertTrue(page.contains("No search has trained as many as 1,000 models"));
    assertFalse(ReportPage.render(run("one-repetition")).contains("Speedup"));
  }

  @Test
  void pValuesAreCorrectedForStrategiesAndBudgetsTogether() {
    List<List<TrialRecord>> base = new ArrayList<>();
    List<List<TrialRecord>> better = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      base.add(List.of(Trials.trained(0, 50, 50 + i, 1), Trials.trained(1, 60, 60 + i, 1)));
      better.add(List.of(Trials.trained(0, 50, 51 + i, 1), Trials.trained(1, 60, 61 + i, 1)));
    }
    StrategyRuns baseline = new StrategyRuns("base", base);
    Comparison comparison =
        Comparison.of(
            List.of(
                new Comparison.Pair(baseline, new StrategyRuns("a", better), true),
                new Comparison.Pair(baseline, new StrategyRuns("b", better), true)),
            List.of(new Target.BaselineFinal()),
            List.of(1),
            Incumbent.VALIDATION,
            1);
    // Two strategies at one budget and at the end: four tests.
    assertEquals(
        List.of(4 * 2.0 / 64, 4 * 2.0 / 64, 4 * 2.0 / 64, 4 * 2.0 / 64),
        comparison.tests().stream()
            .map(test -> test.significance().pValueHolm().orElseThrow())
            .toList());
  }

  @Test
  void aSingleRepetitionIsComparedWithoutChance() {
    List<StrategyRuns> strategies =
        List.of(
            new StrategyRuns("a", List.of(List.of(Trials.trained(0, 50, 50, 1)))),
            new StrategyRuns("b", List.of(List.of(Trials.trained(0, 60, 55, 1)))));
    Comparison comparison =
        Comparison.of(
            List.of(new Comparison.Pair(strategies.get(0), strategies.get(1), true)),
            List.of(new Target.BaselineFinal()),
            List.of(),
            Incumbent.VALIDATION,
            1);
    assertEquals(List.of(), comparison.speedups());
    List<List<String>> tests =
        parseCsv(CsvText.of(ComparisonTables.tests(comparison.tests(), Counting.BY_DEFAULT)));
    assertEquals("b,a,end,1,1,55.0,50.0,5.0,,,,,,,,,,", String.join(",", tests.get(1)));
  }

  @Test
  void nothingIsSaidAboutATimeThatNobodyKnows() throws IOException {
    List<StrategyRuns> strategies =
        List.of(new StrategyRuns("a", List.of(List.of(Trials.trained(0, 50, 50, 1)))));
    RunFolder folder = RunFolder.create(temporary.resolve("timeless"));
    Report.write(folder, plain(strategies, List.of()));
    assertTrue(names(folder.tablesFolder()).contains("curve-seconds.csv"));
    ReportInput input =
        counted(
            strategies,
            List.of(),
            new Counting(Objective.ACCURACY, List.of(), Incumbent.VALIDATION, Optional.empty()));
    Report.write(folder, input);
    assertEquals(
        List.of("curve-models.csv", "final.csv", "significance.csv", "speedup.csv", "trials.csv"),
        names(folder.tablesFolder()));
    assertEquals(List.of("curve-models.png", "curve-models.svg"), names(folder.plotsFolder()));
    assertEquals("", parseCsv(CsvText.of(RunTables.finalResults(input))).get(1).get(12));
    assertEquals("", parseCsv(CsvText.of(RunTables.trials(input))).get(1).get(11));
    String page = ReportPage.render(input);
    assertFalse(page.toLowerCase(Locale.ROOT).contains("training time"), page);
    assertFalse(page.contains(">Time<"), page);
  }

  @Test
  void networksAreListedDrawnByTheirSizesAndTakenApart() throws IOException {
    ReportInput plain = run("two-strategies");
    List<BestNetwork> all =
        BestNetwork.select(plain.strategies(), Integer.MAX_VALUE, drawn -> List.of());
    List<Importance> importance =
        Importance.of(
            all.stream()
                .map(one -> Map.of("edge 0->1", one.trial().architecture().substring(0, 6)))
                .toList(),
            all.stream().mapToDouble(one -> one.result().validation()).toArray(),
            true,
            1);
    assertFalse(importance.isEmpty());
    ReportInput input =
        new ReportInput(
            plain.heading(),
            plain.strategies(),
            new Networks(all.subList(0, 2), all.subList(0, 40), importance),
            plain.origin(),
            plain.comparison(),
            plain.caption(),
            plain.charts(),
            plain.counting(),
            1);
    String page = ReportPage.render(input);
    assertTrue(page.contains("The best 40 of " + all.size() + " different networks"), page);
    assertTrue(page.contains("<article id=\"network-24\">"));
    assertFalse(page.contains("<article id=\"network-25\">"));
    assertTrue(page.contains("<a href=\"#network-24\">24</a>"));
    assertFalse(page.contains("<a href=\"#network-25\">"));
    assertTrue(page.contains("<a href=\"tables/importance.csv\">"));
    assertTrue(page.contains("Share of the variance of the validation accuracy"));
    // Those on the line, found by comparing each network with each other.
    long best =
        all.stream()
            .filter(
                one ->
                    all.stream()
                        .noneMatch(
                            other ->
                                size(other) <= size(one)
                                    && other.result().validation() >= one.result().validation()
                                    && (size(other) < size(one)
                                        || other.result().validation()
                                            > one.result().validation())))
            .count();
    RunFolder folder = RunFolder.create(temporary.resolve("listed"));
    Report.write(folder, input);
    String svg = Files.readString(folder.plotsFolder().resolve("size-parameters.svg"));
    assertEquals(best, Pattern.compile("<circle class=\"mark\"").matcher(svg).results().count());
    assertTrue(names(folder.plotsFolder()).containsAll(List.of("size-macs.png", "importance.png")));
    List<List<String>> rows =
        parseCsv(Files.readString(folder.tablesFolder().resolve("importance.csv")));
    assertEquals("edge 0->1", rows.get(1).get(0));
  }

  private static double size(BestNetwork network) {
    return network.result().measurements().getOrDefault("parameters", Double.NaN);
  }

  @Test
  void theBestTestAccuracySoFarIsTitledAsOptimistic() throws IOException {
    // By validation the second is the incumbent, by test the first.
    List<StrategyRuns> strategies =
        List.of(
            new StrategyRuns(
                "a", List.of(List.of(Trials.trained(0, 50, 58, 1), Trials.trained(1, 60, 55, 1)))));
    ReportInput input =
        counted(
            strategies,
            List.of(),
            new Counting(
                Objective.ACCURACY, List.of(), Incumbent.TEST, Optional.of(Cost.TRAIN_SECONDS)));
    List<List<String>> finals = parseCsv(CsvText.of(RunTables.finalResults(input)));
    assertEquals("optimistic_test_accuracy_mean_percent", finals.get(0).get(2));
    assertEquals("58.0", finals.get(1).get(2));
    List<List<String>> curve = parseCsv(CsvText.of(RunTables.curve(input, Cost.TRAINED_MODELS)));
    assertEquals("optimistic_test_accuracy_mean_percent", curve.get(0).get(3));
    RunFolder folder = RunFolder.create(temporary.resolve("optimistic"));
    Report.write(folder, input);
    for (Path file :
        List.of(
            folder.plotsFolder().resolve("curve-models.svg"),
            folder.plotsFolder().resolve("curve-seconds.svg"))) {
      assertTrue(Files.readString(file).contains("Best test accuracy so far (optimistic)"));
      assertTrue(Files.readString(file).contains("Optimistic: "));
    }
    assertTrue(Files.readString(folder.reportFile()).contains("Best test (optimistic)"));
  }

  @Test
  void captionsSayHowTheNumbersCameAbout() {
    Caption caption =
        new Caption(
            "cells drawn uniformly",
            Objective.ACCURACY,
            "cifar10 validation@12 seed 777",
            "cifar10 test@200 mean",
            300,
            List.of(new Caption.RootSeed(42, 32, 32), new Caption.RootSeed(7, 16, 1)),
            Incumbent.VALIDATION);
    assertEquals(
        List.of(
            "Searched by cifar10 validation@12 seed 777, reported: cifar10 test@200 mean.",
            "Cells drawn uniformly.",
            "300 networks a search; 32 repetitions of root seed 42, 1 repetition of root seed 7."),
        caption.sentences());
    assertEquals(List.of(), caption.warnings());
    assertEquals("repetition 31 of root seed 42", caption.repetition(31));
    assertEquals("repetition 0 of root seed 7", caption.repetition(32));
    Caption seen =
        new Caption(
            "",
            Objective.ACCURACY,
            "cifar10 test@108 mean",
            "cifar10 test@108 mean",
            1,
            List.of(new Caption.RootSeed(42, 1, 1)),
            Incumbent.TEST);
    assertEquals(
        List.of(
            "Optimistic: the best reported accuracy so far counts, by which no search could have"
                + " chosen.",
            "The searches saw the accuracy that is reported (cifar10 test@108 mean), so all"
                + " accuracies are the best of it so far.",
            "1 network a search; 1 repetition of root seed 42."),
        seen.sentences());
    assertEquals(seen.sentences().subList(0, 2), seen.warnings());
    assertEquals("repetition 0", seen.repetition(0));
  }

  @Tag("slow")
  @Test
  void everyChartHasItsCaption() throws IOException {
    ReportInput input = run("four-strategies");
    RunFolder folder = RunFolder.create(temporary.resolve("captions"));
    Report.write(folder, input);
    for (String name : List.of("curve-models.svg", "curve-seconds.svg")) {
      String svg = Files.readString(folder.plotsFolder().resolve(name));
      String words = svg.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
      for (String sentence : input.caption().sentences()) {
        assertTrue(words.contains(sentence), name + " lacks: " + sentence);
      }
    }
    String page = ReportPage.render(input);
    Matcher captions = Pattern.compile("<figcaption>([^<]*)</figcaption>").matcher(page);
    int found = 0;
    while (captions.find()) {
      found += captions.group(1).startsWith(String.join(" ", input.caption().sentences())) ? 1 : 0;
    }
    assertEquals(2, found);
  }

  @Tag("slow")
  @Test
  void publishedPointsStandInChartListAndTable() throws IOException {
    ReportInput input = run("four-strategies");
    assertEquals(2, input.charts().published().size());
    RunFolder folder = RunFolder.create(temporary.resolve("published"));
    Report.write(folder, input);
    String svg = Files.readString(folder.plotsFolder().resolve("curve-models.svg"));
    assertEquals(3, svg.split("class=\"mark\"", -1).length - 1);
    assertTrue(svg.contains("[1] somebody 2021"), svg);
    assertFalse(
        Files.readString(folder.plotsFolder().resolve("curve-seconds.svg")).contains("mark"));
    assertTrue(names(folder.tablesFolder()).contains("published.csv"));
    String page = ReportPage.render(input);
    assertTrue(page.contains("60.00 % after 1, 73.60 % after 200"));
  }

  @Test
  void whereTheSearchSawWhatIsReportedNothingIsCalledValidation() {
    ReportInput fair = run("two-strategies");
    assertTrue(ReportPage.render(fair).contains("Validation"));
    Caption caption = fair.caption();
    ReportInput seen =
        new ReportInput(
            fair.heading(),
            fair.strategies(),
            fair.networks(),
            fair.origin(),
            fair.comparison(),
            new Caption(
                caption.drawing(),
                Objective.ACCURACY,
                caption.reported(),
                caption.reported(),
                caption.trainedModels(),
                caption.seeds(),
                caption.incumbent()),
            fair.charts(),
            fair.counting(),
            1);
    String page = ReportPage.render(seen);
    assertFalse(page.contains(">Validation"), page);
    assertFalse(page.contains("decides nothing"), page);
    assertTrue(page.contains("<p class=\"notice\">The searches saw the accuracy"), page);
  }

  @Test
  void figuresOfComparisonsAreReadable() {
    assertEquals("3.14", ComparisonText.bounds(Bounds.exactly(3.14159)));
    assertEquals(">= 12.5", ComparisonText.bounds(Bounds.atLeast(12.49)));
    assertEquals("<= 0.10", ComparisonText.bounds(new Bounds(0, 0.1)));
    assertEquals("1.00 to 1,235", ComparisonText.bounds(new Bounds(1, 1234.5)));
    assertEquals("-", ComparisonText.bounds(Bounds.atLeast(0)));
    assertEquals("-", ComparisonText.interval(Optional.empty()));
    assertEquals("1.00 to 1.00", ComparisonText.interval(Optional.of(Bounds.exactly(1))));
    assertEquals("0.00", ComparisonText.signed(-0.001));
    assertEquals("-0.01", ComparisonText.signed(-0.01));
    assertEquals("< 0.001", ComparisonText.pValue(1e-9));
    assertEquals("0.050", ComparisonText.pValue(0.05));
  }

  @Test
  void lowerFidelitiesHaveColumnsOfTheirOwn() {
    List<TrialRecord> search =
        List.of(Trials.reduced(Trials.trained(0, 99, 98, 10), 0.25), Trials.trained(1, 70, 55, 2));
    List<StrategyRuns> strategies = List.of(new StrategyRuns("SH", List.of(search)));
    List<BestNetwork> best = BestNetwork.select(strategies, 3, a -> List.of());
    assertEquals(List.of(search.get(1)), best.stream().map(BestNetwork::trial).toList());
    ReportInput input = plain(strategies, best);
    List<List<String>> trials = parseCsv(CsvText.of(RunTables.trials(input)));
    assertEquals(List.of("fidelity", "relative_cost"), trials.get(0).subList(18, 20));
    assertEquals(List.of("cost 0.25", "0.25"), trials.get(1).subList(18, 20));
    assertEquals(List.of("full", "1"), trials.get(2).subList(18, 20));
    assertEquals(List.of("0.25", "1.25"), List.of(trials.get(1).get(10), trials.get(2).get(10)));
    assertTrue(CsvText.of(RunTables.finalResults(input)).contains(",reduced_trainings_total,"));
    assertTrue(CsvText.of(RunTables.finalResults(input)).contains(",1,0,0,12.0,1,300,"));
    assertTrue(CsvText.of(RunTables.curve(input, Cost.TRAINED_MODELS)).contains("SH,1.25,1,55.0"));
    String page = ReportPage.render(input);
    assertTrue(page.contains("<th scope=\"col\">At lower fidelities</th>"));
    assertTrue(page.contains("\"whole\":false"));
  }

  @Test
  void theBestNetworksAreChosenByValidationAccuracyOnceEach() {
    TrialRecord first = Trials.trained(0, 60, 99, 1);
    List<StrategyRuns> strategies =
        List.of(
            new StrategyRuns("a", List.of(List.of(first, Trials.duplicate(1, first)))),
            new StrategyRuns(
                "b",
                List.of(
                    List.of(),
                    List.of(
                        Trials.trained(0, 60, 98, 1),
                        Trials.failed(1, 1),
                        Trials.trained(2, 80, 10, 1),
                        Trials.trained(3, 60, 97, 1)))));
    List<BestNetwork> best = BestNetwork.select(strategies, 3, a -> List.of());
    assertEquals(
        List.of("b 1 2", "a 0 0", "b 1 3"),
        best.stream()
            .map(n -> n.strategy() + " " + n.repetition() + " " + n.trial().trial())
            .toList());
  }

  @Test
  void theDigestIsThatOfTheFolder() {
    ReportInput input = run("two-strategies");
    RunFolder folder = RunFolder.create(temporary.resolve("digest"));
    TreeMap<Integer, StrategyRuns> strategies = new TreeMap<>();
    for (int i = 0; i < input.strategies().size(); i++) {
      strategies.put(i, input.strategies().get(i));
    }
    strategies.forEach(
        (index, runs) -> {
          for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
            try (JournalWriter writer =
                JournalWriter.open(
                    folder.journalFile(index, runs.name(), repetition), SyncPolicy.EVERY_SECOND)) {
              runs.repetitions().get(repetition).forEach(writer::append);
            }
          }
        });
    assertEquals(folder.digest(), ReportInput.journalSha256(input.strategies()));
    assertTrue(ReportPage.render(input).contains(folder.digest()));
  }

  @Test
  void aFolderInTheWayIsNamed() throws IOException {
    RunFolder folder = RunFolder.create(temporary.resolve("run"));
    Files.writeString(folder.tablesFolder(), "a file where the folder of the tables should be");
    UserException problem =
        assertThrows(UserException.class, () -> Report.write(folder, run("nothing")));
    assertTrue(
        problem.getMessage().contains(folder.tablesFolder() + " is a file, not a folder"),
        problem.getMessage());
  }
}
