package nas.engine.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.UserException;

/**
 * The image files in a folder and all folders below it.
 *
 * @param files in the order of their names
 * @param inventory what else lies there
 */
public record ImageFiles(List<Found> files, Inventory inventory) {

  /** Copies the list. */
  public ImageFiles {
    files = List.copyOf(files);
  }

  /**
   * An image file.
   *
   * @param label the class that a folder above it is named after, if one is
   */
  public record Found(Path file, Optional<String> label) {}

  /**
   * Finds the images.
   *
   * @param classNames names of folders that say what the images in them show
   * @throws UserException if a folder cannot be read
   */
  public static ImageFiles below(Path folder, Set<String> classNames) {
    DataFiles.requireFolder(folder, "check the path");
    Inventory.Builder inventory = new Inventory.Builder();
    List<Path> images = new ImageTree(folder, inventory).imagesBelow(folder);
    return new ImageFiles(
        images.stream().map(image -> new Found(image, label(folder, image, classNames))).toList(),
        inventory.build());
  }

  private static Optional<String> label(Path folder, Path image, Set<String> classNames) {
    Optional<String> label = Optional.empty();
    // The outermost counts, as in a folder to train on.
    for (Path at = image.getParent(); at != null && !at.equals(folder); at = at.getParent()) {
      String name = FileNames.last(at);
      label = classNames.contains(name) ? Optional.of(name) : label;
    }
    return label;
  }
}
