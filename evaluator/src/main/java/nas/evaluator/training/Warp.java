package nas.evaluator.training;

import java.util.random.RandomGenerator;
import nas.network.FeatureShape;

/**
 * A linear map of a picture: where the pixel at (x, y) of the new one comes from in the old one, as
 * distances from the centre, in pixels. Between pixels the four nearest are interpolated; what lies
 * outside has a colour of its own.
 */
record Warp(double xx, double xy, double dx, double yx, double yy, double dy) {

  /** Turns by an angle. */
  static Warp rotation(double degrees) {
    double angle = StrictMath.toRadians(degrees);
    double cosine = StrictMath.cos(angle);
    double sine = StrictMath.sin(angle);
    return new Warp(cosine, sine, 0, -sine, cosine, 0);
  }

  /** Moves each row sideways, by its distance from the middle. */
  static Warp shearX(double by) {
    return new Warp(1, by, 0, 0, 1, 0);
  }

  /** Moves each column up or down, by its distance from the middle. */
  static Warp shearY(double by) {
    return new Warp(1, 0, 0, by, 1, 0);
  }

  /** Moves all. */
  static Warp translation(double right, double down) {
    return new Warp(1, 0, -right, 0, 1, -down);
  }

  /**
   * Draws a window of the picture that then fills all of it: its area, a share of at least {@code
   * least}, its ratio of width to height, from 3/4 to 4/3 of that of the picture, log-uniform, and
   * its place. Windows that do not fit are drawn again, ten times at most.
   */
  static Warp window(FeatureShape shape, double least, RandomGenerator random) {
    double wide = 1;
    double high = 1;
    for (int attempt = 0; attempt < 10; attempt++) {
      double area = least + (1 - least) * random.nextDouble();
      double ratio = StrictMath.exp((2 * random.nextDouble() - 1) * StrictMath.log(4.0 / 3));
      double w = StrictMath.sqrt(area * ratio);
      double h = StrictMath.sqrt(area / ratio);
      if (w <= 1 && h <= 1) {
        wide = w;
        high = h;
        break;
      }
    }
    double right = (random.nextDouble() - 0.5) * (1 - wide) * (shape.width() - 1);
    double down = (random.nextDouble() - 0.5) * (1 - high) * (shape.height() - 1);
    return new Warp(wide, 0, right, 0, high, down);
  }

  /**
   * Writes the new picture.
   *
   * @param fill the colour of what lies outside, one value a channel
   */
  void apply(FeatureShape shape, byte[] image, byte[] fill, byte[] changed) {
    int height = shape.height();
    int width = shape.width();
    double middleX = (width - 1) / 2.0;
    double middleY = (height - 1) / 2.0;
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        double right = column - middleX;
        double down = row - middleY;
        double x = xx * right + xy * down + dx + middleX;
        double y = yx * right + yy * down + dy + middleY;
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        for (int channel = 0; channel < shape.channels(); channel++) {
          int plane = channel * height * width;
          double value = 0;
          for (int at = 0; at < 4; at++) {
            int fromX = left + at % 2;
            int fromY = top + at / 2;
            double weight = (1 - Math.abs(x - fromX)) * (1 - Math.abs(y - fromY));
            boolean inside = fromX >= 0 && fromX < width && fromY >= 0 && fromY < height;
            byte pixel = inside ? image[plane + fromY * width + fromX] : fill[channel];
            value += weight * (pixel & 0xff);
          }
          changed[plane + row * width + column] = (byte) (int) (value + 0.5);
        }
      }
    }
  }
}
