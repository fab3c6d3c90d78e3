package nas.benchmark;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.engine.tensor.Device;
import nas.experiment.cli.Ranges;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures forward and backward passes. */
@Command(
    name = "runtime",
    sortOptions = false,
    description = {
      "Measure forward and backward passes of a NAS-Bench-201 network.",
      "",
      "The network is the published one for 32 x 32 images (16 channels, 5 cells a stage). Beside",
      "it runs a product of large matrices: the ratio of the two says how much of the machine is",
      "used."
    },
    optionListHeading = "%nOptions:%n")
final class RuntimeCommand implements Runnable {

  @Option(
      names = "--arch",
      paramLabel = "CELL",
      description = "The NAS-Bench-201 cell; by default 3x3 convolutions on all edges.")
  private String architecture = Cells.ALL_3X3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images per step; by default 64.")
  private int batchSize = 64;

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu or gpu:K; by default cpu.")
  private String device = "cpu";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Ranges.requireBetween("--batch", batchSize, 2, 4096);
    int count = rounds.rounds();
    long macs = Cells.trained(architecture).live().macs();
    Device.parse(device);
    Contestant passes =
        Contestant.of(
            RuntimeBenchmark.class,
            "passes",
            Map.of("cell", architecture, "batch", batchSize, "device", device));
    Contestant matrix = Contestant.of(MatrixBenchmark.class, "product", Map.of("device", device));
    Map<Contestant, double[]> seconds =
        new Turns(Turns.Clock.WALL, 1).seconds(List.of(passes, matrix), count);
    // 2 forward and 4 backward for each multiply-accumulate.
    double gigaflops = 6e-9 * macs * batchSize;
    Estimate step = Estimate.of(Turns.of(seconds, passes));
    Estimate product = Estimate.of(Turns.of(seconds, matrix));
    Estimate share =
        Estimate.ratio(Turns.of(seconds, matrix), Turns.of(seconds, passes))
            .times(100 * gigaflops / MatrixBenchmark.GIGAFLOPS);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Forward and backward passes of " + architecture);
    out.printf(Locale.ROOT, "  batch %d on %s, one thread%n", batchSize, device);
    rounds.explain(out);
    out.printf("  %s images/s%n", step.under(batchSize).text("%.1f"));
    out.printf(
        "  %s GFLOP/s%n  %s %% of a 1024 x 1024 matrix product's %s GFLOP/s%n",
        step.under(gigaflops).text("%.1f"),
        share.text("%.0f"),
        product.under(MatrixBenchmark.GIGAFLOPS).text("%.1f"));
    out.flush();
  }
}
