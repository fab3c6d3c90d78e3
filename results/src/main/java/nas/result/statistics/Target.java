package nas.result.statistics;

/** A test accuracy that a search is to reach. */
public sealed interface Target {

  /** What the baseline has at the end: the mean of its repetitions. */
  record BaselineFinal() implements Target {
    @Override
    public String key() {
      return "baseline-final";
    }
  }

  /**
   * A stated test accuracy.
   *
   * @param percent 0 to 100
   */
  record Accuracy(double percent) implements Target {
    /** Checks the range. */
    public Accuracy {
      if (!(percent >= 0 && percent <= 100)) {
        throw new IllegalArgumentException("accuracy (" + percent + ") must be 0 to 100 %");
      }
    }

    @Override
    public String key() {
      return Double.toString(percent);
    }
  }

  /** Returns its name in experiments and in tables for programs. */
  String key();
}
