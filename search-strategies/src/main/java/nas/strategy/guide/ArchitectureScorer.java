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
}
