package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.core.trial.Objective;
import nas.engine.data.ImageFiles;
import nas.engine.data.TextPlugin;
import nas.engine.model.Classifier;
import nas.engine.model.ModelMeasure;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.PyTorch;
import nas.result.table.CsvText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Classifies image files. */
@Command(
    name = "predict",
    sortOptions = false,
    description = {
      "Classify image files by a trained network, or measure how well one foretells texts.",
      "",
      "Prints a line for each image: the most probable classes and their probabilities. Images are",
      "scaled to the network's input; grey ones become colour, or colours grey, as it needs. A"
          + " file",
      "that cannot be read is named, the others are classified, and the exit code is 2.",
      "",
      "Of a folder all images in it and below it are classified. Where its sub-folders are named",
      "after classes, the accuracy is printed, too.",
      "",
      "A network that was trained on a text takes other texts in UTF-8, and prints the perplexity of",
      "each: the lower it is, the better the network foretells the text."
    })
final class PredictCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      paramLabel = "MODEL",
      description =
          "The trained network: a folder that 'train' wrote, its model.safetensors, or an ONNX file"
              + " that takes plain pixels.")
  private Path path = Path.of("");

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Image files (PNG, JPEG, PGM, PPM, GIF, BMP, TIFF or WebP), or folders of them; or"
              + " texts.")
  private List<Path> images = new ArrayList<>();

  @Option(
      names = "--top",
      paramLabel = "N",
      description = "How many classes to show for each image; by default 3.")
  private int top = 3;

  @Option(
      names = "--csv",
      description = "Print CSV: file, class, its probability, and the probability of every class.")
  private boolean csv;

  @Mixin private DeviceOption device = new DeviceOption();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Ranges.requireAtLeast("--top", top, 1);
    TrainedModel model = StoredNetwork.read(path);
    Device computing = device.one();
    if (TextPlugin.reads(model.signature().reading())) {
      return foretell(model, computing);
    }
    ImageReading.require(
        path,
        model,
        "name a network that takes images, or use this one in another program by 'export'");
    PyTorch.prepare();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (csv) {
      List<String> head = new ArrayList<>(List.of("file", "class", "probability"));
      head.addAll(model.classNames());
      out.print(CsvText.line(head));
    }
    warnOfConstant(model, err);
    boolean all = true;
    Agreement agreement = new Agreement(model.classNames());
    try (Classifier classifier = new Classifier(model, computing)) {
      for (ImageFiles.Found image : found(model, out, err)) {
        all &= classify(image, model, classifier, agreement, out, err);
      }
    }
    if (agreement.images() > 0) {
      // CSV stays CSV.
      (csv ? err : out).println(agreement.sentence());
    }
    err.flush();
    out.flush();
    return all ? 0 : Main.USER_ERROR;
  }

  /** Prints how well a network foretells texts. */
  private int foretell(TrainedModel model, Device computing) {
    if (csv) {
      throw new UserException(
          "--csv is for classes of images, and %s foretells texts".formatted(path), "leave it out");
    }
    PyTorch.prepare();
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    boolean all = true;
    for (Path text : images) {
      try {
        out.println(foretold(text, model, computing));
      } catch (UserException refused) {
        err.println(refused.error().text());
        all = false;
      }
      out.flush();
      err.flush();
    }
    return all ? 0 : Main.USER_ERROR;
  }

  private static String foretold(Path file, TrainedModel model, Device computing) {
    int steps = model.network().input().width();
    TextPlugin.Known text =
        TextPlugin.read(file, model.signature().reading(), model.classNames(), steps);
    double value = ModelMeasure.of(model, text.examples(), computing);
    Objective objective = model.signature().target().objective();
    return String.format(
        Locale.ROOT,
        "%s: %s %s, %,d %s%s",
        file,
        objective.words(),
        objective.text(value),
        text.tokens(),
        text.unit(),
        text.unknown() == 0 ? "" : String.format(Locale.ROOT, ", %,d unknown", text.unknown()));
  }

  private static void warnOfConstant(TrainedModel model, PrintWriter err) {
    if (model.answersLikeAConstant()) {
      err.printf(
          Locale.ROOT,
          "Warning: this network was right for %.2f %% of its test images, always answering with"
              + " the largest class for %.2f %%. Maybe train another one.%n",
          model.values().get("test"),
          model.values().get(TrainedModel.LARGEST_CLASS));
      err.flush();
    }
  }

  /** Returns the files that are named, and those in the folders that are. */
  private List<ImageFiles.Found> found(TrainedModel model, PrintWriter out, PrintWriter err) {
    List<ImageFiles.Found> all = new ArrayList<>();
    for (Path path : images) {
      if (!Files.isDirectory(path)) {
        all.add(new ImageFiles.Found(path, Optional.empty()));
        continue;
      }
      ImageFiles inside = ImageFiles.below(path, Set.copyOf(model.classNames()));
      if (inside.files().isEmpty()) {
        throw new UserException(
            path
                + " holds no image that is read"
                + inside.inventory().summary().map(text -> "; " + text).orElse(""),
            "name a folder of images, or image files");
      }
      out.flush();
      ImageReading.tell(path, inside.inventory(), err);
      all.addAll(inside.files());
    }
    return all;
  }

  /** Prints what an image shows, or why it cannot be read; false then. */
  private boolean classify(
      ImageFiles.Found image,
      TrainedModel model,
      Classifier classifier,
      Agreement agreement,
      PrintWriter out,
      PrintWriter err) {
    Optional<byte[]> pixels = ImageReading.pixels(image.file(), model, out, err);
    if (pixels.isEmpty()) {
      return false;
    }
    double[] probabilities = classifier.probabilities(pixels.get());
    print(image.file(), probabilities, model.classNames(), out);
    image.label().ifPresent(label -> agreement.add(label, ranked(probabilities).get(0)));
    return true;
  }

  /** Returns the classes, the most probable first. */
  static List<Integer> ranked(double... probabilities) {
    return IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(label -> -probabilities[label]))
        .toList();
  }

  private void print(Path image, double[] probabilities, List<String> names, PrintWriter out) {
    List<Integer> ranked = ranked(probabilities);
    if (csv) {
      List<String> row = new ArrayList<>();
      row.add(image.toString());
      row.add(names.get(ranked.get(0)));
      row.add(share(probabilities[ranked.get(0)]));
      Arrays.stream(probabilities).mapToObj(PredictCommand::share).forEach(row::add);
      out.print(CsvText.line(row));
      return;
    }
    out.println(
        image
            + ": "
            + ranked.stream()
                .limit(top)
                .map(
                    label ->
                        String.format(
                            Locale.ROOT,
                            "%s %.2f %%",
                            names.get(label),
                            100 * probabilities[label]))
                .collect(Collectors.joining(", ")));
  }

  private static String share(double probability) {
    return String.format(Locale.ROOT, "%.6f", probability);
  }
}
