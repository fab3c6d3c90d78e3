package nas.engine.data;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.network.Task;

/**
 * A data set in memory: images, or examples of another kind that come in three parts.
 *
 * <p>Immutable.
 */
public interface Dataset {

  /** Returns the name for people, such as {@code digits}. */
  String name();

  /** Returns what networks are trained for on it. */
  Task task();

  /** Returns the names of the classes for people, in their order; by default their numbers. */
  default List<String> classNames() {
    return IntStream.range(0, task().classes()).mapToObj(Integer::toString).toList();
  }

  /**
   * Returns how examples are made of what people have, by key: what a trained network must say to
   * those who use it.
   */
  default SortedMap<String, String> reading() {
    return Collections.emptySortedMap();
  }

  /** Returns a checksum over all that a network can learn from, lower-case hexadecimal. */
  String sha256();

  /** Returns what the reader left out, and what is to say of the rest. */
  Inventory inventory();

  /** Returns its images; empty: it has none. */
  default Optional<ImageData> asImages() {
    return Optional.empty();
  }

  /** Says whether its examples are images. */
  default boolean hasImages() {
    return asImages().isPresent();
  }

  /**
   * Returns its images.
   *
   * @param purpose what needs them, such as {@code a zero-cost metric}
   * @throws UserException if it has none
   */
  default ImageData images(String purpose) {
    return asImages()
        .orElseThrow(
            () ->
                new UserException(
                    "%s needs images, and data set %s has %s"
                        .formatted(purpose, name(), task().input().described()),
                    "use other data, such as digits"));
  }

  /**
   * Returns the examples of a part.
   *
   * @throws IllegalStateException if the parts are still to be cut, as of images
   */
  Examples examples(Part part);
}
