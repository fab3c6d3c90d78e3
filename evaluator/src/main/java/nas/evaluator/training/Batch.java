package nas.evaluator.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import nas.engine.NetworkRuntime;
import nas.engine.data.Normalisation;
import nas.network.FeatureShape;

/**
 * A reusable minibatch: pixels stay bytes in Java, and only one batch at a time is turned into
 * floats, so memory does not grow with the data set; the look-ups are a small part of a training
 * step.
 */
final class Batch {

  private final FeatureShape shape;
  private final int classes;
  private final Normalisation normalisation;
  private final ByteBuffer images;
  private final ByteBuffer targets;
  private final float[] image;
  private final int[] labels;
  private final double[] classWeights;
  private int count;

  /** Creates a batch whose images count alike. */
  Batch(FeatureShape shape, int classes, Normalisation normalisation, int capacity) {
    this(shape, normalisation, ClassWeights.NONE.of(new int[classes]), capacity);
  }

  /**
   * Creates a batch.
   *
   * @param classWeights how much an image counts in the loss, by its class
   */
  Batch(FeatureShape shape, Normalisation normalisation, double[] classWeights, int capacity) {
    classes = classWeights.length;
    this.classWeights = classWeights.clone();
    this.shape = shape;
    this.normalisation = normalisation;
    images = floats(Math.multiplyExact(capacity, Math.toIntExact(shape.elements())));
    targets = floats(Math.multiplyExact(capacity, classes));
    image = new float[Math.toIntExact(shape.elements())];
    labels = new int[capacity];
  }

  private static ByteBuffer floats(int count) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(count, Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /** Returns the memory that its buffers take. */
  long bytes() {
    return (long) images.capacity() + targets.capacity();
  }

  void clear() {
    count = 0;
  }

  /**
   * Appends an image.
   *
   * @param pixels where it lies
   * @param offset index of its first pixel
   */
  void add(byte[] pixels, int offset, int label) {
    int channels = shape.channels();
    int plane = image.length / channels;
    for (int channel = 0; channel < channels; channel++) {
      float[] values = normalisation.ofChannel(channel);
      int from = offset + channel * plane;
      for (int pixel = 0; pixel < plane; pixel++) {
        image[pixel * channels + channel] = values[pixels[from + pixel] & 0xff];
      }
    }
    images.clear().asFloatBuffer().put(count * image.length, image);
    labels[count] = label;
    count++;
  }

  int count() {
    return count;
  }

  int label(int position) {
    return labels[position];
  }

  /** Returns the floats of the images (count, height, width, channels). */
  ByteBuffer images() {
    return images.clear().limit(Math.toIntExact(count * shape.elements() * Float.BYTES));
  }

  /**
   * Returns the targets of the cross-entropy, by which it is the weighted mean; see {@link
   * NetworkRuntime#targets}.
   */
  ByteBuffer targets() {
    targets.clear().limit(count * classes * Float.BYTES);
    FloatBuffer floats = targets.asFloatBuffer();
    for (int at = 0; at < count * classes; at++) {
      floats.put(at, 0);
    }
    double sum = 0;
    for (int image = 0; image < count; image++) {
      sum += classWeights[labels[image]];
    }
    for (int image = 0; image < count; image++) {
      floats.put(image * classes + labels[image], (float) (-classWeights[labels[image]] / sum));
    }
    return targets;
  }
}
