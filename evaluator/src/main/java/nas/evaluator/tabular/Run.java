package nas.evaluator.tabular;

/** Which training runs of an architecture a number comes from. */
public sealed interface Run {

  /** The mean over all runs of the benchmark. */
  record Mean() implements Run {
    @Override
    public String toString() {
      return "mean";
    }
  }

  /**
   * One run.
   *
   * @param number the seed, or where the benchmark tells none, the number of the run from 1
   */
  record Seed(int number) implements Run {
    /** Checks the range. */
    public Seed {
      if (number < 0) {
        throw new IllegalArgumentException("seed (" + number + ") must be at least 0");
      }
    }

    @Override
    public String toString() {
      return "seed " + number;
    }
  }

  /** The mean over all runs. */
  Run MEAN = new Mean();
}
