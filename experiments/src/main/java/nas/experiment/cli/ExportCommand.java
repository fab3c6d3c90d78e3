package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.WholeFile;
import nas.engine.ProcessorLatency;
import nas.engine.model.FoldedBatchNorm;
import nas.engine.model.Int8Weights;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.experiment.train.NetworkGraph;
import nas.network.FeatureShape;
import nas.network.operation.BatchNorm;
import nas.result.report.EvaluationReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a trained network for other programs. */
@Command(
    name = "export",
    sortOptions = false,
    description = {
      "Write a trained network, or one from an ONNX file, in a format that other programs read.",
      "",
      "  onnx         network and weights, for ONNX Runtime and others; takes images of any size"
          + " as",
      "               plain pixels of 0 to 255, scales them as 'predict' does, and gives logits"
          + " and",
      "               probabilities; operator set 18",
      "  safetensors  the weights under PyTorch's names, and all else as metadata",
      "  json         the graph with all settings of its layers, without weights",
      "  dot          the graph for Graphviz",
      "  svg          the graph as a drawing",
      "",
      "    java -jar nas.jar export runs/own-images/trained --to onnx --out animals.onnx",
      "",
      "For small devices --fold-batch-norm takes operations away that a trained network does not"
          + " need, and",
      "--weights int8 makes the file about a quarter as large. With --calibrate programs may compute"
          + " it with",
      "whole numbers throughout, for chips that have no others. --images measures what that costs."
    })
final class ExportCommand implements Runnable {

  /** What can be written. */
  enum Format {
    /** Network and weights. */
    ONNX,
    /** Weights, and all else as metadata. */
    SAFETENSORS,
    /** The graph as data. */
    JSON,
    /** The graph for Graphviz. */
    DOT,
    /** The graph as a drawing. */
    SVG
  }

  @Parameters(
      paramLabel = "MODEL",
      description =
          "The trained network: a folder that 'train' wrote, its model.safetensors, or an ONNX"
              + " file.")
  private Path path = Path.of("");

  @Option(
      names = "--to",
      paramLabel = "FORMAT",
      description = "onnx, safetensors, json, dot or svg; by default as the file's name ends.")
  private Optional<Format> format = Optional.empty();

  @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write.")
  private Path out = Path.of("");

  @Option(
      names = "--image-size",
      paramLabel = "SIZE",
      description =
          "For onnx: 'any' lets the file scale images (by default), 'network' makes one that takes"
              + " images of the network's size only, for programs without the operator Resize of"
              + " set 18.")
  private Optional<OnnxModel.ImageSize> imageSize = Optional.empty();

  @Option(
      names = "--fold-batch-norm",
      description =
          "Fold batch normalisations into the convolutions and linear layers before them: the same"
              + " answers, up to rounding, with fewer operations.")
  private boolean foldBatchNorm;

  @Option(
      names = "--weights",
      paramLabel = "TYPE",
      description =
          "For onnx: float32 (by default), or int8, whole numbers of 8 bits with one scale for each"
              + " output; what is computed with them stays float32.")
  private Optional<OnnxModel.Weights> weights = Optional.empty();

  @Option(
      names = "--calibrate",
      paramLabel = "FOLDER",
      description =
          "With --weights int8: what layers say is rounded to 8 bits, too, over the ranges that it"
              + " has on the images in this folder, such as those to train on.")
  private Optional<Path> calibrate = Optional.empty();

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description =
          "Images in folders named after their classes, on which the network that is written is"
              + " compared with the one that was trained; such as those set aside for the test.")
  private Optional<Path> images = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    Format wanted = format.orElseGet(this::byName);
    TrainedModel trained = StoredNetwork.read(path);
    if (Files.isDirectory(out)) {
      throw new UserException(
          "--out (" + out + ") is a folder, not a file",
          "name a file in it, such as " + out.resolve("model." + lower(wanted)));
    }
    requireOnnx("--image-size", imageSize, wanted);
    requireOnnx("--weights", weights, wanted);
    OnnxModel.Weights type = weights.orElse(OnnxModel.Weights.FLOAT32);
    if (calibrate.isPresent() && type != OnnxModel.Weights.INT8) {
      throw new UserException(
          "--calibrate rounds what layers say, for weights that are rounded, too",
          "add --weights int8, and --fold-batch-norm");
    }
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<Calibration> calibration =
        calibrate.map(folder -> Calibration.of(folder, path, trained, err));
    Optional<LabelledFolder> labelled =
        images.map(folder -> LabelledFolder.of(folder, path, trained, err));
    OnnxModel.ImageSize size = imageSize.orElse(OnnxModel.ImageSize.ANY);
    TrainedModel plain = foldBatchNorm ? FoldedBatchNorm.of(trained) : trained;
    TrainedModel model =
        calibration.map(images -> images.rounding(plain, console, err)).orElse(plain);
    byte[] content =
        switch (wanted) {
          case ONNX -> OnnxModel.bytes(model, size, type);
          case SAFETENSORS -> model.bytes();
          case JSON -> utf8(model.json());
          case DOT -> utf8(new NetworkGraph(model.network()).dot());
          case SVG -> utf8(new NetworkGraph(model.network()).svg());
        };
    WholeFile.write(out, content);
    console.printf(Locale.ROOT, "Wrote %s (%,d bytes)%n", out, content.length);
    if (wanted == Format.ONNX) {
      FeatureShape input = model.network().input();
      console.printf(
          Locale.ROOT,
          "Input %s: %s%nOutputs logits and probabilities: %s; opset %d%n",
          OnnxModel.inputName(input),
          OnnxModel.input(input, size),
          OnnxModel.output(model.network().outputNode().output()),
          OnnxModel.OPSET);
    }
    if (foldBatchNorm) {
      console.printf(
          Locale.ROOT,
          "Batch normalisations: %d folded, %d left%n",
          normalisations(trained) - normalisations(model),
          normalisations(model));
    }
    TrainedModel written = type == OnnxModel.Weights.INT8 ? Int8Weights.rounded(model) : model;
    labelled.ifPresent(folder -> compare(folder, trained, written, console));
    if (model.network().input().kind() == FeatureShape.Kind.IMAGE) {
      NextCommand.say(console, 6, NextCommand.predict(wanted == Format.ONNX ? out : path));
    }
    console.flush();
  }

  private static void requireOnnx(String option, Optional<?> value, Format wanted) {
    if (value.isPresent() && wanted != Format.ONNX) {
      throw new UserException(
          "%s has a meaning for onnx only, not for %s".formatted(option, lower(wanted)),
          "leave it out");
    }
  }

  private static long normalisations(TrainedModel model) {
    return model.network().nodes().stream()
        .filter(node -> node.operation() instanceof BatchNorm)
        .count();
  }

  private void compare(
      LabelledFolder folder, TrainedModel trained, TrainedModel written, PrintWriter console) {
    PyTorch.prepare();
    List<EvaluationReport> reports =
        folder.evaluate(
            "", List.of(trained, written), Device.CPU, console, spec.commandLine().getErr());
    EvaluationReport before = reports.get(0);
    EvaluationReport after = reports.get(1);
    console.printf(
        Locale.ROOT,
        "Accuracy as trained %s, as written %s, of %,d images%n",
        before.accuracyText(),
        after.accuracyText(),
        before.images());
    if (calibrate.isPresent()) {
      // This program computes what whole numbers stand for, in single precision.
      return;
    }
    ProcessorLatency latency = new ProcessorLatency(System::nanoTime);
    console.printf(
        Locale.ROOT,
        "One image takes %.2f ms as trained, %.2f ms as written, on one thread here, by this program"
            + " in single precision%n",
        latency.milliseconds(trained.network()),
        latency.milliseconds(written.network()));
  }

  private Format byName() {
    String name = String.valueOf(out.getFileName()).toLowerCase(Locale.ROOT);
    for (Format known : Format.values()) {
      if (name.endsWith("." + lower(known))) {
        return known;
      }
    }
    throw new UserException(
        "The name of --out (" + out + ") does not say what to write",
        "name the format with --to: onnx, safetensors, json, dot or svg");
  }

  private static String lower(Format format) {
    return format.name().toLowerCase(Locale.ROOT);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
