package nas.engine;

import nas.engine.tensor.Tensor;

/** The mean cross-entropy of logits. */
final class ClassificationLoss {

  private ClassificationLoss() {}

  /** Returns -1 / batch at each image's label, 0 elsewhere: row-major (batch, classes). */
  static double[] targets(int[] labels, int classes) {
    double[] values = new double[labels.length * classes];
    for (int image = 0; image < labels.length; image++) {
      values[image * classes + labels[image]] = -1.0 / labels.length;
    }
    return values;
  }

  /** Returns the mean cross-entropy in nats of logits (batch, classes), a new scalar. */
  static Tensor of(Tensor logits, Tensor targets) {
    try (Tensor logarithms = logits.logSoftmax(1);
        Tensor weighted = logarithms.mul(targets)) {
      return weighted.sum();
    }
  }
}
