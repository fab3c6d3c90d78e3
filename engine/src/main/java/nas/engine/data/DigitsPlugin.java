package nas.engine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import nas.core.UserException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * The embedded data set: 1,797 handwritten digits of 8 x 8 pixels, one channel, 10 classes, without
 * an official test part.
 *
 * <p>The file's values 0 to 16 become 0 to 255, rounded. UCI Optical Recognition of Handwritten
 * Digits, Alpaydin and Kaynak 1998, DOI 10.24432/C50P49, CC BY 4.0.
 */
public final class DigitsPlugin implements DataPlugin<DigitsPlugin.Settings> {

  private static final String RESOURCE = "digits.csv.gz";
  private static final int SIDE = 8;
  private static final int COUNT = 1797;
  private static final int GREATEST = 16;

  /**
   * Settings of the embedded digits.
   *
   * @param resize see the description of the setting
   */
  public record Settings(
      @Setting(
              value = "height and width in pixels to scale the 8 x 8 images to",
              byDefault = "8",
              min = 1,
              max = 256)
          int resize) {

    /** Checks the range. */
    public Settings {
      Sizes.check("resize", resize, 256);
    }
  }

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public String summary() {
    return "1,797 handwritten digits, 8 x 8 pixels, embedded in the program";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Alpaydin and Kaynak",
            1998,
            "Optical Recognition of Handwritten Digits (CC BY 4.0)",
            "DOI 10.24432/C50P49"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    Images images = DataFiles.embedded(RESOURCE, bytes -> parse(bytes, RESOURCE, COUNT));
    images = Resize.to(images, settings.resize(), settings.resize());
    return Checksum.seal(
        name(), new Task(images.shape(), 10), images, Optional.empty(), Optional.empty());
  }

  /** Reads gzip-compressed lines of 64 values from 0 to 16 and a label from 0 to 9. */
  static Images parse(InputStream compressed, String name, int count) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(compressed), StandardCharsets.US_ASCII))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    }
    if (lines.size() != count) {
      throw new UserException(
          name + " has " + lines.size() + " lines, not " + count, "build the program again");
    }
    int pixelsPerImage = SIDE * SIDE;
    byte[] pixels = new byte[count * pixelsPerImage];
    int[] labels = new int[count];
    for (int image = 0; image < count; image++) {
      String[] values = lines.get(image).split(",", -1);
      String place = name + ":" + (image + 1);
      if (values.length != pixelsPerImage + 1) {
        throw new UserException(
            place + ": " + values.length + " values, not 65", "build the program again");
      }
      for (int pixel = 0; pixel < pixelsPerImage; pixel++) {
        int value = number(values[pixel], GREATEST, place);
        pixels[image * pixelsPerImage + pixel] = (byte) ((value * 255 + 8) / GREATEST);
      }
      labels[image] = number(values[pixelsPerImage], 9, place);
    }
    return new Images(new FeatureShape(1, SIDE, SIDE), pixels, labels);
  }

  private static int number(String text, int most, String place) {
    int value;
    try {
      value = Integer.parseInt(text);
    } catch (NumberFormatException e) {
      value = -1;
    }
    if (value < 0 || value > most) {
      throw new UserException(
          place + ": value (" + text + ") must be 0 to " + most, "build the program again");
    }
    return value;
  }
}
