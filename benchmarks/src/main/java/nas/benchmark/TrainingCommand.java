package nas.benchmark;

import java.io.PrintWriter;
import java.util.HashMap;
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

/** Measures how fast networks are trained. */
@Command(
    name = "training",
    sortOptions = false,
    description = {
      "Measure how fast a NAS-Bench-201 network is trained.",
      "",
      "The network is the published one (16 channels, 5 cells a stage), the images are noise of"
          + " the",
      "size of CIFAR-10's, flipped and cropped. Steps of the whole training take turns with mere",
      "forward and backward passes: the overhead is what images and optimiser add to these."
    },
    optionListHeading = "%nOptions:%n")
final class TrainingCommand implements Runnable {

  @Option(
      names = "--arch",
      paramLabel = "CELL",
      description = "The NAS-Bench-201 cell; by default 3x3 convolutions on all edges.")
  private String architecture = Cells.ALL_3X3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images per step; by default 256.")
  private int batchSize = 256;

  @Mixin private RoundsOption rounds = new RoundsOption();

  @Option(
      names = "--data-threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "Threads that prepare the images; by default 1.")
  private int dataThreads = 1;

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
    Ranges.requireBetween("--data-threads", dataThreads, 0, 64);
    int count = rounds.rounds();
    Cells.trained(architecture);
    Device.parse(device);
    Map<String, Object> network =
        Map.of("cell", architecture, "batch", batchSize, "device", device);
    Contestant passes = Contestant.of(RuntimeBenchmark.class, "passes", network);
    Map<String, Object> training = new HashMap<>(network);
    training.put("dataThreads", dataThreads);
    Contestant step = Contestant.of(TrainingBenchmark.class, "step", training);
    Map<Contestant, double[]> seconds =
        new Turns(Turns.Clock.WALL, 1).seconds(List.of(step, passes), count);
    double[] steps = Turns.of(seconds, step);
    double[] bare = Turns.of(seconds, passes);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Training of " + architecture);
    out.printf(
        Locale.ROOT,
        "  batch %d on %s, one thread and %d for the images%n",
        batchSize,
        device,
        dataThreads);
    rounds.explain(out);
    out.printf("  %s images/s%n", Estimate.of(steps).under(batchSize).text("%.1f"));
    out.printf(
        "  %s images/s through forward and backward passes alone%n",
        Estimate.of(bare).under(batchSize).text("%.1f"));
    out.printf(
        "  images and optimiser add %s %%%n",
        Estimate.ratio(steps, bare).percentAboveOne().text("%.1f"));
    out.flush();
  }
}
