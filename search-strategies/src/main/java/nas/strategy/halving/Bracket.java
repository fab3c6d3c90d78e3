package nas.strategy.halving;

import java.util.ArrayList;
import java.util.List;
import nas.core.trial.Fidelity;

/**
 * The plan of one run of successive halving.
 *
 * @param firstLevel index of the level at which all of its architectures are evaluated
 * @param rungs how many architectures are evaluated at that level, at the next, and so on up to the
 *     full one; each at least 1
 */
record Bracket(int firstLevel, List<Integer> rungs) {

  /** Copies the list. */
  Bracket {
    rungs = List.copyOf(rungs);
  }

  /**
   * Returns the bracket that begins with some architectures and keeps one of {@code eta} at each
   * step: {@code floor(configurations / eta^i)} of them at the i-th.
   *
   * @param levels number of levels; the bracket ends with the last
   */
  static Bracket of(int configurations, int eta, int firstLevel, int levels) {
    List<Integer> rungs = new ArrayList<>();
    for (int level = firstLevel, left = configurations; level < levels; level++) {
      rungs.add(left);
      left /= eta;
    }
    return new Bracket(firstLevel, rungs);
  }

  /** Returns what its evaluations cost together if none is a duplicate, in full evaluations. */
  double cost(List<Fidelity> levels) {
    double cost = 0;
    for (int rung = 0; rung < rungs.size(); rung++) {
      cost += rungs.get(rung) * levels.get(firstLevel + rung).cost();
    }
    return cost;
  }
}
