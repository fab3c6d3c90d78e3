package nas.result.statistics;

/**
 * A number that says how well scores predict accuracies; the higher the better.
 *
 * <p>Where a top (the best tenth, the 64 best) ends amid equal values, each of these belongs to it
 * by the same fraction. So no figure depends on the order of the architectures: counts are their
 * means over all ways to break the ties.
 */
public enum RankFigure {
  /** Spearman's rank correlation with average ranks for ties, in [-1, 1]. */
  SPEARMAN("spearman"),
  /** Kendall's tau-b (Kendall 1945, DOI 10.1093/biomet/33.3.239), in [-1, 1]. */
  KENDALL("kendall_tau_b"),
  /**
   * Share of the pairs with different accuracies in which the higher score has the higher accuracy;
   * equal scores count one half. In [0, 1], one half by chance.
   */
  PAIRWISE_ACCURACY("pairwise_accuracy"),
  /**
   * Share of the most accurate tenth (rounded down, at least one) that is in the tenth with the
   * best scores, in [0, 1], 0.1 by chance.
   */
  TOP_TENTH_OVERLAP("top_tenth_overlap"),
  /**
   * Spearman's rank correlation within the most accurate tenth, with all that equal its last; only
   * for a tenth of at least 10.
   */
  TOP_TENTH_SPEARMAN("top_tenth_spearman"),
  /**
   * How many of the most accurate twentieth (rounded down, at least one) are among the 64 best
   * scores, 0 to 64, 3.2 by chance; only for more than 64 architectures. Abdelfattah et al. 2021,
   * arXiv:2101.08134, tables 4 and 11.
   */
  BEST_AMONG_64("top_twentieth_among_64");

  private final String key;

  RankFigure(String key) {
    this.key = key;
  }

  /** Returns its name in tables for programs. */
  public String key() {
    return key;
  }
}
