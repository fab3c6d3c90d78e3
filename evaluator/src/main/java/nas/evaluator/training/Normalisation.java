package nas.evaluator.training;

import nas.space.network.FeatureShape;

/**
 * Maps pixels to network inputs: per channel, minus the mean and over the standard deviation of the
 * training images.
 */
public final class Normalisation {

  private final float[][] values;

  private Normalisation(float[][] values) {
    this.values = values;
  }

  /** Returns the normalisation by the mean and deviation of some images. */
  public static Normalisation of(DataSplit.Part training) {
    FeatureShape shape = training.images().shape();
    byte[] pixels = training.images().pixels();
    int plane = shape.height() * shape.width();
    int image = Math.toIntExact(shape.elements());
    float[][] values = new float[shape.channels()][256];
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
      double deviation = variance < 1e-9 ? 1 : StrictMath.sqrt(variance);
      for (int value = 0; value < 256; value++) {
        values[channel][value] = (float) ((value - mean) / deviation);
      }
    }
    return new Normalisation(values);
  }

  /** Returns the mean colour: of each channel the value that is nearest to the mean. */
  byte[] meanPixels() {
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
