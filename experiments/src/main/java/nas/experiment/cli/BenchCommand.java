package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.Locale;
import nas.evaluator.runtime.Device;
import nas.evaluator.runtime.PyTorch;
import nas.evaluator.runtime.RuntimeBenchmark;
import nas.result.ResultException;
import nas.space.Task;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.network.FeatureShape;
import nas.space.network.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how fast this machine executes networks. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measure forward and backward passes of a NAS-Bench-201 network on this machine.",
      "",
      "The network is the published one for 32 x 32 images (16 channels, 5 cells a stage). Beside it",
      "runs a product of large matrices: the ratio of the two says how much of the machine is used."
    })
final class BenchCommand implements Runnable {

  private static final String ALL_3X3 =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  @Option(
      names = "--arch",
      paramLabel = "CELL",
      description = "The NAS-Bench-201 cell; by default 3x3 convolutions on all edges.")
  private String architecture = ALL_3X3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "Images per step; by default 64.")
  private int batchSize = 64;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "Measured rounds, of which the median counts; by default 9.")
  private int rounds = 9;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu or gpu:K; by default cpu.")
  private String device = "cpu";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    if (batchSize < 2 || batchSize > 4096) {
      throw new ResultException("--batch (" + batchSize + ") must be from 2 to 4096", "");
    }
    if (rounds < 1 || rounds > 10_000) {
      throw new ResultException("--rounds (" + rounds + ") must be from 1 to 10000", "");
    }
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Network network =
        space.network(space.parse(architecture), new Task(new FeatureShape(3, 32, 32), 10));
    PyTorch.prepare();
    RuntimeBenchmark.Result result =
        RuntimeBenchmark.run(network, batchSize, Device.parse(device), rounds);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Forward and backward passes of " + architecture);
    out.printf(
        Locale.ROOT,
        "  batch %d on %s, one thread, median of %d rounds%n",
        batchSize,
        device,
        rounds);
    out.printf(Locale.ROOT, "  %.1f images/s%n", result.imagesPerSecond());
    out.printf(
        Locale.ROOT,
        "  %.1f GFLOP/s, %.0f %% of a 1024 x 1024 matrix product's %.1f GFLOP/s%n",
        result.gigaflopsPerSecond(),
        100 * result.ratio(),
        result.matrixGigaflopsPerSecond());
    out.flush();
  }
}
