package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import nas.core.UserException;
import nas.engine.data.ImageFiles;
import nas.engine.model.Classifier;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.result.report.Confusion;
import nas.result.report.EvaluationReport;
import nas.result.report.EvaluationReport.Mistake;

/** Images in folders named after the classes of a network. */
final class LabelledFolder {

  private static final int LISTED = 5;

  private final Path folder;
  private final List<ImageFiles.Found> images;

  private LabelledFolder(Path folder, List<ImageFiles.Found> images) {
    this.folder = folder;
    this.images = images;
  }

  /**
   * Finds the images, and says what is left out.
   *
   * @param path what messages call the network
   * @throws UserException if the network takes none, or there is none
   */
  static LabelledFolder of(Path folder, Path path, TrainedModel model, PrintWriter err) {
    ImageReading.require(path, model, "name a network that takes images");
    ImageFiles found = ImageFiles.below(folder, Set.copyOf(model.classNames()));
    List<ImageFiles.Found> labelled =
        found.files().stream().filter(image -> image.label().isPresent()).toList();
    if (labelled.isEmpty()) {
      throw new UserException(
          "%s holds no image in a folder named after a class of the network (%s)"
              .formatted(folder, classes(model.classNames())),
          "lay the images of each class in a folder of its name, or list what they show by 'predict'");
    }
    ImageReading.tell(folder, found.inventory(), err);
    int others = found.files().size() - labelled.size();
    if (others > 0) {
      err.printf(
          Locale.ROOT, "%s: %,d images in no folder of a class are left out.%n", folder, others);
    }
    err.flush();
    return new LabelledFolder(folder, labelled);
  }

  private static String classes(List<String> names) {
    return names.size() <= LISTED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, LISTED)) + ", ...";
  }

  /** Returns how many images there are, whether they can be read or not. */
  int count() {
    return images.size();
  }

  /**
   * Asks networks that take the same images, of which each is read once; names those that cannot be
   * read and leaves them out.
   *
   * @return a report for each network
   * @throws UserException if none can be read
   */
  List<EvaluationReport> evaluate(
      String title, List<TrainedModel> models, Device computing, PrintWriter out, PrintWriter err) {
    List<Asked> all = new ArrayList<>();
    try {
      models.forEach(model -> all.add(new Asked(model, new Classifier(model, computing))));
      for (ImageFiles.Found image : images) {
        ImageReading.pixels(image.file(), models.get(0), out, err)
            .ifPresent(pixels -> all.forEach(asked -> asked.answer(image, pixels)));
      }
    } finally {
      all.forEach(asked -> asked.classifier.close());
    }
    if (all.get(0).report(title).images() == 0) {
      throw new UserException("None of the images in " + folder + " can be read", "see above");
    }
    return all.stream().map(asked -> asked.report(title)).toList();
  }

  /** A network and what it has answered. */
  private static final class Asked {
    private final List<String> names;
    private final Classifier classifier;
    private final int[][] counts;
    private final List<Mistake> mistakes = new ArrayList<>();

    Asked(TrainedModel model, Classifier classifier) {
      this.classifier = classifier;
      names = model.classNames();
      counts = new int[names.size()][names.size()];
    }

    void answer(ImageFiles.Found image, byte[] pixels) {
      double[] probabilities = classifier.probabilities(pixels);
      int label = names.indexOf(image.label().orElseThrow());
      int answer = PredictCommand.ranked(probabilities).get(0);
      counts[label][answer]++;
      if (answer != label) {
        mistakes.add(
            new Mistake(
                image.file().toString(),
                names.get(label),
                names.get(answer),
                probabilities[answer],
                probabilities[label]));
      }
    }

    EvaluationReport report(String title) {
      return new EvaluationReport(title, new Confusion(names, counts), mistakes, List.of());
    }
  }
}
