package nas.engine.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.JsonProblem;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Reads CIFAR-10: 50,000 training and 10,000 test images of 3 x 32 x 32 in 10 classes.
 *
 * <p>The folder holds either the official binary batches ({@code data_batch_1.bin} to {@code
 * data_batch_5.bin}, {@code test_batch.bin}: 10,000 records of a label byte and 3072 pixel bytes,
 * channel after channel), or PNG sheets ({@code data_batch_1.png} ...: RGB, 1024 x 10,000, one
 * image a row, its pixels in row-major order) with {@code train_lables.json} and {@code
 * test_lables.json}, arrays of labels. The binary batches are taken where both are there.
 */
public final class Cifar10Plugin implements DataPlugin<Cifar10Plugin.Settings> {

  private static final FeatureShape SHAPE = new FeatureShape(3, 32, 32);
  private static final int PLANE = 32 * 32;
  private static final int IMAGE = 3 * PLANE;
  private static final int PER_FILE = 10_000;
  private static final List<String> CLASS_NAMES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
  private static final int CLASSES = 10;
  private static final int TRAINING_FILES = 5;
  private static final CifarRecords RECORDS =
      new CifarRecords(1, CLASSES, "check that these are the batches of CIFAR-10, not CIFAR-100");
  private static final String AGAIN = "fetch the file again";
  private static final String HOW_TO_GET =
      "fetch cifar-10-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html, unpack it,"
          + " and give the path of the folder cifar-10-batches-bin that was in it";

  /**
   * Settings of the CIFAR-10 reader.
   *
   * @param folder see the description of the setting
   * @param resize see the description of the setting
   */
  public record Settings(
      @Setting("folder with data_batch_1.bin ... test_batch.bin, or the PNG sheets and labels")
          Path folder,
      @Setting(
              value = "height and width in pixels to scale images to; left out: 32",
              min = 1,
              max = 256)
          Optional<Integer> resize) {

    /** Checks the range. */
    public Settings {
      resize.ifPresent(pixels -> Sizes.check("resize", pixels, 256));
    }
  }

  @Override
  public String name() {
    return "cifar10";
  }

  @Override
  public String summary() {
    return "CIFAR-10 from its binary batches or from PNG sheets";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Krizhevsky",
            2009,
            "Learning Multiple Layers of Features from Tiny Images",
            "https://www.cs.toronto.edu/~kriz/learning-features-2009-TR.pdf"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    Path folder = settings.folder();
    DataFiles.requireFolder(folder, HOW_TO_GET);
    return read(folder, PER_FILE, settings.resize());
  }

  /** Reads files of another number of images each, for tests. */
  ImageData read(Path folder, int perFile, Optional<Integer> resize) {
    boolean binary = Files.exists(folder.resolve("data_batch_1.bin"));
    if (!binary && !Files.exists(folder.resolve("data_batch_1.png"))) {
      throw new UserException(
          folder + " holds neither data_batch_1.bin nor data_batch_1.png", HOW_TO_GET);
    }
    byte[] pixels = new byte[TRAINING_FILES * perFile * IMAGE];
    int[] labels = new int[TRAINING_FILES * perFile];
    byte[] testPixels = new byte[perFile * IMAGE];
    int[] testLabels = new int[perFile];
    for (int file = 0; file < TRAINING_FILES; file++) {
      String name = "data_batch_" + (file + 1);
      if (binary) {
        RECORDS.read(folder.resolve(name + ".bin"), perFile, pixels, labels, file * perFile);
      } else {
        sheet(folder.resolve(name + ".png"), perFile, pixels, file * perFile);
      }
    }
    if (binary) {
      RECORDS.read(folder.resolve("test_batch.bin"), perFile, testPixels, testLabels, 0);
    } else {
      sheet(folder.resolve("test_batch.png"), perFile, testPixels, 0);
      labels(folder.resolve("train_lables.json"), labels);
      labels(folder.resolve("test_lables.json"), testLabels);
    }
    Images training = new Images(SHAPE, pixels, labels);
    Images test = new Images(SHAPE, testPixels, testLabels);
    if (resize.isPresent()) {
      training = Resize.to(training, resize.get(), resize.get());
      test = Resize.to(test, resize.get(), resize.get());
    }
    return Checksum.seal(
            name(),
            new Task(training.shape(), CLASSES),
            training,
            Optional.empty(),
            Optional.of(test))
        .withClassNames(CLASS_NAMES);
  }

  private static void sheet(Path file, int count, byte[] pixels, int first) {
    try (ImageRows image = ImageRows.open(file, PLANE, count)) {
      if (image.width() != PLANE || image.height() != count) {
        throw new UserException(
            file
                + ": "
                + image.width()
                + " x "
                + image.height()
                + " pixels, not "
                + PLANE
                + " x "
                + count,
            AGAIN);
      }
      int[] at = {first * IMAGE};
      image.forEach(
          row -> {
            for (int column = 0; column < PLANE; column++) {
              pixels[at[0] + column] = (byte) (row[column] >> 16);
              pixels[at[0] + column + PLANE] = (byte) (row[column] >> 8);
              pixels[at[0] + column + 2 * PLANE] = (byte) row[column];
            }
            at[0] += IMAGE;
          });
    }
  }

  private static void labels(Path file, int[] labels) {
    byte[] bytes = DataFiles.read(file, 64L * labels.length + 1024);
    JsonNode values;
    try {
      values = new ObjectMapper().readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new UserException(
          file
              + ":"
              + (e.getLocation() == null ? 1 : e.getLocation().getLineNr())
              + ": not JSON: "
              + JsonProblem.words(e.getOriginalMessage()),
          AGAIN);
    } catch (IOException e) {
      throw DataFiles.unreadable(file, e);
    }
    if (!values.isArray() || values.size() != labels.length) {
      throw new UserException(
          file
              + ": must be an array of "
              + labels.length
              + " labels, not "
              + (values.isArray() ? values.size() + " values" : "something else"),
          AGAIN);
    }
    for (int image = 0; image < labels.length; image++) {
      JsonNode value = values.get(image);
      if (!value.isInt() || value.intValue() < 0 || value.intValue() >= CLASSES) {
        throw new UserException(
            file + ": label (" + value + ") of image " + image + " must be 0 to 9", AGAIN);
      }
      labels[image] = value.intValue();
    }
  }
}
