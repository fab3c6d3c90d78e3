package nas.experiment.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.imageio.ImageIO;
import nas.core.UserException;
import nas.engine.data.ImageFile;
import nas.engine.data.ImageFiles;
import nas.engine.model.Classifier;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.network.FeatureShape;
import nas.result.report.Confusion;
import nas.result.report.EvaluationReport;
import nas.result.report.EvaluationReport.Mistake;
import nas.result.report.TrainingReport;
import picocli.CommandLine.Command;
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

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "cpu or gpu:k, such as gpu:0; by default cpu.")
  private String device = "cpu";

  @Spec private CommandSpec spec = CommandSpec.create();

  /** An image and what the network says of it. */
  @SuppressWarnings("ArrayRecordComponent") // Inside this class, and only read.
  private record Answer(ImageFiles.Found image, int label, double[] probabilities) {}

  @Override
  public Integer call() {
    TrainedModel model = StoredNetwork.read(path);
    FeatureShape input = model.network().input();
    if (input.kind() != FeatureShape.Kind.IMAGE) {
      throw new UserException(
          "%s takes %s, not images".formatted(path, input.described()),
          "name a network that takes images");
    }
    Device computing = Device.parse(device);
    ImageFiles found = ImageFiles.below(folder, Set.copyOf(model.classNames()));
    List<ImageFiles.Found> labelled =
        found.files().stream().filter(image -> image.label().isPresent()).toList();
    if (labelled.isEmpty()) {
      throw new UserException(
          "%s holds no image in a folder named after a class of the network (%s)"
              .formatted(folder, classes(model.classNames())),
          "lay the images of each class in a folder of its name, or list what they show by 'predict'");
    }
    PrintWriter console = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    found
        .inventory()
        .sentences()
        .forEach(line -> err.println(Main.advised(folder + ": " + line, "")));
    int others = found.files().size() - labelled.size();
    if (others > 0) {
      err.printf(
          Locale.ROOT, "%s: %,d images in no folder of a class are left out.%n", folder, others);
    }
    err.flush();
    PyTorch.prepare();
    Evaluated evaluated = evaluate(model, labelled, computing, err);
    if (evaluated.answers().isEmpty()) {
      throw new UserException("None of the images in " + folder + " can be read", "see above");
    }
    print(report(model, evaluated.answers()), console);
    return evaluated.whole() ? 0 : Main.USER_ERROR;
  }

  /**
   * What a network says of images.
   *
   * @param whole whether all could be read
   */
  private record Evaluated(List<Answer> answers, boolean whole) {}

  private static Evaluated evaluate(
      TrainedModel model, List<ImageFiles.Found> images, Device computing, PrintWriter err) {
    List<Answer> answers = new ArrayList<>();
    boolean whole = true;
    try (Classifier classifier = new Classifier(model, computing)) {
      for (ImageFiles.Found image : images) {
        try {
          byte[] pixels = ImageFile.read(image.file(), model.network().input());
          int label = model.classNames().indexOf(image.label().orElseThrow());
          answers.add(new Answer(image, label, classifier.probabilities(pixels)));
        } catch (UserException refused) {
          err.println(refused.error().text());
          err.flush();
          whole = false;
        }
      }
    }
    return new Evaluated(answers, whole);
  }

  private EvaluationReport report(TrainedModel model, List<Answer> answers) {
    List<String> names = model.classNames();
    int[][] counts = new int[names.size()][names.size()];
    List<Mistake> mistakes = new ArrayList<>();
    for (Answer answer : answers) {
      double[] probabilities = answer.probabilities();
      int best = greatest(probabilities);
      counts[answer.label()][best]++;
      if (best != answer.label()) {
        mistakes.add(
            new Mistake(
                answer.image().file().toString(),
                names.get(answer.label()),
                names.get(best),
                probabilities[best],
                probabilities[answer.label()]));
      }
    }
    EvaluationReport report =
        new EvaluationReport(
            "%s on %s".formatted(path, folder), new Confusion(names, counts), mistakes, List.of());
    return out.isEmpty()
        ? report
        : report.withPictures(
            report.mistakes().stream()
                .limit(PICTURES)
                .map(mistake -> picture(Path.of(mistake.file())))
                .toList());
  }

  private static int greatest(double... values) {
    int greatest = 0;
    for (int at = 1; at < values.length; at++) {
      greatest = values[at] > values[greatest] ? at : greatest;
    }
    return greatest;
  }

  private static String classes(List<String> names) {
    return names.size() <= LISTED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, LISTED)) + ", ...";
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
    console.flush();
  }
}
