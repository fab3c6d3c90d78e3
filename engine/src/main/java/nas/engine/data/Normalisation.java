package nas.engine.data;

import java.util.ArrayList;
import java.util.List;
import nas.network.FeatureShape;

/**
 * Maps pixels to network inputs: per channel, minus the mean and over the standard deviation of the
 * training images.
 */
public final class Normalisation {

  private final List<Channel> channels;
  private final float[][] values;

  /**
   * What is done to the pixels of one channel.
   *
   * @param mean is subtracted, in steps of a pixel's 256
   * @param deviation then divides; above 0
   */
  public record Channel(double mean, double deviation) {
    /** Checks the values. */
    public Channel {
      if (!Double.isFinite(mean) || !(deviation > 0 && deviation < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "mean (" + mean + ") must be finite and deviation (" + deviation + ") above 0");
      }
    }
  }

  /** Creates the normalisation by the means and deviations of the channels. */
  public Normalisation(List<Channel> channels) {
    this.channels = List.copyOf(channels);
    values = new float[channels.size()][256];
    for (int channel = 0; channel < values.length; channel++) {
      Channel by = channels.get(channel);
      for (int value = 0; value < 256; value++) {
        values[channel][value] = (float) ((value - by.mean()) / by.deviation());
      }
    }
  }

  /** Returns the normalisation by the mean and deviation of some images. */
  public static Normalisation of(DataSplit.Part training) {
    FeatureShape shape = training.images().shape();
    byte[] pixels = training.images().pixels();
    int plane = shape.height() * shape.width();
    int image = Math.toIntExact(shape.elements());
    List<Channel> channels = new ArrayList<>();
    for (int channel = 0; channel < shape.channels(); channel++) {
      // Whole numbers, so that the sums are exact whatever the order.
      long sum = 0;
      long squares = 0;
      for (int index : training.indices()) {
        int from = index * image + channel * plane;
        for (int at = from; at < from + plane; at++) {
          int value = pixels[at] & 0xff;
          sum += value;
          squares += (long) value * value;
        }
      }
      double count = (double) training.count() * plane;
      double mean = sum / count;
      double variance = Math.max(0, squares / count - mean * mean);
      channels.add(new Channel(mean, variance < 1e-9 ? 1 : StrictMath.sqrt(variance)));
    }
    return new Normalisation(channels);
  }

  /** Returns means and deviations, channel by channel. */
  public List<Channel> channels() {
    return channels;
  }

  /** Returns the mean colour: of each channel the value that is nearest to the mean. */
  public byte[] meanPixels() {
    byte[] means = new byte[values.length];
    for (int channel = 0; channel < means.length; channel++) {
      int nearest = 0;
      for (int value = 1; value < 256; value++) {
        if (Math.abs(values[channel][value]) < Math.abs(values[channel][nearest])) {
          nearest = value;
        }
      }
      means[channel] = (byte) nearest;
    }
    return means;
  }

  /** Returns the network input for each of the 256 values of a channel's pixel. */
  public float[] ofChannel(int channel) {
    return values[channel];
  }
}
