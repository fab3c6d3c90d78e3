package nas.engine.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * A labelled image data set in memory.
 *
 * @param name name for people, such as {@code digits}
 * @param task shape of an image and number of classes
 * @param training the images to train on; a validation split is cut from them unless {@code
 *     validation} is given
 * @param validation the official validation images, if the data set has them
 * @param test the official test images, if the data set has them (else a test split is cut)
 * @param sha256 checksum over the pixels and labels of all parts, lower-case hexadecimal
 * @param classNames names for people, by class; not part of the checksum
 * @param inventory what the reader left out, and what is to say of the rest; not part of it either
 */
public record ImageData(
    String name,
    Task task,
    Images training,
    Optional<Images> validation,
    Optional<Images> test,
    String sha256,
    List<String> classNames,
    Inventory inventory)
    implements Dataset {

  /** Copies the list and checks that every class has a name. */
  public ImageData {
    classNames = List.copyOf(classNames);
    if (classNames.size() != task.classes()) {
      throw new IllegalArgumentException(
          task.classes() + " classes cannot have " + classNames.size() + " names");
    }
  }

  /** Creates a data set whose classes are named by their numbers. */
  public ImageData(
      String name,
      Task task,
      Images training,
      Optional<Images> validation,
      Optional<Images> test,
      String sha256) {
    this(
        name,
        task,
        training,
        validation,
        test,
        sha256,
        IntStream.range(0, task.classes()).mapToObj(Integer::toString).toList(),
        Inventory.NOTHING);
  }

  @Override
  public Optional<ImageData> asImages() {
    return Optional.of(this);
  }

  /** {@inheritDoc} Images are cut into parts by {@link DataSplit}. */
  @Override
  public Examples examples(Part part) {
    throw new IllegalStateException("the parts of " + name + " are still to be cut");
  }

  /** Returns the same images under other names of classes. */
  public ImageData withClassNames(List<String> names) {
    return new ImageData(name, task, training, validation, test, sha256, names, inventory);
  }

  /** Returns the same images with what was found beside them. */
  public ImageData withInventory(Inventory found) {
    return new ImageData(name, task, training, validation, test, sha256, classNames, found);
  }

  /**
   * Returns the same images scaled to another height, and to a width in proportion, by a triangle
   * filter: linear when enlarging, a weighted mean when shrinking. The checksum stays that of the
   * originals.
   *
   * @param height in pixels, at least 1
   */
  public ImageData withHeight(int height) {
    FeatureShape shape = task.input();
    int width = Math.max(1, (int) Math.round((double) shape.width() * height / shape.height()));
    return new ImageData(
        name,
        new Task(new FeatureShape(shape.channels(), height, width), task.classes()),
        Resize.to(training, height, width),
        validation.map(images -> Resize.to(images, height, width)),
        test.map(images -> Resize.to(images, height, width)),
        sha256,
        classNames,
        inventory);
  }
}
