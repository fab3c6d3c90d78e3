package nas.proxy;

import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Paper;

/**
 * A zero-cost metric: scores a network without training it.
 *
 * <p>Immutable and safe for use by several threads. The score depends on the measurements alone.
 */
public interface Metric {

  /** Returns the name by which experiments refer to it, such as {@code grad-norm}. */
  String name();

  /** Returns one sentence on what it measures, with the formula. */
  String summary();

  /** Returns the publication, if there is one. */
  Optional<Paper> paper();

  /** Returns which scores promise the more accurate network. */
  Direction direction();

  /** Returns the unit of the score, such as {@code parameters}; empty for a pure number. */
  String unit();

  /** Returns the version of the formula; scores of different versions are not comparable. */
  int version();

  /** Returns what must be measured. */
  Set<Probe<?>> needs();

  /**
   * Returns the score.
   *
   * @param measurements hold at least {@link #needs}
   */
  Score score(Measurements measurements);
}
