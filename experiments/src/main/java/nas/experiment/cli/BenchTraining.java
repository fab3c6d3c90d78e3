package nas.experiment.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.engine.Initialiser;
import nas.engine.data.ImageData;
import nas.engine.data.NoisePlugin;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.evaluator.training.AugmentationKind;
import nas.evaluator.training.ClassWeights;
import nas.evaluator.training.OptimizerKind;
import nas.evaluator.training.Schedule;
import nas.evaluator.training.TrainingBenchmark;
import nas.evaluator.training.TrainingSettings;
import nas.network.Network;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import picocli.CommandLine.Command;
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
      "The network is the published one (16 channels, 5 cells a stage) with 3x3 convolutions on"
          + " all",
      "edges, the images are noise of the size of CIFAR-10's, flipped and cropped. Steps of the",
      "whole training take turns with mere forward and backward passes: the overhead is what"
          + " images",
      "and optimiser add to these."
    },
    optionListHeading = "%nOptions:%n")
final class BenchTraining implements Runnable {

  @Option(
      names = "--arch",
      paramLabel = "CELL",
      description = "The NAS-Bench-201 cell; by default 3x3 convolutions on all edges.")
  private String architecture = BenchCommand.ALL_3X3;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "256",
      description = "Images per step; by default 256.")
  private int batchSize = 256;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Measured rounds, of which the median counts; by default 5.")
  private int rounds = 5;

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
    BenchCommand.refuseOptionsOfParent(spec);
    BenchCommand.requireBetween("--batch", batchSize, 2, 4096);
    BenchCommand.requireBetween("--rounds", rounds, 1, 10_000);
    BenchCommand.requireBetween("--data-threads", dataThreads, 0, 64);
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Network network = space.network(space.parse(architecture), BenchCommand.TASK);
    // Twice a batch is trained on after a fifth each is set aside for validation and test.
    ImageData data =
        new NoisePlugin()
            .read(new NoisePlugin.Settings(32, 3, 10, Math.max(100, 4 * batchSize), 0));
    PyTorch.prepare();
    TrainingBenchmark.Result result = measure(network, data);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Training of " + architecture);
    out.printf(
        Locale.ROOT,
        "  batch %d on %s, one thread and %d for the images, median of %d rounds%n",
        batchSize,
        device,
        dataThreads,
        rounds);
    out.printf(Locale.ROOT, "  %.1f images/s%n", result.imagesPerSecond());
    out.printf(
        Locale.ROOT,
        "  %.1f images/s through forward and backward passes alone: images and optimiser add"
            + " %.1f %%%n",
        result.floorImagesPerSecond(),
        100 * result.overhead());
    out.flush();
  }

  private TrainingBenchmark.Result measure(Network network, ImageData data) {
    TrainingSettings settings =
        new TrainingSettings(
            1,
            batchSize,
            0.1,
            0.9,
            true,
            0.0005,
            Schedule.COSINE,
            0,
            Optional.empty(),
            0.2,
            0.2,
            List.of(AugmentationKind.HORIZONTAL_FLIP, AugmentationKind.RANDOM_CROP),
            4,
            Initialiser.PYTORCH_DEFAULT,
            device,
            List.of(),
            OptimizerKind.SGD,
            Optional.empty(),
            16,
            0,
            0,
            dataThreads,
            ClassWeights.NONE);
    try {
      return TrainingBenchmark.run(settings, network, data, Device.parse(device), rounds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("nobody interrupts a benchmark", e);
    }
  }
}
