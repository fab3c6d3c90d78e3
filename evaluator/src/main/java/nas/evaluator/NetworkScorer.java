package nas.evaluator;

import java.util.SortedMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.space.Space;

/**
 * Scores architectures by a zero-cost metric, each by itself.
 *
 * <p>Safe for use by several threads at once, which score side by side. A score depends on the
 * {@linkplain #circumstances circumstances} and the architecture alone, so that equal architectures
 * have equal scores.
 *
 * @param <A> the architecture
 */
public interface NetworkScorer<A> {

  /** Returns what the scores are: any finite numbers, of which high or low ones are better. */
  Objective objective();

  /**
   * Scores an architecture, without training it.
   *
   * @param architecture a valid point of the space
   * @return its score, for the search and for the report, or why it has none
   * @throws InterruptedException if the thread was interrupted
   */
  Result score(A architecture) throws InterruptedException;

  /** Returns what scores depend on beside the architecture, for provenance. */
  SortedMap<String, String> circumstances();

  /** Finds scorers by the names of metrics. */
  interface Finder {

    /** Knows no metric. */
    Finder NONE =
        new Finder() {
          @Override
          public <A> NetworkScorer<A> named(String setting, String metric, Space<A> space) {
            throw new InvalidSettingException(
                setting, "No metric can be used here, not even '" + metric + "'", "train networks");
          }
        };

    /**
     * Returns the scorer of a metric.
     *
     * @param setting key of the setting that names it, for the refusal
     * @param metric a metric with or without settings, such as {@code zen(images=32)}
     * @param space the space of the architectures
     * @throws InvalidSettingException if there is no such metric, or it cannot score one
     *     architecture of the space by itself
     * @throws nas.core.UserException if the data have too few examples
     */
    <A> NetworkScorer<A> named(String setting, String metric, Space<A> space);
  }
}
