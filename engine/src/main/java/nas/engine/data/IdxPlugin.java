package nas.engine.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nas.core.UserException;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Reads a folder with the four IDX files of MNIST, Fashion-MNIST and their relatives: {@code
 * train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte}, {@code t10k-images-idx3-ubyte}, {@code
 * t10k-labels-idx1-ubyte}, each plain or with {@code .gz}.
 *
 * <p>An IDX file is two zero bytes, the type (8: unsigned byte), the number of dimensions, each
 * dimension as a big-endian 32-bit number, then the values. The number of classes is the greatest
 * label plus one.
 */
public final class IdxPlugin implements DataPlugin<IdxPlugin.Settings> {

  private static final String ADVICE = "fetch the file again";
  private static final List<String> FILES =
      List.of(
          "train-images-idx3-ubyte",
          "train-labels-idx1-ubyte",
          "t10k-images-idx3-ubyte",
          "t10k-labels-idx1-ubyte");

  /** What deflate can make of a byte, rounded up. */
  private static final int MOST_EXPANSION = 1040;

  private static final double MOST_VALUES = Integer.MAX_VALUE - 16;
  private static final double SHARE_OF_MEMORY = 0.75;
  private static final String HOW_TO_GET =
      "fetch the four files of MNIST or of a relative such as Fashion-MNIST"
          + " (https://github.com/zalandoresearch/fashion-mnist) and put them into that folder: "
          + String.join(", ", FILES)
          + ", each plain or with .gz";

  /**
   * Settings of the IDX reader.
   *
   * @param folder see the description of the setting
   * @param resize see the description of the setting
   */
  public record Settings(
      @Setting("folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-..., or .gz")
          Path folder,
      @Setting(
              value = "height and width in pixels to scale images to; left out: as they are",
              min = 1,
              max = 1024)
          Optional<Integer> resize) {

    /** Checks the range. */
    public Settings {
      resize.ifPresent(pixels -> Sizes.check("resize", pixels, 1024));
    }
  }

  @Override
  public String name() {
    return "idx";
  }

  @Override
  public String summary() {
    return "A folder of IDX files, the format of MNIST and Fashion-MNIST";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    Path folder = settings.folder();
    DataFiles.requireFolder(folder, HOW_TO_GET);
    for (String name : FILES) {
      if (!Files.exists(file(folder, name))) {
        throw new UserException(
            folder + " holds neither " + name + " nor " + name + ".gz", HOW_TO_GET);
      }
    }
    Images training = part(folder, "train", settings.resize());
    Images test = part(folder, "t10k", settings.resize());
    if (!training.shape().equals(test.shape())) {
      throw new UserException(
          folder + ": training images are " + training.shape() + ", test images " + test.shape(),
          "put the files of one data set into the folder");
    }
    int classes = 0;
    for (int label : training.labels()) {
      classes = Math.max(classes, label + 1);
    }
    for (int image = 0; image < test.count(); image++) {
      if (test.labels()[image] >= classes) {
        throw new UserException(
            file(folder, "t10k-labels-idx1-ubyte")
                + ": label ("
                + test.labels()[image]
                + ") of image "
                + image
                + " does not occur in training",
            "put the files of one data set into the folder");
      }
    }
    if (classes < 2) {
      throw new UserException(
          folder + ": all training images have one label", "use data with at least two classes");
    }
    String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    return Checksum.seal(
        name, new Task(training.shape(), classes), training, Optional.empty(), Optional.of(test));
  }

  private static Path file(Path folder, String name) {
    Path plain = folder.resolve(name);
    return Files.exists(plain) ? plain : folder.resolve(name + ".gz");
  }

  private static Images part(Path folder, String prefix, Optional<Integer> resize) {
    Path imageFile = file(folder, prefix + "-images-idx3-ubyte");
    Path labelFile = file(folder, prefix + "-labels-idx1-ubyte");
    Idx pixels = Idx.read(imageFile, 3);
    Idx labels = Idx.read(labelFile, 1);
    if (pixels.dimensions[0] != labels.dimensions[0]) {
      throw new UserException(
          imageFile
              + " has "
              + pixels.dimensions[0]
              + " images, "
              + labelFile
              + " has "
              + labels.dimensions[0]
              + " labels",
          "put the files of one data set into the folder");
    }
    int[] classes = new int[labels.values.length];
    for (int image = 0; image < classes.length; image++) {
      classes[image] = labels.values[image] & 0xff;
    }
    FeatureShape shape = new FeatureShape(1, pixels.dimensions[1], pixels.dimensions[2]);
    Images images = new Images(shape, pixels.values, classes);
    return resize.isPresent() ? Resize.to(images, resize.get(), resize.get()) : images;
  }

  /** The contents of one file. */
  @SuppressWarnings("ArrayRecordComponent") // Handed on at once.
  private record Idx(int[] dimensions, byte[] values) {

    static Idx read(Path file, int rank) {
      int header = 4 + 4 * rank;
      try (InputStream input = DataFiles.open(file)) {
        byte[] head = input.readNBytes(header);
        if (head.length < header) {
          throw new UserException(
              file + ": ends at byte " + head.length + ", inside its header", ADVICE);
        }
        int[] dimensions = dimensions(file, ByteBuffer.wrap(head), rank);
        byte[] values = new byte[size(file, dimensions)];
        int read = input.readNBytes(values, 0, values.length);
        if (read < values.length) {
          throw other(file, values.length, Integer.toString(read), true);
        } else if (input.read() >= 0) {
          throw other(file, values.length, "more", false);
        }
        return new Idx(dimensions, values);
      } catch (IOException e) {
        throw DataFiles.unreadable(file, e);
      }
    }

    private static int[] dimensions(Path file, ByteBuffer head, int rank) {
      int magic = head.getInt();
      if (magic != (8 << 8 | rank)) {
        throw new UserException(
            String.format(
                "%s: starts with 0x%08x, not 0x%08x (unsigned bytes in %d dimensions)",
                file, magic, 8 << 8 | rank, rank),
            "check that this is the right file");
      }
      int[] dimensions = new int[rank];
      for (int dimension = 0; dimension < rank; dimension++) {
        dimensions[dimension] = head.getInt();
        if (dimensions[dimension] < 1 || dimensions[dimension] > 1 << 28) {
          throw new UserException(
              file
                  + ": dimension "
                  + dimension
                  + " at byte "
                  + (4 + 4 * dimension)
                  + " is "
                  + Integer.toUnsignedString(dimensions[dimension]),
              ADVICE);
        }
      }
      return dimensions;
    }

    /** Returns the number of values, if the file can hold and the memory can take as many. */
    private static int size(Path file, int[] dimensions) throws IOException {
      double announced = 1;
      for (int dimension : dimensions) {
        announced *= dimension;
      }
      long bytes = Files.size(file);
      long follow = bytes - 4 - 4L * dimensions.length;
      if (!DataFiles.isCompressed(file) && announced != follow) {
        throw other(file, announced, Long.toString(follow), follow < announced);
      } else if (announced > (double) bytes * MOST_EXPANSION) {
        String most = "not more than " + bytes * MOST_EXPANSION + " can";
        throw other(file, announced, most, true);
      }
      long memory = Runtime.getRuntime().maxMemory();
      if (announced > Math.min(MOST_VALUES, memory * SHARE_OF_MEMORY)) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "%s: the header announces %.0f values of a byte, too many for the %d MB that Java"
                    + " may use",
                file,
                announced,
                memory >> 20),
            "check that this is the right file, or allow more memory, as in 'java -Xmx8g -jar"
                + " nas.jar'");
      }
      return (int) announced;
    }

    private static UserException other(Path file, double announced, String follow, boolean cut) {
      return new UserException(
          String.format(
              Locale.ROOT,
              "%s: the header announces %.0f values, %s follow",
              file,
              announced,
              follow),
          cut ? "fetch the file again; it is cut off" : "check that this is the right file");
    }
  }
}
