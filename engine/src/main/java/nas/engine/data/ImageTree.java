package nas.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images below a folder. Files are told by what they hold and by their endings; whatever is not
 * read is counted in an inventory.
 */
final class ImageTree {

  private static final Set<String> SYSTEM_FILES =
      Set.of("thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r");
  private static final Set<String> SYSTEM_FOLDERS =
      Set.of("__macosx", "@eadir", "$recycle.bin", "system volume information", "lost+found");
  private static final int DEEPEST = 64;

  private final Path root;
  private final Inventory.Builder inventory;
  private final Set<Path> used;

  /**
   * Creates a view of a folder.
   *
   * @param root names in the inventory are relative to it
   * @param inventory takes what is left out
   * @param used files that are used in another way
   */
  ImageTree(Path root, Inventory.Builder inventory, Path... used) {
    this.root = root;
    this.inventory = inventory;
    this.used =
        Arrays.stream(used).map(ImageTree::absolute).collect(Collectors.toUnmodifiableSet());
  }

  private static Path absolute(Path path) {
    return path.toAbsolutePath().normalize();
  }

  /** Returns the folders directly in a folder by name, without those of operating systems. */
  static List<Path> folders(Path folder) {
    return list(folder).stream()
        .filter(path -> Files.isDirectory(path) && !isOfSystem(path))
        .toList();
  }

  /** Returns the images directly in a folder by name, and counts nothing. */
  static List<Path> imagesIn(Path folder) {
    return list(folder).stream()
        .filter(path -> Files.isRegularFile(path) && !isOfSystem(path) && whyNot(path).isEmpty())
        .toList();
  }

  /** Returns the images in a folder and all folders below it, in the order of their names. */
  List<Path> imagesBelow(Path folder) {
    List<Path> found = new ArrayList<>();
    collect(folder, found, List.of());
    return found;
  }

  /** Counts what lies directly in a folder but for some paths. */
  void leaveOutAllBut(Path folder, List<Path> kept, String beside) {
    for (Path path : list(folder)) {
      if (kept.contains(path)) {
        continue;
      }
      if (isOfSystem(path)) {
        leaveOut("hidden or of the system", path);
      } else if (Files.isDirectory(path)) {
        leaveOut("folder " + beside, path);
      } else if (!Files.exists(path)) {
        leaveOut("broken link", path);
      } else {
        String noun = whyNot(path).isEmpty() ? "image " : "file ";
        leaveOut(noun + beside, path);
      }
    }
  }

  private void collect(Path folder, List<Path> found, List<Path> above) {
    List<Path> line = new ArrayList<>(above);
    line.add(real(folder));
    for (Path path : list(folder)) {
      if (used.contains(absolute(path))) {
        continue;
      }
      if (isOfSystem(path)) {
        leaveOut("hidden or of the system", path);
      } else if (Files.isDirectory(path)) {
        if (line.contains(real(path)) || line.size() > DEEPEST) {
          leaveOut("link to a folder above it", path);
        } else {
          collect(path, found, line);
        }
      } else if (!Files.exists(path)) {
        leaveOut("broken link", path);
      } else {
        whyNot(path).ifPresentOrElse(why -> leaveOut(why, path), () -> found.add(path));
      }
    }
  }

  private void leaveOut(String what, Path path) {
    inventory.leaveOut(what, FileNames.below(root, path));
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  /** Returns what a file is that is not read; empty for an image that is. */
  static Optional<String> whyNot(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.of("no regular file");
    }
    Optional<ImageFormat> named = ImageFormat.ofEnding(file);
    if (named.isPresent() && named.get().isReadable()) {
      return Optional.empty();
    }
    Optional<ImageFormat> held = ImageFormat.ofContent(head(file));
    boolean raw = named.equals(Optional.of(ImageFormat.RAW));
    if (held.isPresent() && held.get().isReadable() && !raw) {
      return Optional.empty();
    }
    String ending = ImageFormat.ending(file);
    String noun = ending.isEmpty() ? "without an ending" : "." + ending;
    return Optional.of(
        named.or(() -> held).isPresent() ? noun + " (format not read)" : noun + " (no image)");
  }

  private static byte[] head(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      return input.readNBytes(ImageFormat.HEAD_BYTES);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
  }

  private static boolean isOfSystem(Path path) {
    String name = String.valueOf(path.getFileName());
    String lower = name.toLowerCase(Locale.ROOT);
    return name.startsWith(".") || SYSTEM_FILES.contains(lower) || SYSTEM_FOLDERS.contains(lower);
  }

  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted(Comparator.comparing(FileNames::last)).toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }
}
