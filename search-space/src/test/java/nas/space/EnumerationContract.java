package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What the enumeration of a space must hold to.
 *
 * @param <A> the architecture
 */
public interface EnumerationContract<A> extends SpaceContract<A> {

  private List<A> first() {
    return Enumeration.of(space()).orElseThrow().enumerate().limit(2_000).toList();
  }

  @Test
  default void enumerationHasNoRepeatsAndIsValid() {
    List<A> points = first();
    assertEquals(points, first(), "the order is fixed");
    assertEquals(points.size(), new LinkedHashSet<>(points).size());
    assertEquals(
        space().size().min(java.math.BigInteger.valueOf(2_000)).intValueExact(), points.size());
    for (A point : points) {
      assertEquals(Optional.empty(), space().whyInvalid(point));
    }
  }
}
