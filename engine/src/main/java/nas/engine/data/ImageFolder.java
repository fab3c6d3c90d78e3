package nas.engine.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.UserException;

/**
 * A folder with one folder for each class, or with folders for training, validation and test that
 * hold those. The images of a class may lie in folders below its own.
 */
final class ImageFolder {

  private static final int SHOWN = 5;

  private final Path folder;
  private final Inventory.Builder inventory;
  private final ImageTree tree;
  private final FoundImages found;

  private ImageFolder(Path folder, Inventory.Builder inventory) {
    this.folder = folder;
    this.inventory = inventory;
    tree = new ImageTree(folder, inventory);
    found = new FoundImages(folder);
  }

  /**
   * Finds the images, and reads none.
   *
   * @throws UserException if the folder is not laid out so; says why
   */
  static FoundImages find(Path folder, Inventory.Builder inventory) {
    return new ImageFolder(folder, inventory).find();
  }

  private FoundImages find() {
    List<Path> folders = ImageTree.folders(folder);
    Map<Part, Path> parts = parts(folders);
    if (parts.isEmpty()) {
      requireClasses(folder, folders);
      tree.leaveOutAllBut(folder, folders, "beside the classes");
      folders.forEach(members -> add(Part.TRAINING, members));
    } else {
      readParts(parts);
    }
    return found;
  }

  /** Finds out which folders are parts of the data rather than classes. */
  private Map<Part, Path> parts(List<Path> folders) {
    Map<Part, Path> parts = new EnumMap<>(Part.class);
    boolean allParts =
        folders.stream().allMatch(path -> Part.named(FileNames.last(path)).isPresent());
    for (Path path : folders) {
      Optional<Part> part = Part.named(FileNames.last(path));
      // A class may be called 'train' where its images lie in it.
      if (part.isPresent() && (allParts || ImageTree.imagesIn(path).isEmpty())) {
        Path other = parts.put(part.get(), path);
        if (other != null) {
          throw new UserException(
              folder
                  + " holds both "
                  + FileNames.last(other)
                  + " and "
                  + FileNames.last(path)
                  + ", which mean the same",
              "put all images of that part into one of them");
        }
      }
    }
    return parts;
  }

  private void readParts(Map<Part, Path> parts) {
    Path train = parts.get(Part.TRAINING);
    if (train == null) {
      String names =
          parts.values().stream().map(FileNames::last).collect(Collectors.joining(" and "));
      throw new UserException(
          folder + " holds " + names + " but not train",
          "put the images to train on into " + folder.resolve("train"));
    }
    tree.leaveOutAllBut(folder, List.copyOf(parts.values()), "beside " + FileNames.last(train));
    requireClasses(train, ImageTree.folders(train));
    parts.forEach(this::readPart);
    List<String> known = found.classes(Part.TRAINING);
    for (Part part : parts.keySet()) {
      for (String name : found.classes(part)) {
        if (!known.contains(name)) {
          throw new UserException(
              parts.get(part).resolve(name) + ": there is no class " + name + " in " + train,
              "give both folders the same classes");
        }
      }
      if (!found.classes(part).equals(known)) {
        inventory.note(
            FileNames.last(parts.get(part))
                + " has no images of "
                + listed(
                    known.stream().filter(name -> !found.classes(part).contains(name)).toList()));
      }
    }
  }

  private void readPart(Part part, Path members) {
    List<Path> classes = ImageTree.folders(members);
    if (classes.isEmpty()) {
      int images = ImageTree.imagesIn(members).size();
      throw new UserException(
          members + " holds " + (images == 0 ? "" : images + " images but ") + "no sub-folders",
          images == 0
              ? "put " + FileNames.last(members) + " images there, or delete the folder"
              : "put the images of each class into a sub-folder named after it, or move the folder"
                  + " away");
    }
    tree.leaveOutAllBut(members, classes, "beside the classes");
    classes.forEach(path -> add(part, path));
  }

  private void add(Part part, Path members) {
    String label = FileNames.last(members);
    if (found.classes(part).contains(label)) {
      throw new UserException(
          members + ": there are two classes that are written " + label, "rename one of them");
    }
    Inventory.Builder inside = new Inventory.Builder();
    List<Path> images = new ImageTree(folder, inside).imagesBelow(members);
    if (images.isEmpty()) {
      boolean otherFormats = inside.build().summary().orElse("").contains("format not read");
      throw new UserException(
          members
              + " holds no image that is read"
              + inside.build().summary().map(text -> "; " + text).orElse(""),
          otherFormats
              ? "convert them to JPEG or PNG"
              : "add images (" + ImageFormat.readableTitles() + "), or delete the folder");
    }
    inside.build().leftOut().forEach(inventory::leaveOut);
    noteSubFolders(label, members, images);
    images.forEach(image -> found.add(part, image, label));
  }

  private void noteSubFolders(String label, Path members, List<Path> images) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Path image : images) {
      Path parent = image.getParent();
      if (parent != null && !parent.equals(members)) {
        counts.merge(FileNames.below(members, parent), 1, Integer::sum);
      }
    }
    if (counts.isEmpty()) {
      return;
    }
    int below = counts.values().stream().mapToInt(Integer::intValue).sum();
    boolean all = below == images.size() && counts.size() > 1;
    inventory.note(
        "class "
            + label
            + " includes "
            + below
            + (below == 1 ? " image" : " images")
            + " in its sub-folders "
            + listed(List.copyOf(counts.keySet()))
            + (all ? "; if those are the classes, name " + members + " as the folder" : ""));
  }

  private static String listed(List<String> names) {
    return names.stream().limit(SHOWN).collect(Collectors.joining(", "))
        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }

  private void requireClasses(Path parent, List<Path> classes) {
    if (classes.size() >= 2) {
      return;
    }
    int images = ImageTree.imagesIn(parent).size();
    List<Path> below = classes.stream().flatMap(path -> ImageTree.folders(path).stream()).toList();
    List<Path> tables = tables(parent);
    String number =
        classes.isEmpty()
            ? "no sub-folder"
            : "only one sub-folder, " + FileNames.last(classes.get(0));
    String problem =
        parent
            + " holds "
            + (images > 0 ? images + (images == 1 ? " image and " : " images and ") : "")
            + number
            + ", but needs at least two sub-folders, one for each class";
    if (!tables.isEmpty()) {
      throw new UserException(
          problem,
          "the classes stand in "
              + tables.get(0)
              + ": give it as labels, as in 'image-folder: {folder: "
              + parent
              + ", labels: "
              + tables.get(0)
              + "}'");
    }
    throw new UserException(
        problem,
        below.size() >= 2
            ? "name the folder " + classes.get(0) + ", which holds " + names(below)
            : "put the images of each class into a sub-folder named after it, or give a CSV file"
                + " with the columns file and label as labels");
  }

  private static String names(List<Path> paths) {
    return listed(paths.stream().map(FileNames::last).toList());
  }

  /** Returns the files directly in a folder that may say what the images show. */
  static List<Path> tables(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(
              path ->
                  Files.isRegularFile(path)
                      && LabelTable.ENDINGS.contains(ImageFormat.ending(path))
                      && LabelTable.isTable(path))
          .sorted()
          .toList();
    } catch (java.io.IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }
}
