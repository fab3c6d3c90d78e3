package nas.benchmark;

import ai.djl.engine.EngineException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import nas.experiment.cli.Ranges;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import nas.result.table.CsvText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what a device computes with what the processor computes. */
@Command(
    name = "agreement",
    sortOptions = false,
    description = {
      "Compare what a GPU computes with what the processor computes.",
      "",
      "Each network makes a forward and a backward pass in training mode, on the processor in double"
          + " precision and on the device in single and in double precision. Shown are the greatest"
          + " differences of logits and gradients as shares of their greatest values, that of the"
          + " loss as a share of it, and whether a second pass on the device gives the same bits."
    },
    optionListHeading = "%nOptions:%n")
final class AgreementCommand implements Runnable {

  private static final Task LARGE = new Task(new FeatureShape(3, 224, 224), 1000);

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "gpu:0",
      description = "cpu or gpu:K; by default gpu:0.")
  private String device = "gpu:0";

  @Option(
      names = "--networks",
      paramLabel = "NAME",
      split = ",",
      description =
          "Networks by their names, which 'java -jar nas.jar networks' lists, or NAS-Bench-201"
              + " cells; by default two cells and some families.")
  private List<String> names =
      List.of(
          Cells.ALL_3X3,
          Cells.LIGHT,
          "resnet20_cifar10",
          "densenet40_k12_cifar10",
          "seresnet20_cifar10",
          "mobilenet_wd4",
          "mobilenetv2_wd4",
          "mobilenetv3_large_w1",
          "shufflenetv2_wd2",
          "squeezenet_v1_1",
          "efficientnet_b0");

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images in a pass; by default 16.")
  private int batch = 16;

  @Option(
      names = "--memory-format",
      paramLabel = "ORDER",
      defaultValue = "channels-last",
      description =
          "Order of an image's values in memory, channels-first or channels-last; by default"
              + " channels-last, as trainings have it.")
  private String memoryFormat = "channels-last";

  @Option(names = "--out", paramLabel = "FILE", description = "A CSV file to write.")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What a pass computed. */
  @SuppressWarnings("ArrayRecordComponent") // Compared here and dropped.
  private record Pass(double[] logits, double loss, double[] gradients) {

    boolean hasBitsOf(Pass other) {
      return Arrays.equals(logits, other.logits)
          && Double.compare(loss, other.loss) == 0
          && Arrays.equals(gradients, other.gradients);
    }
  }

  @Override
  public void run() {
    Ranges.requireBetween("--batch", batch, 2, 4096);
    List<Network> networks = names.stream().map(AgreementCommand::network).toList();
    MemoryFormat format = format(memoryFormat);
    Device where = Device.parse(device);
    PyTorch.prepare();
    PrintWriter console = spec.commandLine().getOut();
    console.printf("Agreement of %s with the processor, %d images%n", where, batch);
    console.printf(
        "  %-26s %-8s %9s %9s %9s  %s%n",
        "network", "format", "logits", "loss", "gradients", "same bits again");
    List<List<String>> rows = new ArrayList<>();
    for (int index = 0; index < networks.size(); index++) {
      String name = names.get(index);
      Network network = networks.get(index);
      Pass right = pass(network, Device.CPU, Precision.FLOAT64, format);
      for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
        List<String> row = new ArrayList<>();
        row.add(name);
        row.add(precision.name().toLowerCase(Locale.ROOT));
        row.addAll(compared(network, right, where, precision, format));
        rows.add(row);
        console.printf(
            "  %-26s %-8s %9s %9s %9s  %s%n",
            name.length() > 26 ? name.substring(0, 25) + "…" : name,
            row.get(1),
            row.get(2),
            row.get(3),
            row.get(4),
            row.get(5));
        console.flush();
      }
    }
    out.ifPresent(file -> write(file, rows));
  }

  private List<String> compared(
      Network network, Pass right, Device where, Precision precision, MemoryFormat format) {
    try {
      Pass first = pass(network, where, precision, format);
      boolean repeats = first.hasBitsOf(pass(network, where, precision, format));
      return List.of(
          error(right.logits, first.logits),
          error(new double[] {right.loss}, new double[] {first.loss}),
          error(right.gradients, first.gradients),
          repeats ? "yes" : "no");
    } catch (EngineException e) {
      return List.of("-", "-", "-", "failed: " + e.getMessage());
    }
  }

  private static MemoryFormat format(String name) {
    for (MemoryFormat format : MemoryFormat.values()) {
      if (format.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
        return format;
      }
    }
    throw new UserException(
        "--memory-format (" + name + ") must be channels-first or channels-last", "");
  }

  private static void write(Path file, List<List<String>> rows) {
    StringBuilder text =
        new StringBuilder(
            CsvText.line(
                List.of("network", "precision", "logits", "loss", "gradients", "same-bits-again")));
    rows.forEach(row -> text.append(CsvText.line(row)));
    WholeFile.write(file, text.toString());
  }

  private static Network network(String name) {
    if (name.startsWith("|")) {
      return Cells.trained(name);
    }
    Task task = name.contains("_cifar") ? Cells.TASK : LARGE;
    return NetworkFamilies.network(name, task);
  }

  private Pass pass(Network network, Device where, Precision precision, MemoryFormat format) {
    int classes = network.outputNode().output().channels();
    double[] pixels = new double[Math.toIntExact(batch * network.input().elements())];
    Arrays.setAll(pixels, value -> (float) ((Seeds.mix(value) >>> 11) * 0x1p-52 - 1));
    int[] labels = new int[batch];
    Arrays.setAll(labels, image -> (7 * image + 3) % classes);
    try (NetworkRuntime runtime =
        NetworkRuntime.create(
            network, Initialiser.PYTORCH_DEFAULT.weights(1, network.id()), where, precision)) {
      return GradientMode.recorded(
          () -> {
            try (Tensor images = runtime.images(pixels, batch, format);
                Tensor targets = runtime.targets(labels, classes);
                Tensor logits = runtime.forward(images, Mode.TRAINING, Tap.NONE);
                Tensor loss = NetworkRuntime.crossEntropy(logits, targets)) {
              loss.backward();
              try (Tensor gradients = runtime.gradients()) {
                return new Pass(logits.toDoubles(), loss.scalar(), gradients.toDoubles());
              }
            }
          });
    }
  }

  /** Returns the greatest difference as a share of the greatest value. */
  private static String error(double[] right, double[] found) {
    double greatest = 0;
    double difference = 0;
    for (int index = 0; index < right.length; index++) {
      greatest = Math.max(greatest, Math.abs(right[index]));
      difference = Math.max(difference, Math.abs(right[index] - found[index]));
    }
    return String.format(Locale.ROOT, "%.1e", difference / greatest);
  }
}
