package nas.engine.data;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;

/**
 * Reads a folder of images, one folder for each class: {@code FOLDER/CLASS/*.png}, or {@code
 * FOLDER/train/CLASS/*.png} with {@code val} and {@code test} beside {@code train} if they are
 * there; or images whose classes stand in a CSV file.
 *
 * <p>Classes are numbered by name, images come class by class and by name. Folders below that of a
 * class belong to it. Images that are not square are squeezed to the size. What is left out (other
 * formats, files beside the classes, hidden files, broken links) is counted in the {@link
 * ImageData#inventory}.
 */
public final class ImageFolderPlugin implements DataPlugin<ImageFolderPlugin.Settings> {

  /**
   * Settings of the folder reader.
   *
   * @param folder see the description of the setting
   * @param size see the description of the setting
   * @param channels see the description of the setting
   * @param labels see the description of the setting
   */
  @Automatic(keys = "size", rule = SizeOfImages.class)
  public record Settings(
      @Setting("folder with one sub-folder a class, or with train, val and test that hold those")
          Path folder,
      @Setting(
              value = "height and width in pixels that images are scaled to",
              byDefault = "32",
              min = 1,
              max = 1024)
          int size,
      @Setting(value = "3 for colour, 1 for grey", byDefault = "3", min = 1, max = 3) int channels,
      @Setting(
              "CSV file with the columns file and label, and split if it likes (train, val, test);"
                  + " left out: folders say what the images show")
          Optional<Path> labels) {

    /** Creates the settings of a folder that has a folder for each class. */
    public Settings(Path folder, int size, int channels) {
      this(folder, size, channels, Optional.empty());
    }

    /** Checks the ranges. */
    public Settings {
      Sizes.check("size", size, 1024);
      if (channels != 1 && channels != 3) {
        throw new InvalidSettingException(
            "channels", "channels (" + channels + ") must be 1 or 3", "");
      }
    }
  }

  @Override
  public String name() {
    return "image-folder";
  }

  @Override
  public String summary() {
    return "A folder of images, one sub-folder a class, or with their classes in a CSV file";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    Inventory.Builder inventory = new Inventory.Builder();
    FoundImages found = find(settings.folder(), settings.labels(), inventory);
    FeatureShape shape = new FeatureShape(settings.channels(), settings.size(), settings.size());
    return found.read(shape, inventory);
  }

  /** {@inheritDoc} Files are counted and not opened. */
  @Override
  public Optional<Census> census(Settings settings) {
    return Optional.of(
        find(settings.folder(), settings.labels(), new Inventory.Builder())
            .census(settings.size()));
  }

  static FoundImages find(Path folder, Optional<Path> labels, Inventory.Builder inventory) {
    DataFiles.requireFolder(folder, "name a folder that holds one sub-folder a class");
    return labels
        .map(table -> LabelledImages.find(folder, table, inventory))
        .orElseGet(() -> ImageFolder.find(folder, inventory));
  }

  /**
   * Returns the table in a folder that says what its images show; empty if there is none, if there
   * are several, or if the folder has a folder for each class instead.
   */
  public static Optional<Path> labelsIn(Path folder) {
    List<Path> tables = ImageFolder.tables(folder);
    return tables.size() == 1 && ImageTree.folders(folder).size() < 2
        ? Optional.of(tables.get(0))
        : Optional.empty();
  }
}
