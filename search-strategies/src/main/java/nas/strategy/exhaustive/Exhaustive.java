package nas.strategy.exhaustive;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import nas.core.trial.Trial;
import nas.space.Enumeration;
import nas.space.Space;
import nas.strategy.Strategy;

/**
 * Proposes every architecture of a space once, in the order of the space's list, and nothing after
 * the last.
 *
 * <p>Of points with one canonical id the first is proposed alone, so that the k-th trial is the
 * k-th architecture that differs from those before it, in every repetition.
 */
final class Exhaustive<A> implements Strategy<A> {

  private final Space<A> space;
  private final Iterator<A> points;
  private final Set<String> proposed = new HashSet<>();

  Exhaustive(Space<A> space, Enumeration<A> enumeration) {
    this.space = space;
    points = enumeration.enumerate().iterator();
  }

  @Override
  public List<A> ask(int n) {
    List<A> next = new ArrayList<>();
    while (next.size() < n && points.hasNext()) {
      A point = points.next();
      if (proposed.add(space.canonicalId(point))) {
        next.add(point);
      }
    }
    return next;
  }

  @Override
  public void tell(Trial<A> trial) {}
}
