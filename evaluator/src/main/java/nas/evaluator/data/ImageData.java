package nas.evaluator.data;

import java.util.Optional;
import nas.space.Task;
import nas.space.network.FeatureShape;

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
 */
public record ImageData(
    String name,
    Task task,
    Images training,
    Optional<Images> validation,
    Optional<Images> test,
    String sha256) {

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
        sha256);
  }
}
