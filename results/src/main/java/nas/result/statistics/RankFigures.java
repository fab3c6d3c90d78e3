package nas.result.statistics;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * All figures of one metric.
 *
 * @param estimates one for each figure
 */
public record RankFigures(Map<RankFigure, Estimate> estimates) {

  /** Copies the map and checks that none is missing. */
  public RankFigures {
    Map<RankFigure, Estimate> copy = new EnumMap<>(estimates);
    if (copy.size() != RankFigure.values().length) {
      throw new IllegalArgumentException("of all figures there are only " + copy.keySet());
    }
    estimates = Collections.unmodifiableMap(copy);
  }

  /** Returns one figure. */
  public Estimate get(RankFigure figure) {
    Estimate estimate = estimates.get(figure);
    if (estimate == null) {
      throw new IllegalStateException(figure + " is missing");
    }
    return estimate;
  }

  /** Returns these figures but for one. */
  public RankFigures with(RankFigure figure, Estimate estimate) {
    Map<RankFigure, Estimate> changed = new EnumMap<>(estimates);
    changed.put(figure, estimate);
    return new RankFigures(changed);
  }
}
