package nas.engine.data;

import java.nio.file.Path;
import java.util.Optional;
import nas.core.UserException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Reads CIFAR-100 with its fine labels: 50,000 training and 10,000 test images of 3 x 32 x 32 in
 * 100 classes.
 *
 * <p>The folder holds the official binary files {@code train.bin} and {@code test.bin}: records of
 * a coarse label byte, a fine label byte and 3072 pixel bytes, channel after channel.
 */
public final class Cifar100Plugin implements DataPlugin<Cifar100Plugin.Settings> {

  private static final FeatureShape SHAPE = new FeatureShape(3, 32, 32);
  private static final int CLASSES = 100;
  private static final int TRAINING = 50_000;
  private static final int TEST = 10_000;
  private static final CifarRecords RECORDS =
      new CifarRecords(2, CLASSES, "check that these are the files of CIFAR-100, not CIFAR-10");
  private static final String HOW_TO_GET =
      "fetch cifar-100-binary.tar.gz from https://www.cs.toronto.edu/~kriz/cifar.html, unpack it,"
          + " and give the path of the folder cifar-100-binary that was in it";

  /**
   * Settings of the CIFAR-100 reader.
   *
   * @param folder see the description of the setting
   * @param resize see the description of the setting
   */
  public record Settings(
      @Setting("folder with train.bin and test.bin") Path folder,
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
    return "cifar100";
  }

  @Override
  public String summary() {
    return "CIFAR-100 with its 100 fine classes from its binary files";
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
    DataFiles.requireFolder(settings.folder(), HOW_TO_GET);
    return read(settings.folder(), TRAINING, TEST, settings.resize());
  }

  /** Reads files of other numbers of images, for tests. */
  ImageData read(Path folder, int trainingCount, int testCount, Optional<Integer> resize) {
    Images training = images(folder.resolve("train.bin"), trainingCount, resize);
    Images test = images(folder.resolve("test.bin"), testCount, resize);
    return Checksum.seal(
        name(), new Task(training.shape(), CLASSES), training, Optional.empty(), Optional.of(test));
  }

  private static Images images(Path file, int count, Optional<Integer> resize) {
    if (!java.nio.file.Files.exists(file)) {
      throw new UserException(file + " does not exist", HOW_TO_GET);
    }
    byte[] pixels = new byte[count * CifarRecords.IMAGE];
    int[] labels = new int[count];
    RECORDS.read(file, count, pixels, labels, 0);
    Images images = new Images(SHAPE, pixels, labels);
    return resize.map(side -> Resize.to(images, side, side)).orElse(images);
  }
}
