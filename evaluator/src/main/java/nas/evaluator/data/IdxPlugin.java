package nas.evaluator.data;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.space.Task;
import nas.space.network.FeatureShape;
import nas.space.plugin.Setting;

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
        throw new DataException(
            folder + " holds neither " + name + " nor " + name + ".gz", HOW_TO_GET);
      }
    }
    Images training = part(folder, "train", settings.resize());
    Images test = part(folder, "t10k", settings.resize());
    if (!training.shape().equals(test.shape())) {
      throw new DataException(
          folder + ": training images are " + training.shape() + ", test images " + test.shape(),
          "put the files of one data set into the folder");
    }
    int classes = 0;
    for (int label : training.labels()) {
      classes = Math.max(classes, label + 1);
    }
    for (int image = 0; image < test.count(); image++) {
      if (test.labels()[image] >= classes) {
        throw new DataException(
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
      throw new DataException(
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
      throw new DataException(
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
      byte[] bytes = DataFiles.read(file, Integer.MAX_VALUE);
      int header = 4 + 4 * rank;
      if (bytes.length < header) {
        throw new DataException(
            file + ": ends at byte " + bytes.length + ", inside its header", ADVICE);
      }
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      int magic = buffer.getInt();
      if (magic != (8 << 8 | rank)) {
        throw new DataException(
            String.format(
                "%s: starts with 0x%08x, not 0x%08x (unsigned bytes in %d dimensions)",
                file, magic, 8 << 8 | rank, rank),
            "check that this is the right file");
      }
      int[] dimensions = new int[rank];
      long elements = 1;
      for (int dimension = 0; dimension < rank; dimension++) {
        dimensions[dimension] = buffer.getInt();
        if (dimensions[dimension] < 1 || dimensions[dimension] > 1 << 28) {
          throw new DataException(
              file
                  + ": dimension "
                  + dimension
                  + " at byte "
                  + (4 + 4 * dimension)
                  + " is "
                  + Integer.toUnsignedString(dimensions[dimension]),
              ADVICE);
        }
        elements = Math.min(elements * dimensions[dimension], 1L << 33);
      }
      if (bytes.length - header != elements) {
        throw new DataException(
            file
                + ": the header announces "
                + elements
                + " values, "
                + (bytes.length - header)
                + " follow",
            bytes.length - header < elements
                ? "fetch the file again; it is cut off"
                : "check that this is the right file");
      }
      byte[] values = new byte[(int) elements];
      buffer.get(values);
      return new Idx(dimensions, values);
    }
  }
}
