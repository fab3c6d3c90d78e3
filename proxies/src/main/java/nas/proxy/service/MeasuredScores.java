package nas.proxy.service;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.proxy.Score;

/**
 * What was said of one network.
 *
 * @param scores scores by {@linkplain ScoreStore#label metric and version}
 * @param seconds wall-clock seconds that it took
 */
public record MeasuredScores(SortedMap<String, Score> scores, double seconds) {

  /** Copies the map. */
  public MeasuredScores {
    scores = Collections.unmodifiableSortedMap(new TreeMap<>(scores));
  }
}
