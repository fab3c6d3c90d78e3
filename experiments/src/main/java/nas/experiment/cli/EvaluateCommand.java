package nas.experiment.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import nas.engine.data.ImageFile;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.network.FeatureShape;
import nas.result.report.EvaluationReport;
import nas.result.report.TrainingReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a trained network on labelled images. */
@Command(
    name = "evaluate",
    sortOptions = false,
    description = {
      "Measure a trained network on images that lie in folders named after their classes.",
      "",
      "Prints accuracy with its interval, balanced accuracy, the recall of each class and the surest",
      "mistakes. With --out it leaves a report with their pictures, and tables: which classes were",
      "taken for which (confusion.csv), recall.csv, and all mistakes (mistakes.csv)."
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final int PICTURES = 24;
  private static final int PICTURE_SIDE = 96;
  private static final int LISTED = 5;

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "The trained network: a folder that 'train' wrote, its model.safetensors, or an ONNX file"
              + " that takes plain pixels.")
  private Path path = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "FOLDER",
      description =
          "The images: FOLDER/CLASS/*.jpg, .png, ...; the classes are those of the network.")
  private Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "A folder for the report; files of the same names are replaced.")
  private Optional<Path> out = Optional.empty();

  @Mixin private DeviceOption device = new DeviceOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    TrainedModel model = StoredNetwork.read(path);
    Device computing = device.one();
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    LabelledFolder images = LabelledFolder.of(folder, path, model, err);
    PyTorch.prepare();
    EvaluationReport report =
        images
            .evaluate("%s on %s".formatted(path, folder), List.of(model), computing, console, err)
            .get(0);
    print(out.isEmpty() ? report : illustrated(report), console);
    return report.images() == images.count() ? 0 : Main.USER_ERROR;
  }

  private static EvaluationReport illustrated(EvaluationReport report) {
    return report.withPictures(
        report.mistakes().stream()
            .limit(PICTURES)
            .map(mistake -> picture(Path.of(mistake.file())))
            .toList());
  }

  /** Returns an image as people see it, squeezed into a square: a PNG file in base 64. */
  private static String picture(Path file) {
    byte[] pixels = ImageFile.read(file, new FeatureShape(3, PICTURE_SIDE, PICTURE_SIDE));
    BufferedImage image = new BufferedImage(PICTURE_SIDE, PICTURE_SIDE, BufferedImage.TYPE_INT_RGB);
    int plane = PICTURE_SIDE * PICTURE_SIDE;
    for (int pixel = 0; pixel < plane; pixel++) {
      int rgb =
          ((pixels[pixel] & 0xff) << 16)
              | ((pixels[plane + pixel] & 0xff) << 8)
              | (pixels[2 * plane + pixel] & 0xff);
      image.setRGB(pixel % PICTURE_SIDE, pixel / PICTURE_SIDE, rgb);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", png);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Base64.getEncoder().encodeToString(png.toByteArray());
  }

  private void print(EvaluationReport report, PrintWriter console) {
    Optional<TrainingReport.Written> written = out.map(report::write);
    console.printf(
        Locale.ROOT, "Accuracy %s of %,d images%n", report.accuracyText(), report.images());
    console.print(report.confusion().text());
    report
        .warning()
        .ifPresent(warning -> console.println(warning + " Maybe train longer, or on more images."));
    if (!report.mistakes().isEmpty()) {
      console.printf(Locale.ROOT, "Surest of %,d mistakes:%n", report.mistakes().size());
      report.mistakes().stream()
          .limit(LISTED)
          .forEach(
              one ->
                  console.printf(
                      Locale.ROOT,
                      "  %s: %s %.2f %%, %s %.2f %%%n",
                      one.file(),
                      one.answer(),
                      100 * one.sure(),
                      one.label(),
                      100 * one.own()));
    }
    written
        .flatMap(TrainingReport.Written::missing)
        .ifPresent(missing -> console.println(missing.error().text()));
    written.ifPresent(files -> console.println("Report: " + files.report()));
    NextCommand.say(
        console,
        written.isPresent() ? 8 : 6,
        Files.isDirectory(path) ? NextCommand.export(path, path) : NextCommand.predict(path));
    console.flush();
  }
}
