package nas.engine.data;

import java.util.Optional;
import java.util.SplittableRandom;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Task;

/**
 * Images of uniform noise with random labels: nothing can be learned from them, but they have a
 * size, which is all that many zero-cost metrics need.
 */
public final class NoisePlugin implements DataPlugin<NoisePlugin.Settings> {

  private static final int MOST_BYTES = 1 << 28;

  /**
   * Settings of the noise.
   *
   * @param size height and width in pixels
   * @param channels channels of an image
   * @param classes number of classes; all get as many images, but for a remainder
   * @param images number of images
   * @param seed decides pixels
   */
  public record Settings(
      @Setting(value = "height and width in pixels", byDefault = "32", min = 1, max = 1024)
          int size,
      @Setting(value = "channels of an image", byDefault = "3", min = 1, max = 64) int channels,
      @Setting(value = "number of classes", byDefault = "10", min = 2, max = 10000) int classes,
      @Setting(value = "number of images", byDefault = "1024", min = 4, max = 1000000) int images,
      @Setting(value = "decides the pixels", byDefault = "0") long seed) {

    /** Checks that the images fit into memory and every class gets one. */
    public Settings {
      long bytes = (long) images * channels * size * size;
      if (bytes > MOST_BYTES) {
        throw new InvalidSettingException(
            "images",
            "images (" + images + ") would take " + bytes + " bytes, more than " + MOST_BYTES,
            "lower images or size");
      }
      if (images < classes) {
        throw new InvalidSettingException(
            "images",
            "images (" + images + ") must be at least classes (" + classes + ")",
            "raise images or lower classes");
      }
    }
  }

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public String summary() {
    return "Uniform noise with random labels, for zero-cost metrics without data";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public ImageData read(Settings settings) {
    FeatureShape shape = new FeatureShape(settings.channels(), settings.size(), settings.size());
    byte[] pixels = new byte[Math.toIntExact(settings.images() * shape.elements())];
    new SplittableRandom(Seeds.mix(settings.seed())).nextBytes(pixels);
    int[] labels = new int[settings.images()];
    for (int image = 0; image < labels.length; image++) {
      labels[image] = image % settings.classes();
    }
    return Checksum.seal(
        "noise",
        new Task(shape, settings.classes()),
        new Images(shape, pixels, labels),
        Optional.empty(),
        Optional.empty());
  }
}
