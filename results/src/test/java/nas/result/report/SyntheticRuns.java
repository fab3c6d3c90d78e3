package nas.result.report;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import nas.core.Sha256;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.Provenance;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.plot.CellDrawing;
import nas.result.statistics.Counting;
import nas.result.statistics.Incumbent;
import nas.result.statistics.Target;

/** Made-up runs of all shapes; {@code main} writes their reports into a folder, to look at. */
final class SyntheticRuns {

  private static final List<String> OPERATIONS =
      List.of("none", "skip_connect", "nor_conv_1x1", "nor_conv_3x3", "avg_pool_3x3");

  static final String HOSTILE =
      "<img src=x onerror=alert(1)>\"'&</script><!-- ]]> \u0000\u001b[31m =cmd|' /C calc'!A0,\r\n2";

  private SyntheticRuns() {}

  public static void main(String[] arguments) {
    for (Map.Entry<String, ReportInput> run : all().entrySet()) {
      Report.Written written =
          Report.write(
              RunFolder.create(Path.of(arguments[0]).resolve(run.getKey())), run.getValue());
      System.out.println(written.report());
    }
  }

  static SortedMap<String, ReportInput> all() {
    TreeMap<String, ReportInput> runs = new TreeMap<>();
    runs.put(
        "four-strategies",
        input(
            "nasbench201-cifar100",
            true,
            List.of(
                runs("RAND", 32, 300, 0, true, 1),
                runs("AE", 32, 300, 0.6, true, 2),
                runs("AE + warmup", 32, 300, 0.9, true, 3),
                runs("AE + move", 32, 300, 0.8, true, 4))));
    runs.put(
        "two-strategies",
        input(
            "quickstart",
            true,
            List.of(
                runs("random search", 5, 24, 0, false, 5),
                runs("aging evolution", 5, 24, 0.8, false, 6))));
    runs.put(
        "one-repetition", input("one-repetition", true, List.of(runs("AE", 1, 40, 0.8, false, 7))));
    runs.put(
        "long-names",
        input(
            "an-experiment-with-a-rather-long-name-that-nobody-would-type-but-somebody-will-generate"
                + "-with-a-script",
            false,
            List.of(
                runs(
                    "Aging evolution with population 64 and tournament 10, warmed up by synflow",
                    6,
                    60,
                    0.5,
                    true,
                    8),
                runs("Aging evolution, moves proposed by jacob_cov", 6, 33, 0.7, true, 9),
                runs("Predictor-based search with a graph network", 4, 60, 0.2, true, 10),
                runs("x".repeat(120), 6, 60, 0.1, true, 11),
                new StrategyRuns("not begun yet", List.of(List.of(), List.of())))));
    runs.put("nothing", input("nothing", false, List.of(new StrategyRuns("AE", List.of()))));
    runs.put(
        "all-failed",
        input(
            "all-failed",
            true,
            List.of(new StrategyRuns("AE", List.of(List.of(failed(0, "NaN in epoch 1")))))));
    runs.put("hostile", hostile());
    List<StrategyRuns> many = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      many.add(runs("strategy " + i, 5, 100, i / 12.0, true, 20 + i));
    }
    runs.put("twelve-strategies", input("twelve-strategies", true, many));
    return runs;
  }

  private static ReportInput hostile() {
    TrialRecord failed = failed(0, HOSTILE);
    TrialRecord trained =
        new TrialRecord(
            1,
            HOSTILE,
            HOSTILE,
            OptionalInt.empty(),
            new Result.Trained(50, 50, OptionalDouble.empty(), new TreeMap<>(Map.of(HOSTILE, 1.0))),
            new TrialRecord.Wall(Instant.EPOCH, 1));
    List<StrategyRuns> strategies =
        List.of(new StrategyRuns(HOSTILE, List.of(List.of(failed, trained))));
    CellDrawing cell =
        new CellDrawing(List.of(HOSTILE, HOSTILE), List.of(new CellDrawing.Edge(0, 1, HOSTILE)));
    return new ReportInput(
        new ReportInput.Heading(HOSTILE, HOSTILE, false, List.of(HOSTILE)),
        strategies,
        Networks.of(
            BestNetwork.select(
                strategies, 3, a -> List.of(new BestNetwork.Drawing(HOSTILE, cell)))),
        origin(
            HOSTILE,
            strategies,
            new Provenance(
                HOSTILE,
                Optional.of(HOSTILE),
                new Provenance.Machine(HOSTILE, HOSTILE, HOSTILE, 1, 1),
                1,
                Instant.EPOCH,
                List.of(),
                HOSTILE,
                new TreeMap<>(Map.of(HOSTILE, HOSTILE)),
                new TreeMap<>(Map.of(HOSTILE, HOSTILE))),
            HOSTILE),
        comparison(List.of(strategies.get(0), strategies.get(0))),
        new Caption(
            HOSTILE,
            Objective.ACCURACY,
            HOSTILE,
            HOSTILE,
            300,
            List.of(new Caption.RootSeed(1, 1, 1)),
            Incumbent.VALIDATION),
        new ReportInput.Charts(false, OptionalDouble.empty(), published(HOSTILE)),
        Counting.BY_DEFAULT,
        1);
  }

  private static ReportInput input(String name, boolean finished, List<StrategyRuns> strategies) {
    return new ReportInput(
        new ReportInput.Heading(
            name,
            "Cells of NAS-Bench-201 for CIFAR-100, chosen by validation accuracy after 200 epochs, "
                + strategies.size()
                + " strategies compared.",
            finished,
            List.of()),
        strategies,
        Networks.of(BestNetwork.select(strategies, 6, SyntheticRuns::draw)),
        origin(
            "java -jar nas.jar run experiments/" + name + ".yaml",
            strategies,
            new Provenance(
                "0.1.0",
                Optional.of("0123456789abcdef0123456789abcdef01234567"),
                new Provenance.Machine("17.0.15", "Debian", "Linux 6.1 amd64", 2, 8L << 30),
                42,
                Instant.parse("2026-11-01T12:00:00Z"),
                List.of(Instant.parse("2026-11-01T13:00:00Z")),
                Sha256.hex(name),
                new TreeMap<>(
                    Map.of("search-space", "nasbench201", "budget.trained-models", "300")),
                new TreeMap<>(Map.of("table-sha256", Sha256.hex("table")))),
            "name: " + name + "\nsearch-space: nasbench201\nseed: 42\n"),
        comparison(strategies),
        caption(strategies),
        new ReportInput.Charts(
            name.startsWith("four"),
            OptionalDouble.empty(),
            name.startsWith("nasbench201-cifar100") ? published("somebody 2021") : List.of()),
        Counting.BY_DEFAULT,
        42);
  }

  /** Returns the caption of searches of one root seed by validation accuracy. */
  static Caption caption(List<StrategyRuns> strategies) {
    int repetitions =
        strategies.stream().mapToInt(runs -> runs.repetitions().size()).max().orElse(0);
    return new Caption(
        "cells drawn uniformly",
        Objective.ACCURACY,
        "cifar100 validation@200 mean",
        "cifar100 test@200 mean",
        300,
        List.of(new Caption.RootSeed(42, repetitions, repetitions)),
        Incumbent.VALIDATION);
  }

  private static List<Published> published(String name) {
    return List.of(
        new Published(name, List.of(new Published.Point(34, 73.4)), name),
        new Published(
            name, List.of(new Published.Point(1, 60), new Published.Point(200, 73.6)), name));
  }

  private static ReportInput.Origin origin(
      String command, List<StrategyRuns> strategies, Provenance provenance, String experiment) {
    return new ReportInput.Origin(
        List.of(
            new ReportInput.Source(
                "runs/a",
                ReportInput.journalSha256(strategies),
                Optional.of(provenance),
                experiment)),
        command);
  }

  private static Optional<Comparison> comparison(List<StrategyRuns> strategies) {
    return strategies.size() < 2
        ? Optional.empty()
        : Optional.of(
            Comparison.of(
                strategies.subList(1, strategies.size()).stream()
                    .map(runs -> new Comparison.Pair(strategies.get(0), runs, true))
                    .toList(),
                List.of(new Target.BaselineFinal(), new Target.Value(73)),
                List.of(10, 100, 1000),
                Incumbent.VALIDATION,
                42));
  }

  private static List<BestNetwork.Drawing> draw(String architecture) {
    List<CellDrawing.Edge> edges = new ArrayList<>();
    String[] nodes = architecture.split("\\+", -1);
    for (int to = 1; to <= nodes.length; to++) {
      for (String edge : nodes[to - 1].substring(1).split("\\|", -1)) {
        if (!edge.isEmpty()) {
          String[] parts = edge.split("~", -1);
          edges.add(new CellDrawing.Edge(Integer.parseInt(parts[1]), to, parts[0]));
        }
      }
    }
    return List.of(
        new BestNetwork.Drawing("", new CellDrawing(List.of("input", "1", "2", "output"), edges)));
  }

  private static TrialRecord failed(int trial, String message) {
    return new TrialRecord(
        trial,
        "|none~0|",
        "failed" + trial,
        OptionalInt.empty(),
        new Result.Failed(FailureKind.NON_FINITE_LOSS, message, OptionalDouble.empty()),
        new TrialRecord.Wall(Instant.EPOCH.plusSeconds(trial), 2));
  }

  /** A search that learns: with greed g a proposal improves on the incumbent the more. */
  private static StrategyRuns runs(
      String name, int repetitions, int trials, double greed, boolean simulated, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<List<TrialRecord>> all = new ArrayList<>();
    for (int repetition = 0; repetition < repetitions; repetition++) {
      List<TrialRecord> search = new ArrayList<>();
      double best = 40;
      for (int i = 0; i < trials; i++) {
        if (i > 0 && random.nextInt(25) == 0) {
          search.add(duplicate(i, search.get(random.nextInt(i))));
          continue;
        }
        if (random.nextInt(60) == 0) {
          search.add(failed(i, "the loss became NaN in epoch 3"));
          continue;
        }
        double fresh = 73.5 - 25 * StrictMath.pow(random.nextDouble(), 0.35);
        double near = best + (random.nextDouble() - 0.7) * (74 - best);
        double validation = random.nextDouble() < greed ? Math.max(20, near) : fresh;
        best = Math.max(best, validation);
        double test = Math.min(100, validation - 0.3 + random.nextDouble());
        search.add(trained(i, validation, test, simulated, random));
      }
      all.add(search);
    }
    return new StrategyRuns(name, all);
  }

  private static TrialRecord trained(
      int trial, double validation, double test, boolean simulated, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int to = 1; to < 4; to++) {
      text.append(to == 1 ? "" : "+").append('|');
      for (int from = 0; from < to; from++) {
        String operation = OPERATIONS.get(random.nextInt(OPERATIONS.size()));
        text.append(operation).append('~').append(from).append('|');
      }
    }
    double parameters = 73_306 + random.nextInt(1_400_000);
    return new TrialRecord(
        trial,
        text.toString(),
        "id-" + text,
        OptionalInt.empty(),
        new Result.Trained(
            validation,
            test,
            simulated ? OptionalDouble.of(1500 + random.nextInt(2500)) : OptionalDouble.empty(),
            new TreeMap<>(Map.of("parameters", parameters, "macs", parameters * 130))),
        new TrialRecord.Wall(
            Instant.parse("2026-11-01T12:00:00Z").plusSeconds(trial), 0.5 + random.nextDouble()));
  }

  private static TrialRecord duplicate(int trial, TrialRecord of) {
    return new TrialRecord(
        trial,
        of.architecture(),
        of.canonicalId(),
        OptionalInt.of(of.duplicateOf().orElse(of.trial())),
        of.result(),
        new TrialRecord.Wall(Instant.EPOCH, 0));
  }
}
