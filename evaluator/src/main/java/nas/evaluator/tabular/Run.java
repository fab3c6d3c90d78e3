package nas.evaluator.tabular;

import java.util.List;
import java.util.stream.Collectors;

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

  /**
   * The mean over some of the runs, as when the others decide a search.
   *
   * @param numbers what {@link Seed} calls them, at least two, ascending
   */
  record MeanOf(List<Integer> numbers) implements Run {

    static final String WORD = "mean-of";

    /** Copies the numbers and checks their order. */
    public MeanOf {
      numbers = List.copyOf(numbers);
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.size() < 2
            || numbers.get(i) < 0
            || (i > 0 && numbers.get(i) <= numbers.get(i - 1))) {
          throw new IllegalArgumentException("runs " + numbers + " must ascend and be several");
        }
      }
    }

    @Override
    public String toString() {
      return WORD + " " + numbers.stream().map(String::valueOf).collect(Collectors.joining("+"));
    }
  }

  /** The mean over all runs. */
  Run MEAN = new Mean();
}
