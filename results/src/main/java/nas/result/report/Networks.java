package nas.result.report;

import java.util.List;
import nas.result.statistics.Importance;

/**
 * The networks of a run that its report looks at.
 *
 * @param best the best, see {@link BestNetwork#select}; the first is the headline
 * @param listed those in the list of networks: the best and more, in the same order
 * @param importance how much each choice matters, where the space can name its choices
 */
public record Networks(
    List<BestNetwork> best, List<BestNetwork> listed, List<Importance> importance) {

  /** As many are listed at most. */
  public static final int MOST_LISTED = 200;

  /** Copies the lists. */
  public Networks {
    best = List.copyOf(best);
    listed = List.copyOf(listed);
    importance = List.copyOf(importance);
  }

  /** Returns the best networks, and lists no others. */
  public static Networks of(List<BestNetwork> best) {
    return new Networks(best, best, List.of());
  }
}
