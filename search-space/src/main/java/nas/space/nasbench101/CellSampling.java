package nas.space.nasbench101;

/** How cells are drawn at random. */
public enum CellSampling {
  /** Every one of the different cells with the same probability. */
  UNIFORM,
  /**
   * As {@code random_spec} of the benchmark's authors does: every possible edge with probability
   * 1/2, every operation uniformly, until the cell is valid. Most draws lose vertices when pruned:
   * 0.4 % keep all 7, as 84.8 % of the cells do, so small cells are drawn far more often.
   */
  RANDOM_SPEC
}
