package nas.proxy.service;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.proxy.Score;

/**
 * The scores of one architecture.
 *
 * @param architecture the architecture
 * @param scores scores by name of the metric; architectures with one canonical id have equal
 *     scores, but for those that need no measurement and are computed for each point as it is
 * @param seconds wall-clock seconds that measuring took when it was done, maybe long ago
 * @param <A> the architecture
 */
public record ArchitectureScores<A>(
    A architecture, SortedMap<String, Score> scores, double seconds) {

  /** Copies the map. */
  public ArchitectureScores {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }
}
