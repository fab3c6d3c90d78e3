package nas.evaluator.training;

import nas.network.FeatureShape;

/** Changes of the values of pixels, whatever their places. All write a new picture. */
final class Tones {

  private Tones() {}

  /** A change of one value from 0 to 255. */
  private interface Change {
    double of(int value);
  }

  private static void each(FeatureShape shape, byte[] image, byte[] changed, Change change) {
    byte[] table = new byte[256];
    for (int value = 0; value < 256; value++) {
      table[value] = cut(change.of(value));
    }
    int elements = Math.toIntExact(shape.elements());
    for (int at = 0; at < elements; at++) {
      changed[at] = table[image[at] & 0xff];
    }
  }

  private static byte cut(double value) {
    return (byte) Math.max(0, Math.min(255, (int) Math.floor(value + 0.5)));
  }

  /** Multiplies with a factor. */
  static void brightness(FeatureShape shape, byte[] image, double factor, byte[] changed) {
    each(shape, image, changed, value -> value * factor);
  }

  /** Moves values away from the mean brightness of the picture, or towards it below 1. */
  static void contrast(FeatureShape shape, byte[] image, double factor, byte[] changed) {
    long sum = 0;
    int plane = shape.height() * shape.width();
    for (int pixel = 0; pixel < plane; pixel++) {
      sum += luma(shape, image, plane, pixel);
    }
    double mean = (double) sum / plane;
    each(shape, image, changed, value -> mean + (value - mean) * factor);
  }

  /** Moves colours away from the grey of their pixel, or towards it below 1; greys stay. */
  static void saturation(FeatureShape shape, byte[] image, double factor, byte[] changed) {
    int plane = shape.height() * shape.width();
    for (int pixel = 0; pixel < plane; pixel++) {
      int grey = luma(shape, image, plane, pixel);
      for (int channel = 0; channel < shape.channels(); channel++) {
        int at = channel * plane + pixel;
        changed[at] = cut(grey + ((image[at] & 0xff) - grey) * factor);
      }
    }
  }

  /** Returns the brightness of a pixel: of three channels ITU-R BT.601's luma, else the first. */
  private static int luma(FeatureShape shape, byte[] image, int plane, int pixel) {
    if (shape.channels() != 3) {
      return image[pixel] & 0xff;
    }
    return (299 * (image[pixel] & 0xff)
            + 587 * (image[plane + pixel] & 0xff)
            + 114 * (image[2 * plane + pixel] & 0xff)
            + 500)
        / 1000;
  }

  /** Keeps the upper bits of each value. */
  static void posterize(FeatureShape shape, byte[] image, int bits, byte[] changed) {
    int mask = 0xff << (8 - bits) & 0xff;
    each(shape, image, changed, value -> value & mask);
  }

  /** Turns the values from a threshold on into their negatives. */
  static void solarize(FeatureShape shape, byte[] image, double threshold, byte[] changed) {
    each(shape, image, changed, value -> value >= threshold ? 255 - value : value);
  }

  /** Stretches each channel to the whole range. */
  static void autocontrast(FeatureShape shape, byte[] image, byte[] changed) {
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < shape.channels(); channel++) {
      int least = 255;
      int greatest = 0;
      for (int at = channel * plane; at < (channel + 1) * plane; at++) {
        least = Math.min(least, image[at] & 0xff);
        greatest = Math.max(greatest, image[at] & 0xff);
      }
      double scale = greatest > least ? 255.0 / (greatest - least) : 1;
      int from = greatest > least ? least : 0;
      for (int at = channel * plane; at < (channel + 1) * plane; at++) {
        changed[at] = cut(((image[at] & 0xff) - from) * scale);
      }
    }
  }
}
