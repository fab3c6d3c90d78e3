package nas.experiment.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;

/** What a data set holds, as 'data check' says it. */
final class DataDescription {

  private static final double USUAL_SHARE = 0.2;
  private static final long ANY_SEED = 0;

  private final ImageData data;
  private final int classes;

  private DataDescription(ImageData data) {
    this.data = data;
    classes = data.task().classes();
  }

  /** Returns the text, whole lines. */
  static String of(Path folder, ImageData data) {
    return new DataDescription(data).text(folder);
  }

  private String text(Path folder) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %s, %d classes of %s%n",
            folder,
            data.name(),
            classes,
            data.task().input()));
    line(text, "training: " + counts(data.training()));
    data.validation().ifPresent(images -> line(text, "validation: " + counts(images)));
    data.test().ifPresent(images -> line(text, "test: " + counts(images)));
    missingParts().ifPresent(part -> line(text, part));
    line(text, largest());
    table().lines().forEach(row -> line(text, row));
    data.inventory().sentences().forEach(sentence -> line(text, sentence));
    remarks().forEach(remark -> line(text, remark));
    line(text, "sha256 over shapes, pixels and labels: " + data.sha256());
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append("  ").append(line).append(System.lineSeparator());
  }

  private int[] byClass(Images images) {
    return DataSplit.Part.all(images).counts(classes);
  }

  private String counts(Images images) {
    int[] counts = byClass(images);
    int fewest = Arrays.stream(counts).min().orElse(0);
    int most = Arrays.stream(counts).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%,d images, %s of each class",
        images.count(),
        fewest == most
            ? String.format(Locale.ROOT, "%,d", fewest)
            : String.format(Locale.ROOT, "%,d to %,d", fewest, most));
  }

  /** Says which parts a run will cut from the training images. */
  private Optional<String> missingParts() {
    List<String> missing = new ArrayList<>();
    if (data.validation().isEmpty()) {
      missing.add("validation");
    }
    if (data.test().isEmpty()) {
      missing.add("test");
    }
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "a run cuts images for "
                + String.join(" and for ", missing)
                + " from those to train on, a fifth of each class by default");
  }

  private String largest() {
    int[] counts = byClass(data.training());
    int most = Arrays.stream(counts).max().orElse(0);
    int label = 0;
    while (counts[label] < most) {
      label++;
    }
    return String.format(
        Locale.ROOT,
        "largest class: %s, %.1f %% of the training images",
        data.classNames().get(label),
        100.0 * most / data.training().count());
  }

  private String table() {
    List<Field<Integer>> fields = new ArrayList<>();
    fields.add(Field.<Integer>text("class", data.classNames()::get).headed("Class"));
    fields.add(images("Training", data.training()));
    data.validation().ifPresent(images -> fields.add(images("Validation", images)));
    data.test().ifPresent(images -> fields.add(images("Test", images)));
    return ConsoleText.of(Table.of(fields, IntStream.range(0, classes).boxed().toList()));
  }

  private Field<Integer> images(String part, Images images) {
    int[] counts = byClass(images);
    return Field.<Integer>count(part.toLowerCase(Locale.ROOT), label -> counts[label]).headed(part);
  }

  /** Returns what a run would say of the classes, with the usual shares. */
  private List<String> remarks() {
    try {
      return DataSplit.of(data, USUAL_SHARE, USUAL_SHARE, ANY_SEED).remarks();
    } catch (UserException tooFew) {
      return List.of("a run would refuse this: " + tooFew.getMessage());
    }
  }
}
