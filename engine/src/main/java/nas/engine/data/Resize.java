package nas.engine.data;

import java.util.Arrays;
import nas.core.UserException;
import nas.network.FeatureShape;

/**
 * Changes the size of images with a triangle filter: linear interpolation when enlarging, and a
 * weighted mean of all pixels under the wider triangle when shrinking, so nothing is skipped.
 *
 * <p>Pixel centres lie at half-integers and the borders are cut off, not repeated.
 */
final class Resize {

  /** What one array of Java can hold. */
  private static final long MOST_BYTES = Integer.MAX_VALUE - 16L;

  private Resize() {}

  /** Returns images of another height and width. */
  static Images to(Images images, int height, int width) {
    FeatureShape from = images.shape();
    if (from.height() == height && from.width() == width) {
      return images;
    }
    FeatureShape shape = new FeatureShape(from.channels(), height, width);
    if (shape.elements() * images.count() > MOST_BYTES) {
      throw new UserException(
          images.count() + " images of " + shape + " do not fit into memory", "lower resize");
    }
    byte[] pixels = new byte[Math.toIntExact(shape.elements() * images.count())];
    Window[] columns = Window.all(width, from.width());
    Window[] rows = Window.all(height, from.height());
    int planes = from.channels() * images.count();
    int[] row = new int[from.width()];
    for (int plane = 0; plane < planes; plane++) {
      Plane resized = new Plane(columns, rows);
      int start = plane * from.height() * from.width();
      for (int y = 0; y < from.height(); y++) {
        for (int x = 0; x < row.length; x++) {
          row[x] = images.pixels()[start + y * row.length + x] & 0xff;
        }
        resized.add(row);
      }
      resized.write(pixels, plane * height * width);
    }
    return new Images(shape, pixels, images.labels());
  }

  /**
   * Reads and resizes an image, of which only some rows are in memory.
   *
   * @param shape channels (1 or 3), height and width to return; grey is ITU-R BT.601's luma
   * @return unsigned bytes, each channel after channel, row after row
   */
  static byte[] to(ImageRows image, FeatureShape shape) {
    Window[] columns = Window.all(shape.width(), image.width());
    Window[] rows = Window.all(shape.height(), image.height());
    Plane[] planes = new Plane[shape.channels()];
    Arrays.setAll(planes, channel -> new Plane(columns, rows));
    int[] values = new int[image.width()];
    image.forEach(
        row -> {
          for (int channel = 0; channel < planes.length; channel++) {
            for (int x = 0; x < values.length; x++) {
              values[x] = planes.length == 1 ? luma(row[x]) : row[x] >> (16 - 8 * channel) & 0xff;
            }
            planes[channel].add(values);
          }
        });
    byte[] pixels = new byte[Math.toIntExact(shape.elements())];
    for (int channel = 0; channel < planes.length; channel++) {
      planes[channel].write(pixels, channel * shape.height() * shape.width());
    }
    return pixels;
  }

  private static int luma(int rgb) {
    return (299 * (rgb >> 16 & 0xff) + 587 * (rgb >> 8 & 0xff) + 114 * (rgb & 0xff) + 500) / 1000;
  }

  /** One channel of one image on its way, given row by row from the top. */
  private static final class Plane {
    private final Window[] columns;
    private final Window[] rows;
    private final double[] sums;
    private int next;
    private int firstOpen;

    Plane(Window[] columns, Window[] rows) {
      this.columns = columns;
      this.rows = rows;
      sums = new double[columns.length * rows.length];
    }

    void add(int[] values) {
      int y = next++;
      while (firstOpen < rows.length && rows[firstOpen].end() <= y) {
        firstOpen++;
      }
      for (int column = 0; column < columns.length; column++) {
        double between = columns[column].mean(values);
        for (int row = firstOpen; row < rows.length && rows[row].from <= y; row++) {
          sums[row * columns.length + column] += rows[row].weights[y - rows[row].from] * between;
        }
      }
    }

    void write(byte[] pixels, int from) {
      for (int at = 0; at < sums.length; at++) {
        pixels[from + at] = (byte) Math.max(0, Math.min(255, (int) (sums[at] + 0.5)));
      }
    }
  }

  /** The source pixels that make one target pixel, and their weights, which sum to one. */
  @SuppressWarnings("ArrayRecordComponent") // Short-lived, inside this class.
  private record Window(int from, double[] weights) {
    static Window[] all(int targetSize, int sourceSize) {
      Window[] windows = new Window[targetSize];
      Arrays.setAll(windows, target -> of(target, targetSize, sourceSize));
      return windows;
    }

    int end() {
      return from + weights.length;
    }

    double mean(int[] values) {
      double sum = 0;
      for (int at = 0; at < weights.length; at++) {
        sum += weights[at] * values[from + at];
      }
      return sum;
    }

    static Window of(int target, int targetSize, int sourceSize) {
      double scale = (double) sourceSize / targetSize;
      double reach = Math.max(1, scale);
      double centre = (target + 0.5) * scale;
      int from = Math.max(0, (int) (centre - reach + 0.5));
      int to = Math.min(sourceSize, (int) (centre + reach + 0.5));
      double[] weights = new double[to - from];
      double sum = 0;
      for (int at = 0; at < weights.length; at++) {
        double distance = Math.abs(from + at + 0.5 - centre) / reach;
        weights[at] = Math.max(0, 1 - distance);
        sum += weights[at];
      }
      for (int at = 0; at < weights.length; at++) {
        weights[at] /= sum;
      }
      return new Window(from, weights);
    }
  }
}
