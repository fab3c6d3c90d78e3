package nas.result.statistics;

/** A test value that a search is to reach. */
public sealed interface Target {

  /** What the baseline has at the end: the mean of its repetitions. */
  record BaselineFinal() implements Target {
    @Override
    public String key() {
      return "baseline-final";
    }
  }

  /**
   * A stated test value.
   *
   * @param value in the unit of the objective, finite
   */
  record Value(double value) implements Target {
    /** Checks that it is finite. */
    public Value {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("the target (" + value + ") must be finite");
      }
    }

    @Override
    public String key() {
      return Double.toString(value);
    }
  }

  /** Returns its name in experiments and in tables for programs. */
  String key();
}
