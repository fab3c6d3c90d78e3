package nas.result.statistics;

import java.util.List;

/**
 * What one finds who trains the networks with the best scores.
 *
 * @param gain nDCG at {@link Picking#GAIN_AT}, or at the number of architectures if they are fewer,
 *     in [0, 1], the higher the better (Tybl and Neumann 2025, VKDNW, arXiv:2502.04975): the sum of
 *     (2^a - 1) / log2(1 + j) over the best scores, a being the accuracy in percent of the j-th,
 *     divided by that over the best accuracies. So one percent more counts twice as much
 * @param picks one for each of {@link #FIRST}
 */
public record PickFigures(Estimate gain, List<Pick> picks) {

  /** How many networks are trained. */
  public static final List<Integer> FIRST = List.of(1, 5, 20);

  /**
   * What the first networks of random pools reach.
   *
   * @param first how many, in the order of the scores
   * @param regret by how much the best of them is worse than the best of its pool, on average, in
   *     the unit of the accuracies; the lower the better
   * @param best how accurate the best of them is, on average
   */
  public record Pick(int first, Estimate regret, Estimate best) {}

  /** Copies the list. */
  public PickFigures {
    picks = List.copyOf(picks);
  }
}
