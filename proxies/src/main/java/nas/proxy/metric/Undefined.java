package nas.proxy.metric;

import nas.proxy.Score;
import nas.proxy.Score.Reason;

/** Why a network has no score, in words that several metrics share. */
final class Undefined {

  private Undefined() {}

  /** There is nothing to sum over. */
  static Score noWeights() {
    return new Score.Undefined(
        Reason.NO_WEIGHTS, "no convolution or linear layer reaches the output");
  }

  /** All derivatives by the images are zero. */
  static Score noPath() {
    return new Score.Undefined(Reason.NO_PATH, "the images cannot influence the output");
  }

  /** The metric compares images, and there are too few. */
  static Score tooFewImages(int images) {
    return new Score.Undefined(
        Reason.BATCH_TOO_SMALL, "the batch has " + images + " image(s), at least 2 are needed");
  }

  /** A value is NaN or infinite. */
  static Score nonFinite(String what) {
    return new Score.Undefined(Reason.NON_FINITE, what + " is NaN or infinite");
  }
}
