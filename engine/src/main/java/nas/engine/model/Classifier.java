package nas.engine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import nas.core.UserException;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;

/**
 * A trained network on a device, which tells the classes of images; serves one thread at a time.
 */
public final class Classifier implements AutoCloseable {

  private final TrainedModel model;
  private final NetworkRuntime runtime;

  /**
   * Puts a network on a device.
   *
   * @throws UserException if the engine cannot execute it
   */
  public Classifier(TrainedModel model, Device device) {
    this.model = model;
    try {
      runtime = NetworkRuntime.restore(model.network(), model.tensors(), device, Precision.FLOAT32);
    } catch (IllegalArgumentException e) {
      throw new UserException("The network cannot be executed: " + e.getMessage(), "");
    }
  }

  /**
   * Returns the logits of some images, image after image.
   *
   * @param pixels unsigned bytes of the network's input size, image after image, each channel after
   *     channel, row after row
   * @param count number of images
   */
  public float[] logits(byte[] pixels, int count) {
    return logits(pixels, count, Tap.NONE);
  }

  /** Does the same while a tap sees what every node yields. */
  float[] logits(byte[] pixels, int count, Tap tap) {
    FeatureShape shape = model.network().input();
    int channels = shape.channels();
    int plane = shape.height() * shape.width();
    int image = channels * plane;
    if (pixels.length != (long) count * image) {
      throw new IllegalArgumentException(
          count + " images of " + shape + " are not " + pixels.length + " bytes");
    }
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.multiplyExact(pixels.length, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    FloatBuffer floats = buffer.asFloatBuffer();
    for (int channel = 0; channel < channels; channel++) {
      float[] values = model.normalisation().ofChannel(channel);
      for (int at = 0; at < count; at++) {
        for (int pixel = 0; pixel < plane; pixel++) {
          floats.put(
              at * image + pixel * channels + channel,
              values[pixels[at * image + channel * plane + pixel] & 0xff]);
        }
      }
    }
    return runtime.logits(buffer, count, tap);
  }

  /** Returns the probabilities of the classes of one image: the softmax of its logits. */
  public double[] probabilities(byte[] pixels) {
    return softmax(logits(pixels, 1));
  }

  /** Returns the softmax of the logits of one image. */
  static double[] softmax(float[] logits) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      greatest = Math.max(greatest, logit);
    }
    double[] shares = new double[logits.length];
    double sum = 0;
    for (int label = 0; label < shares.length; label++) {
      shares[label] = StrictMath.exp(logits[label] - greatest);
      sum += shares[label];
    }
    for (int label = 0; label < shares.length; label++) {
      shares[label] /= sum;
    }
    return shares;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
