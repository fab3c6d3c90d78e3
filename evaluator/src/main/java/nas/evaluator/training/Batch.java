package nas.evaluator.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import nas.engine.NetworkRuntime;
import nas.engine.loss.Loss;
import nas.network.Task;
import org.jspecify.annotations.Nullable;

/**
 * A reusable minibatch: examples stay small in Java, and only one batch at a time is turned into
 * floats, so memory does not grow with the data set; that is a small part of a training step.
 */
final class Batch {

  private final Loss loss;
  private final int elements;
  private final ByteBuffer inputs;
  private final ByteBuffer answers;
  private final float[] input;
  private final int[] labels;
  private final int[] allLabels;
  private final double[] weights;

  /** Of each example the share of each class in its answer; null where it is its label. */
  private final float[] @Nullable [] shares;

  private int count;

  /** Creates an empty batch. */
  Batch(Task task, Loss loss, int capacity) {
    this.loss = loss;
    elements = Math.toIntExact(task.input().elements());
    inputs = floats((long) capacity * elements);
    answers = floats(size(loss.shape(capacity)));
    input = new float[elements];
    labels = new int[task.target().labels()];
    allLabels = new int[Math.multiplyExact(capacity, labels.length)];
    weights = new double[capacity];
    shares = new float[capacity][];
  }

  private static long size(long[] shape) {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  private static ByteBuffer floats(long count) {
    return ByteBuffer.allocateDirect(Math.toIntExact(Math.multiplyExact(count, Float.BYTES)))
        .order(ByteOrder.nativeOrder());
  }

  /** Returns the memory that its buffers take. */
  long bytes() {
    return (long) inputs.capacity() + answers.capacity();
  }

  void clear() {
    count = 0;
  }

  /** Returns the array that takes the values of the next example: of images pixel after pixel. */
  float[] input() {
    return input;
  }

  /** Returns the array that takes the labels of the next example. */
  int[] labels() {
    return labels;
  }

  /**
   * Appends the example that these arrays hold.
   *
   * @param weight how much it counts in the loss, beside the others
   */
  void add(double weight) {
    inputs.clear().asFloatBuffer().put(count * elements, input);
    System.arraycopy(labels, 0, allLabels, count * labels.length, labels.length);
    weights[count] = weight;
    shares[count] = null;
    count++;
  }

  /**
   * Appends the example that these arrays hold, whose answer is not its label alone.
   *
   * @param answer how much each class counts in the loss, beside other examples; kept
   */
  void add(float... answer) {
    double weight = 0;
    for (float share : answer) {
      weight += share;
    }
    add(weight);
    shares[count - 1] = answer;
  }

  int count() {
    return count;
  }

  /** Returns the labels of all examples, one after another, in an array that may be longer. */
  int[] allLabels() {
    return allLabels;
  }

  /** Returns what networks read; see {@link NetworkRuntime#lossAndGradients}. */
  ByteBuffer inputs() {
    return inputs.clear().limit(count * elements * Float.BYTES);
  }

  /** Returns the right answers, by which the loss is the weighted mean. */
  ByteBuffer answers() {
    int size = Math.toIntExact(size(loss.shape(count)));
    answers.clear().limit(size * Float.BYTES);
    FloatBuffer floats = answers.asFloatBuffer();
    for (int at = 0; at < size; at++) {
      floats.put(at, 0);
    }
    double sum = 0;
    for (int example = 0; example < count; example++) {
      sum += weights[example];
    }
    int each = size / Math.max(1, count);
    for (int example = 0; example < count; example++) {
      FloatBuffer own = floats.slice(example * each, each);
      float @Nullable [] answer = shares[example];
      if (answer != null) {
        for (int label = 0; label < answer.length; label++) {
          loss.write(new int[] {label}, answer[label] / sum, own);
        }
        continue;
      }
      int from = example * labels.length;
      loss.write(
          Arrays.copyOfRange(allLabels, from, from + labels.length), weights[example] / sum, own);
    }
    return answers;
  }
}
