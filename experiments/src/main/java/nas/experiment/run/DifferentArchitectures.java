package nas.experiment.run;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import nas.space.Enumeration;
import nas.space.Space;

/** Counts the different architectures of spaces that are small enough to be gone through. */
final class DifferentArchitectures {

  private static final BigInteger MOST_POINTS = BigInteger.valueOf(1_000_000);

  private DifferentArchitectures() {}

  /**
   * Returns how many different architectures a space has, as told apart by their canonical ids, if
   * these are at most so many; empty if there are more, or if it cannot be told exactly.
   */
  static <A> OptionalInt atMost(int most, Space<A> space) {
    Optional<Enumeration<A>> all = Enumeration.of(space);
    if (all.isEmpty() || space.size().compareTo(MOST_POINTS) > 0) {
      return OptionalInt.empty();
    }
    Set<String> different = new HashSet<>();
    Iterator<A> points = all.get().enumerate().iterator();
    while (points.hasNext()) {
      different.add(space.canonicalId(points.next()));
      if (different.size() > most) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(different.size());
  }
}
