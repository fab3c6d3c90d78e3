package nas.proxy.service;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.proxy.Score;

/**
 * What is known of one architecture.
 *
 * @param architecture the architecture as text
 * @param scores scores by {@linkplain ScoreStore#label metric and version}
 * @param seconds wall-clock seconds that measuring took
 */
public record StoredScores(String architecture, SortedMap<String, Score> scores, double seconds) {

  /** Copies the map. */
  public StoredScores {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }

  /** Returns these scores and later ones; where both have one, this one's stays. */
  StoredScores with(StoredScores later) {
    if (scores.keySet().containsAll(later.scores.keySet())) {
      return this;
    }
    SortedMap<String, Score> all = new TreeMap<>(later.scores);
    all.putAll(scores);
    return new StoredScores(architecture, all, seconds + later.seconds);
  }
}
