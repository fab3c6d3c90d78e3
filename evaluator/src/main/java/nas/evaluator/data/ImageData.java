package nas.evaluator.data;

import java.util.Optional;
import nas.space.Task;

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
    String sha256) {}
