package nas.evaluator.training;

import java.util.Optional;
import nas.core.plugin.Amount;
import nas.core.plugin.Word;

/**
 * Reductions that experiment files can name: those of Zhou et al. 2020, EcoNAS, arXiv:2001.01233,
 * as Abdelfattah et al. 2021, arXiv:2101.08134, set them against zero-cost proxies on
 * NAS-Bench-201.
 *
 * <p>Images are scaled down once and whole, where the publication scales each after cropping it.
 */
public enum ReductionPreset {
  /** Nothing is reduced. */
  NONE,
  /** Images of 8 x 8, 4 channels, a schedule of 40 epochs of which 20 are trained. */
  ECONAS,
  /** Images of 16 x 16, 8 channels, a schedule of 40 epochs of which 15 are trained. */
  @Word("econas+")
  ECONAS_PLUS;

  /** Returns what it reduces, if anything. */
  Optional<Reduction> reduction() {
    return switch (this) {
      case NONE -> Optional.empty();
      case ECONAS -> Optional.of(Reduction.published(8, 4, 20));
      case ECONAS_PLUS -> Optional.of(Reduction.published(16, 8, 15));
    };
  }

  static Optional<Amount> number(int number) {
    return Optional.of(new Amount(Integer.toString(number)));
  }
}
