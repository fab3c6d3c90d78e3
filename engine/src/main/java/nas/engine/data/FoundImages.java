package nas.engine.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.network.FeatureShape;
import nas.network.Task;

/** The image files of a data set by part, with the names of their classes. */
final class FoundImages {

  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  private final Path folder;
  private final Map<Part, List<Labelled>> parts = new EnumMap<>(Part.class);

  /** An image file and the name of its class. */
  private record Labelled(Path file, String label) {}

  FoundImages(Path folder) {
    this.folder = folder;
  }

  /** Adds an image. */
  void add(Part part, Path file, String label) {
    parts.computeIfAbsent(part, unused -> new ArrayList<>()).add(new Labelled(file, label));
  }

  /** Returns the names of the classes that a part has, in the order of their characters. */
  List<String> classes(Part part) {
    return List.copyOf(
        new TreeSet<>(parts.getOrDefault(part, List.of()).stream().map(Labelled::label).toList()));
  }

  /** Counts the images, which are scaled to a height and width in pixels. */
  Census census(int side) {
    List<Labelled> training = parts.getOrDefault(Part.TRAINING, List.of());
    SortedMap<String, Integer> counts = new TreeMap<>();
    training.forEach(image -> counts.merge(image.label(), 1, Integer::sum));
    return new Census(List.copyOf(counts.values()), count(Part.VALIDATION), count(Part.TEST), side);
  }

  private int count(Part part) {
    return parts.getOrDefault(part, List.of()).size();
  }

  /**
   * Returns the shorter sides of images to train on, as people see them; no pixel is decoded.
   *
   * @param most if there are more images, so many of them are looked at, evenly spread
   * @return in pixels, ascending
   * @throws UserException if one of them is damaged
   */
  int[] shortSides(int most) {
    List<Labelled> training = parts.getOrDefault(Part.TRAINING, List.of());
    int looked = Math.min(most, training.size());
    return IntStream.range(0, looked)
        .map(index -> shortSide(training.get((int) ((long) index * training.size() / looked))))
        .sorted()
        .toArray();
  }

  private static int shortSide(Labelled image) {
    try (ImageRows rows = ImageFile.open(image.file())) {
      return Math.min(rows.width(), rows.height());
    }
  }

  /**
   * Decodes all images. Classes are numbered in the order of their names; images stay in the order
   * in which they were added.
   *
   * @param inventory is told of files with several images, and built
   * @throws UserException if there are no training images, a file is damaged, or the images do not
   *     fit into memory
   */
  ImageData read(FeatureShape shape, Inventory.Builder inventory) {
    List<String> classes = classes(Part.TRAINING);
    Images training =
        images(Part.TRAINING, classes, shape, inventory)
            .orElseThrow(
                () -> new UserException(folder + " holds no images to train on", "add some"));
    Optional<Images> validation = images(Part.VALIDATION, classes, shape, inventory);
    Optional<Images> test = images(Part.TEST, classes, shape, inventory);
    String name = FileNames.last(folder.toAbsolutePath().normalize());
    return Checksum.seal(name, new Task(shape, classes.size()), training, validation, test)
        .withClassNames(classes)
        .withInventory(inventory.build());
  }

  private Optional<Images> images(
      Part part, List<String> classes, FeatureShape shape, Inventory.Builder inventory) {
    List<Labelled> found = parts.getOrDefault(part, List.of());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    byte[] pixels = memory(found.size(), shape);
    int[] labels = new int[found.size()];
    int bytes = Math.toIntExact(shape.elements());
    for (int image = 0; image < labels.length; image++) {
      Path file = found.get(image).file();
      labels[image] = classes.indexOf(found.get(image).label());
      System.arraycopy(decoded(file, shape, inventory), 0, pixels, image * bytes, bytes);
    }
    return Optional.of(new Images(shape, pixels, labels));
  }

  private byte[] decoded(Path file, FeatureShape shape, Inventory.Builder inventory) {
    try (ImageRows image = ImageFile.open(file)) {
      if (image.images() > 1) {
        inventory.note(
            FileNames.below(folder, file)
                + " holds "
                + image.images()
                + " images, of which the first is read");
      }
      return Resize.to(image, shape);
    }
  }

  private byte[] memory(int count, FeatureShape shape) {
    long bytes = shape.elements() * count;
    try {
      if (bytes <= MOST_BYTES) {
        return new byte[(int) bytes];
      }
    } catch (OutOfMemoryError e) {
      // Said below.
    }
    throw new UserException(
        folder + ": " + count + " images of " + shape + " do not fit into memory",
        "lower size, or allow Java more memory, as in 'java -Xmx8g -jar nas.jar'");
  }
}
