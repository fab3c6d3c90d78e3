package nas.engine.data;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Pictures of stripes, of chequers and of blobs, in any direction, width and colours and under
 * noise: a small set of images whose classes no single pixel tells apart, written by a generator.
 */
public final class PatternsPlugin implements DataPlugin<PatternsPlugin.Settings> {

  private static final List<String> CLASSES = List.of("stripes", "checkers", "blobs");
  private static final int MOST_BYTES = 1 << 28;

  /**
   * Settings of the patterns.
   *
   * @param perClass see the description of the setting, as for all components
   */
  public record Settings(
      @Setting(
              value =
                  "images of each of the three classes, of which some are set aside for validation",
              byDefault = "60",
              min = 4,
              max = 100_000)
          int perClass,
      @Setting(
              value =
                  "further images of each class for the test; 0: some of the others are set aside",
              byDefault = "200",
              min = 0,
              max = 100_000)
          int testPerClass,
      @Setting(value = "height and width in pixels", byDefault = "64", min = 8, max = 512) int size,
      @Setting(
              value = "standard deviation of the noise, of a range of pixels of 255",
              byDefault = "40",
              min = 0,
              max = 255)
          int noise,
      @Setting(value = "decides all pictures", byDefault = "0") long seed) {

    /** Checks that the images fit into memory. */
    public Settings {
      long bytes = 3L * (perClass + testPerClass) * 3 * size * size;
      if (bytes > MOST_BYTES) {
        throw new InvalidSettingException(
            "per-class",
            "per-class (%d) and test-per-class (%d) would take %d bytes, more than %d"
                .formatted(perClass, testPerClass, bytes, MOST_BYTES),
            "lower one of them or size");
      }
    }
  }

  @Override
  public String name() {
    return "patterns";
  }

  @Override
  public String summary() {
    return "Stripes, chequers and blobs in noise, written by a generator: as few as one likes";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    FeatureShape shape = new FeatureShape(3, settings.size(), settings.size());
    Optional<Images> test =
        settings.testPerClass() == 0
            ? Optional.empty()
            : Optional.of(images(settings, shape, settings.testPerClass(), Seeds.hash("test")));
    return Checksum.seal(
            "patterns",
            new Task(shape, CLASSES.size()),
            images(settings, shape, settings.perClass(), Seeds.hash("training")),
            Optional.empty(),
            test)
        .withClassNames(CLASSES);
  }

  private static Images images(Settings settings, FeatureShape shape, int each, long part) {
    int count = each * CLASSES.size();
    int bytes = Math.toIntExact(shape.elements());
    byte[] pixels = new byte[Math.multiplyExact(count, bytes)];
    int[] labels = new int[count];
    for (int image = 0; image < count; image++) {
      labels[image] = image % CLASSES.size();
      RandomGenerator random =
          Seeds.generator(Seeds.mix(Seeds.mix(settings.seed() ^ part) ^ image));
      draw(settings, labels[image], random, pixels, image * bytes);
    }
    return new Images(shape, pixels, labels);
  }

  private static void draw(
      Settings settings, int label, RandomGenerator random, byte[] pixels, int from) {
    int size = settings.size();
    Plane plane = new Plane(size, random);
    double[] dark = new double[3];
    double[] light = new double[3];
    for (int channel = 0; channel < 3; channel++) {
      double middle = 80 + 96 * random.nextDouble();
      double half = 20 + 50 * random.nextDouble();
      boolean turned = random.nextInt(4) == 0;
      dark[channel] = middle - (turned ? -half : half);
      light[channel] = middle + (turned ? -half : half);
    }
    double[] heights = label == 2 ? plane.heights(random) : new double[0];
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        double share =
            switch (label) {
              case 0 -> plane.stripes(column, row);
              case 1 -> plane.checkers(column, row);
              default -> plane.blobs(column, row, heights);
            };
        for (int channel = 0; channel < 3; channel++) {
          double value =
              dark[channel]
                  + share * (light[channel] - dark[channel])
                  + settings.noise() * random.nextGaussian();
          pixels[from + (channel * size + row) * size + column] =
              (byte) Math.max(0, Math.min(255, (int) Math.floor(value + 0.5)));
        }
      }
    }
  }

  /** A turned plane with waves of one length. */
  private static final class Plane {
    private final double cosine;
    private final double sine;
    private final double length;
    private final double across;
    private final double along;
    private final int cells;

    Plane(int size, RandomGenerator random) {
      double angle = StrictMath.PI * random.nextDouble();
      cosine = StrictMath.cos(angle);
      sine = StrictMath.sin(angle);
      length = size * (0.12 + 0.18 * random.nextDouble());
      across = random.nextDouble();
      along = random.nextDouble();
      cells = (int) Math.ceil(2 * size / length) + 3;
    }

    private double x(int column, int row) {
      return (column * cosine + row * sine) / length + across;
    }

    private double y(int column, int row) {
      return (row * cosine - column * sine) / length + along;
    }

    private static double wave(double at) {
      return StrictMath.sin(2 * StrictMath.PI * at);
    }

    double stripes(int column, int row) {
      return steep(wave(x(column, row)));
    }

    double checkers(int column, int row) {
      return steep(wave(x(column, row)) * wave(y(column, row)));
    }

    /** Heights on a grid that covers the plane. */
    double[] heights(RandomGenerator random) {
      double[] heights = new double[cells * cells];
      for (int at = 0; at < heights.length; at++) {
        heights[at] = 2 * random.nextDouble() - 1;
      }
      return heights;
    }

    double blobs(int column, int row, double... heights) {
      // Half a wave from grid point to grid point, so blobs are as wide as stripes.
      double x = 2 * (column / length + across);
      double y = 2 * (row / length + along);
      int left = (int) x;
      int top = (int) y;
      double right = smooth(x - left);
      double down = smooth(y - top);
      double upper = at(heights, left, top) * (1 - right) + at(heights, left + 1, top) * right;
      double lower =
          at(heights, left, top + 1) * (1 - right) + at(heights, left + 1, top + 1) * right;
      return steep(upper * (1 - down) + lower * down);
    }

    private double at(double[] heights, int column, int row) {
      return heights[row % cells * cells + column % cells];
    }

    private static double smooth(double share) {
      return share * share * (3 - 2 * share);
    }

    private static double steep(double value) {
      return Math.max(0, Math.min(1, 0.5 + 2 * value));
    }
  }
}
