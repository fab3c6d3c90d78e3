package nas.strategy.guide;

import java.util.List;

/**
 * Tells without training which architectures promise to be accurate.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface ArchitectureScorer<A> {

  /**
   * Scores architectures. What an architecture gets may depend on the others in the list, as it
   * does where metrics vote, but on nothing else.
   *
   * @param architectures valid points, at least one
   * @return a number for each, the higher the better; NaN for those that have no score
   */
  double[] scores(List<A> architectures);

  /**
   * Returns the index of the architecture with the best score; of equally good ones the first, and
   * one without a score only if none has one.
   *
   * @param architectures valid points, at least one
   */
  default int best(List<A> architectures) {
    double[] scores = scores(architectures);
    int best = 0;
    for (int index = 1; index < scores.length; index++) {
      if (scores[index] > scores[best]
          || (Double.isNaN(scores[best]) && !Double.isNaN(scores[index]))) {
        best = index;
      }
    }
    return best;
  }
}
