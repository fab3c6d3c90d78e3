package nas.engine.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.Optional;

/**
 * Turns stored samples into red, green and blue of 8 bits: samples of 16 bits lose the lower ones,
 * grey values stand three times, transparency and colour profiles are left out of account.
 */
final class Colours {

  private static final int GREY_BANDS = 2;
  private static final int BLACK = 3;

  private Colours() {}

  /**
   * Says why the colours of an image are not read.
   *
   * @return the end of a sentence about a file, or nothing if they are read
   */
  static Optional<String> refusal(BufferedImage image) {
    int type = image.getSampleModel().getDataType();
    if (type == DataBuffer.TYPE_FLOAT || type == DataBuffer.TYPE_DOUBLE) {
      return Optional.of("stores floating-point numbers, but only 8 and 16 bits are read");
    }
    int bits = Arrays.stream(image.getSampleModel().getSampleSize()).max().orElse(0);
    if (type == DataBuffer.TYPE_SHORT || bits > Short.SIZE) {
      return Optional.of("stores signed or longer numbers, but only 8 and 16 bits are read");
    }
    return switch (image.getColorModel().getColorSpace().getType()) {
      case ColorSpace.TYPE_GRAY, ColorSpace.TYPE_RGB, ColorSpace.TYPE_CMYK -> Optional.empty();
      case ColorSpace.TYPE_Lab ->
          Optional.of("stores Lab colours, but only grey, RGB and CMYK are read");
      default -> Optional.of("stores colours that are neither grey nor RGB nor CMYK");
    };
  }

  /** What the samples of a pixel mean. */
  @FunctionalInterface
  private interface Meaning {
    /**
     * Returns red, green and blue.
     *
     * @param samples of a row, those of a pixel together
     * @param at where the pixel's samples begin
     */
    int rgb(int[] samples, int at);
  }

  /** Returns the pixels of an image that is not refused, row after row. */
  static int[] rgb(BufferedImage image) {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (model instanceof IndexColorModel palette) {
      return pixels(raster, (samples, at) -> palette.getRGB(samples[at]) & 0xffffff);
    }
    int[] bits = raster.getSampleModel().getSampleSize();
    if (model.getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      return pixels(raster, Colours::inks);
    }
    if (raster.getNumBands() <= GREY_BANDS) {
      return pixels(raster, (samples, at) -> 0x010101 * eight(samples[at], bits[0]));
    }
    return pixels(
        raster,
        (samples, at) ->
            eight(samples[at], bits[0]) << 16
                | eight(samples[at + 1], bits[1]) << 8
                | eight(samples[at + 2], bits[2]));
  }

  /**
   * Returns the pixels of a JPEG image with four inks of 8 bits, which count the light left, as
   * Adobe's programs store them.
   *
   * @param transformed whether the colours stand as luminance and chrominances
   */
  static int[] jpegInks(Raster raster, boolean transformed) {
    return pixels(
        raster,
        transformed
            ? (samples, at) -> dimmed(fullColour(samples, at), samples[at + BLACK])
            : (samples, at) -> {
              int inks = (samples[at] << 16 | samples[at + 1] << 8 | samples[at + 2]) ^ 0xffffff;
              return dimmed(inks, samples[at + BLACK]);
            });
  }

  private static int inks(int[] samples, int at) {
    int inks = samples[at] << 16 | samples[at + 1] << 8 | samples[at + 2];
    return dimmed(inks, 0xff - samples[at + BLACK]);
  }

  /** Returns what colours leave of the light that black has left, as Pillow does. */
  private static int dimmed(int inks, int light) {
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      rgb |= (light - share(inks >> shift & 0xff, light)) << shift;
    }
    return rgb;
  }

  /** Returns red, green and blue of luminance and two chrominances (ITU-T T.871). */
  private static int fullColour(int[] samples, int at) {
    int y = samples[at];
    int blue = samples[at + 1] - 128;
    int red = samples[at + 2] - 128;
    return clipped(y + 1.402 * red) << 16
        | clipped(y - 0.344136286 * blue - 0.714136286 * red) << 8
        | clipped(y + 1.772 * blue);
  }

  private static int clipped(double value) {
    return (int) Math.max(0, Math.min(255, Math.floor(value + 0.5)));
  }

  /** Returns a product of two shares of 255, rounded, as such a share. */
  private static int share(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }

  private static int eight(int sample, int bits) {
    return bits >= Byte.SIZE ? sample >> (bits - Byte.SIZE) : sample * 255 / ((1 << bits) - 1);
  }

  /** Row by row, so that no second copy of the image is in memory. */
  private static int[] pixels(Raster raster, Meaning meaning) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] all = new int[width * raster.getHeight()];
    int[] row = new int[width * bands];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        all[y * width + x] = meaning.rgb(row, x * bands);
      }
    }
    return all;
  }
}
