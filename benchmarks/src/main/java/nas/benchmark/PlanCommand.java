package nas.benchmark;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import nas.engine.MemoryFormat;
import nas.experiment.cli.Ranges;
import nas.proxy.Metric;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures what it saves to score a network by several metrics at once. */
@Command(
    name = "plan",
    sortOptions = false,
    description = {
      "Measure what it saves to score a network by several metrics at once.",
      "",
      "One plan shares the passes through the network among all metrics; it is compared with each",
      "metric by itself, and with the same passes written by hand, without network graph and plan.",
      "Images lie in memory channels first, as usual, or channels last. All take turns, and the",
      "processor time of all threads counts. The network is the one that zero-cost metrics were",
      "published for: 16 channels, 5 cells a stage, 32 x 32 images."
    },
    optionListHeading = "%nOptions:%n")
final class PlanCommand implements Runnable {

  @Option(
      names = "--arch",
      paramLabel = "CELL",
      description = {
        "A NAS-Bench-201 cell; may be given several times. By default one with 3x3",
        "convolutions on all edges, and a light one."
      })
  private List<String> architectures = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images in a batch; by default 64.")
  private int batchSize = 64;

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Mixin private MetricOption metrics = new MetricOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Ranges.requireBetween("--batch", batchSize, 2, 4096);
    int count = rounds.rounds();
    List<Metric> chosen = metrics.metrics();
    List<NasBench201Architecture> cells =
        (architectures.isEmpty() ? List.of(Cells.ALL_3X3, Cells.LIGHT) : architectures)
            .stream().map(Cells::connected).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Scoring a NAS-Bench-201 network by %d metric%s: batch %d, one thread%n",
        chosen.size(),
        chosen.size() == 1 ? "" : "s",
        batchSize);
    rounds.explain(out);
    for (NasBench201Architecture cell : cells) {
      out.flush();
      new Comparison(cell, chosen, batchSize).print(out, count);
    }
    out.flush();
  }

  /** The contestants of a cell. */
  private record Comparison(NasBench201Architecture cell, List<Metric> metrics, int batchSize) {

    private static final Contestant MATRIX =
        Contestant.of(MatrixBenchmark.class, "product", Map.of());

    void print(PrintWriter out, int rounds) {
      OptionalInt operations = PlanBenchmark.operations(metrics);
      List<Contestant> contestants = new ArrayList<>(metrics.stream().map(this::alone).toList());
      for (MemoryFormat layout : MemoryFormat.values()) {
        contestants.add(all("score", layout));
        if (operations.isPresent()) {
          contestants.add(all("measure", layout));
          contestants.add(all("byHand", layout));
        }
      }
      contestants.add(MATRIX);
      Map<Contestant, double[]> seconds =
          new Turns(Turns.Clock.PROCESSOR, 0)
              .seconds(contestants.stream().distinct().toList(), rounds);
      out.println();
      out.println(text());
      double[] oneByOne = printAlone(out, seconds);
      out.println();
      out.printf(Locale.ROOT, "  %-24s%-28s%s%n", "", "channels first", "channels last");
      row(out, "one plan for all", all -> ms(Estimate.of(Turns.of(seconds, all))), "score");
      row(
          out,
          "times faster",
          all -> Estimate.ratio(oneByOne, Turns.of(seconds, all)).text("%.2f"),
          "score");
      operations.ifPresent(each -> printShares(out, seconds, each));
    }

    private String text() {
      return new NasBench201Space(Cells.ZERO_COST).format(cell);
    }

    private Contestant alone(Metric metric) {
      return contestant("score", metric.name(), MemoryFormat.CHANNELS_FIRST);
    }

    private Contestant all(String method, MemoryFormat layout) {
      String names = metrics.stream().map(Metric::name).collect(Collectors.joining("+"));
      return contestant(method, names, layout);
    }

    private Contestant contestant(String method, String names, MemoryFormat layout) {
      Map<String, Object> parameters = new HashMap<>();
      parameters.put("cell", text());
      parameters.put("batch", batchSize);
      parameters.put("metrics", names);
      parameters.put("layout", layout);
      return Contestant.of(PlanBenchmark.class, method, parameters);
    }

    /** Prints each metric by itself; returns the seconds of all, round after round. */
    private double[] printAlone(PrintWriter out, Map<Contestant, double[]> seconds) {
      out.printf(Locale.ROOT, "  %-24s%s%n", "each metric by itself", "channels first");
      double[] sum = new double[Turns.of(seconds, MATRIX).length];
      for (Metric metric : metrics) {
        double[] taken = Turns.of(seconds, alone(metric));
        Arrays.setAll(sum, round -> sum[round] + taken[round]);
        out.printf(Locale.ROOT, "    %-22s%s%n", metric.name(), ms(Estimate.of(taken)));
      }
      out.printf(Locale.ROOT, "  %-24s%s%n", "one after the other", ms(Estimate.of(sum)));
      return sum;
    }

    private void printShares(PrintWriter out, Map<Contestant, double[]> seconds, int operations) {
      double gigaflops =
          1e-9
              * operations
              * new NasBench201Space(Cells.ZERO_COST).network(cell, Cells.TASK).live().macs()
              * batchSize;
      row(out, "passes of the plan", all -> ms(Estimate.of(Turns.of(seconds, all))), "measure");
      row(out, "passes by hand", all -> ms(Estimate.of(Turns.of(seconds, all))), "byHand");
      out.printf(Locale.ROOT, "  %-24s", "overhead of the plan");
      cells(
          out,
          layout ->
              Estimate.ratio(
                          Turns.of(seconds, all("measure", layout)),
                          Turns.of(seconds, all("byHand", layout)))
                      .percentAboveOne()
                      .text("%.1f")
                  + " %");
      row(
          out,
          "GFLOP/s",
          all -> Estimate.of(Turns.of(seconds, all)).under(gigaflops).text("%.1f"),
          "measure");
      row(
          out,
          "of a matrix product's",
          all ->
              Estimate.ratio(Turns.of(seconds, MATRIX), Turns.of(seconds, all))
                      .times(100 * gigaflops / MatrixBenchmark.GIGAFLOPS)
                      .text("%.0f")
                  + " %",
          "measure");
      out.printf(
          Locale.ROOT,
          "  %-24s%s GFLOP/s, 1024 x 1024%n",
          "matrix product",
          Estimate.of(Turns.of(seconds, MATRIX)).under(MatrixBenchmark.GIGAFLOPS).text("%.1f"));
    }

    private void row(
        PrintWriter out, String name, Function<Contestant, String> value, String method) {
      out.printf(Locale.ROOT, "  %-24s", name);
      cells(out, layout -> value.apply(all(method, layout)));
    }

    private static void cells(PrintWriter out, Function<MemoryFormat, String> value) {
      String first = value.apply(MemoryFormat.CHANNELS_FIRST);
      out.printf(Locale.ROOT, "%-28s%s%n", first, value.apply(MemoryFormat.CHANNELS_LAST));
    }

    private static String ms(Estimate seconds) {
      return seconds.times(1e3).text("%.0f") + " ms";
    }
  }
}
