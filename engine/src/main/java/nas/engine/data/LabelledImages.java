package nas.engine.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import nas.core.UserException;

/** The images of a folder whose classes stand in a table. */
final class LabelledImages {

  private static final int SHOWN = 3;

  private final Path folder;
  private final Path table;
  private final Inventory.Builder inventory;
  private final List<Path> images;
  private final Map<String, List<Path>> byName = new TreeMap<>();
  private final Map<Path, LabelTable.Row> rows = new LinkedHashMap<>();
  private final List<String> missing = new ArrayList<>();

  private LabelledImages(Path folder, Path table, Inventory.Builder inventory) {
    this.folder = folder;
    this.table = table;
    this.inventory = inventory;
    images = new ImageTree(folder, inventory, table).imagesBelow(folder);
    for (Path image : images) {
      String path = FileNames.below(folder, image);
      String name = FileNames.last(image);
      // By its path below the folder, by its name, and by its name without an ending.
      keep(path, image);
      keep(name, image);
      keep(withoutEnding(path), image);
      keep(withoutEnding(name), image);
    }
  }

  private void keep(String name, Path image) {
    List<Path> of = byName.computeIfAbsent(name, unused -> new ArrayList<>());
    if (!of.contains(image)) {
      of.add(image);
    }
  }

  private static String withoutEnding(String name) {
    int dot = name.lastIndexOf('.');
    return dot <= name.lastIndexOf('/') + 1 ? name : name.substring(0, dot);
  }

  /**
   * Finds the images, and reads none.
   *
   * @throws UserException if a row names a file that is not there, a file has two labels, or there
   *     are fewer than two
   */
  static FoundImages find(Path folder, Path table, Inventory.Builder inventory) {
    return new LabelledImages(folder, table, inventory).find();
  }

  private FoundImages find() {
    try (LabelTable labels = new LabelTable(table)) {
      for (Optional<LabelTable.Row> row = labels.next(); row.isPresent(); row = labels.next()) {
        add(row.get());
      }
    }
    if (!missing.isEmpty()) {
      throw new UserException(
          missing.stream().limit(SHOWN).collect(Collectors.joining("\n"))
              + (missing.size() > SHOWN
                  ? "\nand " + (missing.size() - SHOWN) + " more rows name files that are not there"
                  : ""),
          "correct the table, or name the folder that its files are relative to");
    }
    FoundImages found = new FoundImages(folder);
    rows.forEach((image, row) -> found.add(part(row), image, row.label()));
    images.stream()
        .filter(image -> !rows.containsKey(image))
        .forEach(
            image ->
                inventory.leaveOut(
                    "image without a row in " + FileNames.last(table),
                    FileNames.below(folder, image)));
    requireClasses(found);
    return found;
  }

  private void add(LabelTable.Row row) {
    if (row.file().isEmpty()) {
      throw new UserException(row.place() + ": the row names no file", "complete or delete it");
    }
    if (row.label().isEmpty()) {
      inventory.leaveOut("row without a label in " + FileNames.last(table), row.file());
      return;
    }
    List<Path> named = named(row);
    if (named.size() > 1) {
      throw new UserException(
          row.place()
              + ": "
              + row.file()
              + " may be "
              + FileNames.below(folder, named.get(0))
              + " or "
              + FileNames.below(folder, named.get(1)),
          "write its path below " + folder);
    }
    if (named.isEmpty()) {
      missing.add(row.place() + ": there is no image " + row.file() + " in " + folder);
      return;
    }
    LabelTable.Row before = rows.putIfAbsent(named.get(0), row);
    if (before != null && !(before.label().equals(row.label()) && part(before) == part(row))) {
      throw new UserException(
          row.place()
              + ": "
              + row.file()
              + " is "
              + described(row)
              + " here and "
              + described(before)
              + " at "
              + before.place(),
          "delete one of the rows");
    }
    if (before != null) {
      inventory.leaveOut("row that repeats another in " + FileNames.last(table), row.file());
    }
  }

  private static String described(LabelTable.Row row) {
    return row.label() + (row.split().isEmpty() ? "" : " (" + row.split() + ")");
  }

  private List<Path> named(LabelTable.Row row) {
    String name =
        Normalizer.normalize(row.file(), Normalizer.Form.NFC)
            .replace('\\', '/')
            .replaceFirst("^(\\./)+", "");
    List<Path> inFolder = byName.getOrDefault(name, List.of());
    if (!inFolder.isEmpty()) {
      List<Path> exact =
          inFolder.stream().filter(path -> FileNames.below(folder, path).equals(name)).toList();
      return exact.isEmpty() ? inFolder : exact;
    }
    try {
      // Relative to the table, or absolute.
      Path besideTable = table.toAbsolutePath().resolveSibling(name).normalize();
      Path below = folder.toAbsolutePath().normalize();
      return besideTable.startsWith(below) && !besideTable.equals(below)
          ? byName.getOrDefault(FileNames.below(below, besideTable), List.of())
          : List.of();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  private static Part part(LabelTable.Row row) {
    return row.split().isEmpty()
        ? Part.TRAINING
        : Part.named(row.split())
            .orElseThrow(
                () ->
                    new UserException(
                        row.place() + ": there is no part " + row.split() + " of the data",
                        "write train, val or test"));
  }

  private void requireClasses(FoundImages found) {
    List<String> known = found.classes(Part.TRAINING);
    if (known.size() < 2) {
      throw new UserException(
          table
              + " gives the images to train on "
              + (known.isEmpty() ? "no label" : "one label, " + known.get(0))
              + ", but at least two classes are needed",
          "add images of another class");
    }
    for (Part part : List.of(Part.VALIDATION, Part.TEST)) {
      for (String name : found.classes(part)) {
        if (!known.contains(name)) {
          throw new UserException(
              table + ": no image of the class " + name + " is there to train on",
              "give some of its images the part train");
        }
      }
    }
  }
}
