package nas.space;

/** Which of the published networks of a cell is built, where there are two. */
public enum NetworkVariant {
  /**
   * The networks that were trained: searched convolutions without bias, batch normalisation with
   * trained scale and shift.
   */
  TRAINED,
  /**
   * The networks that zero-cost scores were published for. NAS-Bench-201, by Abdelfattah et al.
   * 2021 (arXiv:2101.08134): searched convolutions with bias, batch normalisation in the cells
   * without scale and shift and always by the statistics of the batch. DARTS, by Krishnakumar et
   * al. 2022 (arXiv:2210.03230): batch normalisation behind searched operations without scale and
   * shift. All else is as in {@link #TRAINED}.
   */
  ZERO_COST
}
