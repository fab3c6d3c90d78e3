package nas.engine.loss;

import java.nio.FloatBuffer;
import java.util.stream.LongStream;
import nas.engine.tensor.Tensor;

/** The mean cross-entropy in nats of logits (batch, classes, further axes), by class. */
public final class CrossEntropy {

  private CrossEntropy() {}

  /**
   * Returns -1 / labels at each label, 0 elsewhere: row-major (batch, classes, labels of an
   * example).
   *
   * @param labels those of the first example, of the second, and so on
   */
  public static double[] answers(int[] labels, int batch, int classes) {
    int each = labels.length / batch;
    double[] values = new double[Math.multiplyExact(labels.length, classes)];
    for (int at = 0; at < labels.length; at++) {
      values[(at / each * classes + labels[at]) * each + at % each] = -1.0 / labels.length;
    }
    return values;
  }

  /** Returns the loss, a new scalar. */
  public static Tensor of(Tensor logits, Tensor answers) {
    try (Tensor logarithms = logits.logSoftmax(1);
        Tensor weighted = logarithms.mul(answers)) {
      return weighted.sum();
    }
  }

  /**
   * A loss whose answers lie as the logits do.
   *
   * @param classes number of classes
   * @param further sizes of the axes behind the classes
   * @param places product of these
   */
  @SuppressWarnings("ArrayRecordComponent") // Made here, and only read.
  record Dense(int classes, long[] further, int places, Measure measure) implements Loss {

    /** Makes what measures the outputs. */
    interface Measure {
      Tally tally(int classes, int places);
    }

    @Override
    public long[] shape(long batch) {
      return LongStream.concat(LongStream.of(batch, classes), LongStream.of(further)).toArray();
    }

    @Override
    public void write(int[] labels, double share, FloatBuffer into) {
      for (int place = 0; place < places; place++) {
        into.put(labels[place] * places + place, (float) (-share / places));
      }
    }

    @Override
    public Tensor of(Tensor outputs, Tensor answers) {
      return CrossEntropy.of(outputs, answers);
    }

    @Override
    public Tally tally() {
      return measure.tally(classes, places);
    }
  }
}
