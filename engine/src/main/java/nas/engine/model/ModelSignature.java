package nas.engine.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.data.Normalisation;
import nas.network.OneClass;
import nas.network.Target;

/**
 * What goes into a trained network and what comes out of it.
 *
 * @param target what is said of an example
 * @param classNames names of the classes, in the order of the output
 * @param normalisation maps pixels of 0 to 255 to the network's input; has no channels where the
 *     network reads something else than images, which it takes as it is
 * @param reading how examples are made of what people have, by key, such as {@code unit} of a text
 */
public record ModelSignature(
    Target target,
    List<String> classNames,
    Normalisation normalisation,
    SortedMap<String, String> reading) {

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if there is not a name for each class
   */
  public ModelSignature {
    classNames = List.copyOf(classNames);
    reading = Collections.unmodifiableSortedMap(new TreeMap<>(reading));
    if (classNames.size() != target.classes()) {
      throw new IllegalArgumentException(
          "%d names do not fit %s".formatted(classNames.size(), target.described()));
    }
  }

  /** Returns the signature of a network that tells the class of an image. */
  public static ModelSignature ofImages(List<String> classNames, Normalisation normalisation) {
    return new ModelSignature(
        new OneClass(classNames.size()), classNames, normalisation, new TreeMap<>());
  }
}
