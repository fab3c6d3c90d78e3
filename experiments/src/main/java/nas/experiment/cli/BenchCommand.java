package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import nas.core.UserException;
import nas.engine.RuntimeBenchmark;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Measures how fast this machine executes and scores networks, and looks them up. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measure how fast this machine executes and scores networks, and looks them up in tables.",
      "",
      "Without a command it does what 'bench runtime' does: forward and backward passes of a",
      "NAS-Bench-201 network."
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      BenchCommand.Passes.class,
      BenchPlan.class,
      BenchSynflow.class,
      BenchTabular.class,
      BenchTraining.class,
      BenchWorkers.class
    })
final class BenchCommand implements Runnable {

  /** The NAS-Bench-201 cell with the most arithmetic. */
  static final String ALL_3X3 =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  /** Images as those of CIFAR-10. */
  static final Task TASK = new Task(new FeatureShape(3, 32, 32), 10);

  @Mixin private RuntimeOptions runtime = new RuntimeOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    runtime.measure(spec.commandLine().getOut());
  }

  /**
   * Refuses options before the name of a command, which it would never see.
   *
   * @param command the command that runs
   */
  static void refuseOptionsOfParent(CommandSpec command) {
    ParseResult parent =
        Optional.ofNullable(command.parent())
            .map(spec -> spec.commandLine().getParseResult())
            .orElseThrow();
    parent.matchedOptions().stream()
        .findFirst()
        .ifPresent(
            option -> {
              throw new UserException(
                  option.longestName() + " stands before '" + command.name() + "'",
                  "write it after '" + command.name() + "'");
            });
  }

  /**
   * Checks a whole number that was given.
   *
   * @throws UserException if it is out of range
   */
  static void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UserException(
          option + " (" + value + ") must be from " + least + " to " + most, "");
    }
  }

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
  static final class Passes implements Runnable {

    @Mixin private RuntimeOptions runtime = new RuntimeOptions();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
      refuseOptionsOfParent(spec);
      runtime.measure(spec.commandLine().getOut());
    }
  }

  /** What forward and backward passes are measured on. */
  static final class RuntimeOptions {

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

    void measure(PrintWriter out) {
      requireBetween("--batch", batchSize, 2, 4096);
      requireBetween("--rounds", rounds, 1, 10_000);
      NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
      Network network = space.network(space.parse(architecture), TASK);
      PyTorch.prepare();
      RuntimeBenchmark.Result result =
          RuntimeBenchmark.run(network, batchSize, Device.parse(device), rounds);
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
}
