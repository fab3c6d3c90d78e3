package nas.evaluator.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import nas.space.Task;
import nas.space.network.FeatureShape;
import nas.space.plugin.InvalidSettingException;
import nas.space.plugin.Setting;

/**
 * Reads a folder of PNG, JPEG and PGM images, one sub-folder a class: {@code FOLDER/CLASS/*.png},
 * or {@code FOLDER/train/CLASS/*.png} and {@code FOLDER/test/CLASS/*.png}.
 *
 * <p>Classes are numbered by name, images come class by class and by name; hidden files and files
 * with other endings are passed over. Images that are not square are squeezed to the size.
 */
public final class ImageFolderPlugin implements DataPlugin<ImageFolderPlugin.Settings> {

  private static final int MOST_PIXELS_PER_SIDE = 32_768;
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  /**
   * Settings of the folder reader.
   *
   * @param folder see the description of the setting
   * @param size see the description of the setting
   * @param channels see the description of the setting
   */
  public record Settings(
      @Setting("folder with one sub-folder a class, or with train and test that hold those")
          Path folder,
      @Setting(
              value = "height and width in pixels that images are scaled to",
              byDefault = "32",
              min = 1,
              max = 1024)
          int size,
      @Setting(value = "3 for colour, 1 for grey", byDefault = "3", min = 1, max = 3)
          int channels) {

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
    return "A folder of PNG, JPEG and PGM images, one sub-folder a class";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    Path folder = settings.folder();
    DataFiles.requireFolder(folder, "name a folder that holds one sub-folder a class");
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    boolean split = Files.isDirectory(train);
    if (Files.isDirectory(test) && !split) {
      throw new DataException(
          folder + " holds test but not train", "put the images to train on into " + train);
    }
    Path training = split ? train : folder;
    List<String> classes = classes(training);
    if (classes.size() < 2) {
      throw new DataException(
          training
              + " holds "
              + classes.size()
              + " sub-folders, but needs at least two, one for each class",
          "put the images of each class into a sub-folder named after it");
    }
    FeatureShape shape = new FeatureShape(settings.channels(), settings.size(), settings.size());
    Images trainingImages = images(training, classes, shape);
    Optional<Images> testImages = Optional.empty();
    if (split && Files.isDirectory(test)) {
      for (String name : classes(test)) {
        if (!classes.contains(name)) {
          throw new DataException(
              test.resolve(name) + ": there is no class " + name + " in " + train,
              "give both folders the same classes");
        }
      }
      if (classes(test).isEmpty()) {
        throw new DataException(
            test + " holds no sub-folders", "put test images there, or delete the folder");
      }
      testImages = Optional.of(images(test, classes, shape));
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return Checksum.seal(
            name, new Task(shape, classes.size()), trainingImages, Optional.empty(), testImages)
        .withClassNames(classes);
  }

  private static List<String> classes(Path folder) {
    return list(folder).stream()
        .filter(Files::isDirectory)
        .map(path -> String.valueOf(path.getFileName()))
        .toList();
  }

  /** Lists what is not hidden, by name in the order of its characters. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !String.valueOf(path.getFileName()).startsWith("."))
          .sorted(java.util.Comparator.comparing(path -> String.valueOf(path.getFileName())))
          .toList();
    } catch (IOException e) {
      throw DataFiles.unreadable(folder, e);
    }
  }

  private static boolean isImage(Path path) {
    String name = String.valueOf(path.getFileName()).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(path)
        && (name.endsWith(".png")
            || name.endsWith(".jpg")
            || name.endsWith(".jpeg")
            || name.endsWith(".pgm"));
  }

  private static Images images(Path folder, List<String> classes, FeatureShape shape) {
    List<Path> files = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      Path members = folder.resolve(classes.get(label));
      if (!Files.isDirectory(members)) {
        continue;
      }
      List<Path> found = list(members).stream().filter(ImageFolderPlugin::isImage).toList();
      if (found.isEmpty()) {
        throw new DataException(
            members + " holds no .png, .jpg, .jpeg or .pgm file",
            "add images, or delete the folder");
      }
      files.addAll(found);
      for (int image = 0; image < found.size(); image++) {
        labels.add(label);
      }
    }
    if (shape.elements() * files.size() > MOST_BYTES) {
      throw new DataException(
          folder + ": " + files.size() + " images of " + shape + " do not fit into memory",
          "lower size");
    }
    int bytes = Math.toIntExact(shape.elements());
    byte[] pixels = new byte[bytes * files.size()];
    for (int image = 0; image < files.size(); image++) {
      byte[] decoded = decode(files.get(image), shape);
      System.arraycopy(decoded, 0, pixels, image * bytes, bytes);
    }
    return new Images(shape, pixels, labels.stream().mapToInt(Integer::intValue).toArray());
  }

  static byte[] decode(Path file, FeatureShape shape) {
    RasterImage image = RasterImage.read(file, MOST_PIXELS_PER_SIDE, MOST_PIXELS_PER_SIDE);
    int plane = image.width() * image.height();
    byte[] pixels = new byte[plane * shape.channels()];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int at = y * image.width() + x;
        if (shape.channels() == 1) {
          pixels[at] = (byte) image.grey(x, y);
        } else {
          int rgb = image.rgb(x, y);
          pixels[at] = (byte) (rgb >> 16);
          pixels[at + plane] = (byte) (rgb >> 8);
          pixels[at + 2 * plane] = (byte) rgb;
        }
      }
    }
    Images original =
        new Images(
            new FeatureShape(shape.channels(), image.height(), image.width()), pixels, new int[1]);
    return Resize.to(original, shape.height(), shape.width()).pixels();
  }
}
