package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.NetworkRuntime;
import nas.proxy.Metric;
import nas.proxy.probe.PlanBenchmark;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.nasbench201.NetworkVariant;
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
      "Images lie in memory channels first, as usual, or channels last. All run in turns on one",
      "thread, whose processor time counts. The network is the one that zero-cost metrics were",
      "published for: 16 channels, 5 cells a stage, 32 x 32 images."
    },
    optionListHeading = "%nOptions:%n")
final class BenchPlan implements Runnable {

  /** The network that zero-cost metrics were published for. */
  static final NasBench201Settings SETTINGS =
      new NasBench201Settings(16, 5, NetworkVariant.ZERO_COST, CanonicalDefinition.NETWORK);

  private static final String LIGHT =
      "|nor_conv_1x1~0|+|skip_connect~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

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

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Measured rounds, of which the median counts; by default 3.")
  private int rounds = 3;

  @Mixin private MetricOption metrics = new MetricOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    BenchCommand.refuseOptionsOfParent(spec);
    BenchCommand.requireBetween("--batch", batchSize, 2, 4096);
    BenchCommand.requireBetween("--rounds", rounds, 1, 10_000);
    List<Metric> chosen = metrics.metrics();
    List<NasBench201Architecture> cells =
        (architectures.isEmpty() ? List.of(BenchCommand.ALL_3X3, LIGHT) : architectures)
            .stream().map(BenchPlan::cell).toList();
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "Scoring a NAS-Bench-201 network by %d metric%s: batch %d, one thread, median of %d"
            + " round%s%n",
        chosen.size(),
        chosen.size() == 1 ? "" : "s",
        batchSize,
        rounds,
        rounds == 1 ? "" : "s");
    for (NasBench201Architecture cell : cells) {
      out.flush();
      print(out, cell, PlanBenchmark.run(cell, SETTINGS, chosen, batchSize, rounds));
    }
    out.flush();
  }

  private static NasBench201Architecture cell(String text) {
    NasBench201Architecture cell = NasBench201Architecture.parse(text);
    NasBench201Space space = new NasBench201Space(SETTINGS);
    if (!NetworkRuntime.readsInput(space.network(cell, BenchCommand.TASK))) {
      throw new UserException(
          "No path leads through the cell " + ErrorText.quote(text),
          "put an operation other than none on the edges of a path from 0 to 3");
    }
    return cell;
  }

  private static void print(
      PrintWriter out, NasBench201Architecture cell, PlanBenchmark.Result result) {
    out.println();
    out.println(new NasBench201Space(SETTINGS).format(cell));
    out.println("  each metric by itself     channels first");
    result.aloneSeconds().forEach((name, seconds) -> line(out, "  " + name, ms(seconds)));
    line(out, "  one after the other", ms(result.oneByOneSeconds()));
    out.println();
    out.println("                            channels first   channels last");
    row(out, "one plan for all", result, fused -> ms(fused.seconds()), "");
    row(
        out,
        "times faster",
        result,
        fused -> number("%.2f   ", result.oneByOneSeconds() / fused.seconds()),
        "than one after the other, channels first");
    if (known(result, PlanBenchmark.Fused::handWrittenSeconds)) {
      row(out, "passes of the plan", result, fused -> ms(fused.measureSeconds()), "");
      row(
          out,
          "passes by hand",
          result,
          fused -> ms(fused.handWrittenSeconds().orElseThrow()),
          "the same calls without graph and plan");
      row(
          out,
          "overhead of the plan",
          result,
          fused -> number("%.1f %% ", 100 * fused.overhead().orElseThrow()),
          "");
    }
    result
        .gigaflops()
        .ifPresent(
            gigaflops -> {
              row(
                  out,
                  "GFLOP/s",
                  result,
                  fused -> number("%.1f   ", gigaflops / fused.measureSeconds()),
                  "");
              row(
                  out,
                  "of a matrix product's",
                  result,
                  fused ->
                      number(
                          "%.0f %% ",
                          100
                              * gigaflops
                              / fused.measureSeconds()
                              / result.matrixGigaflopsPerSecond()),
                  number("%.1f GFLOP/s, 1024 x 1024", result.matrixGigaflopsPerSecond()));
            });
  }

  private static boolean known(
      PlanBenchmark.Result result, Function<PlanBenchmark.Fused, OptionalDouble> value) {
    return result.fused().values().stream().allMatch(fused -> value.apply(fused).isPresent());
  }

  private static void row(
      PrintWriter out,
      String name,
      PlanBenchmark.Result result,
      Function<PlanBenchmark.Fused, String> value,
      String remark) {
    StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "  %-24s", name));
    for (PlanBenchmark.Fused fused : result.fused().values()) {
      text.append(String.format(Locale.ROOT, "%16s", value.apply(fused)));
    }
    out.println((text + "   " + remark).stripTrailing());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(Locale.ROOT, "  %-24s%16s%n", name, value);
  }

  private static String ms(double seconds) {
    return number("%.0f ms", seconds * 1e3);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
