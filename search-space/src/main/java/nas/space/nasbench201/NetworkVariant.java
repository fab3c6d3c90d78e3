package nas.space.nasbench201;

/** Which of the two published networks of a NAS-Bench-201 cell is built. */
public enum NetworkVariant {
  /**
   * The networks that the benchmark trained: searched convolutions without bias, batch
   * normalisation with trained scale and shift.
   */
  TRAINED,
  /**
   * The networks that Abdelfattah et al. 2021 (arXiv:2101.08134) scored: searched convolutions with
   * bias, batch normalisation in the cells without scale and shift and always by the statistics of
   * the batch. Stem, reductions and head are as in {@link #TRAINED}.
   */
  ZERO_COST
}
