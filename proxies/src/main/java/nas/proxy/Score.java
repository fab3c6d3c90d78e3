package nas.proxy;

/** What a metric says of a network: a number, or why there is none. */
public sealed interface Score {

  /**
   * A number.
   *
   * @param value finite
   */
  record Value(double value) implements Score {
    /** Checks that the value is finite. */
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("score (" + value + ") must be finite");
      }
    }
  }

  /**
   * There is no number.
   *
   * @param reason why
   * @param message the reason in words, deterministic
   */
  record Undefined(Reason reason, String message) implements Score {}

  /** Why a network has no score. */
  enum Reason {
    /** The images cannot influence the output. */
    NO_PATH,
    /** The network has no convolution or linear layer that is executed. */
    NO_WEIGHTS,
    /** The network has no rectifier that is executed. */
    NO_RELUS,
    /** A matrix whose logarithm or inverse is needed is singular. */
    SINGULAR,
    /** A value is NaN or infinite. */
    NON_FINITE,
    /** The batch has too few images, or too few of a class. */
    BATCH_TOO_SMALL,
    /** The network's graph does not allow what the metric does with it. */
    UNSUITABLE,
    /** What was to compute it ended, each time it was tried, as by a crash of a native library. */
    WORKER_LOST,
    /** The device's memory does not suffice for the network and the minibatch. */
    OUT_OF_MEMORY
  }

  /** Returns the number, or that it is not finite. */
  static Score of(double value) {
    return Double.isFinite(value)
        ? new Value(value)
        : new Undefined(Reason.NON_FINITE, "the score is " + value);
  }
}
