package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.network.Network;
import nas.network.Task;
import org.junit.jupiter.api.Test;

/**
 * What the blueprint of a space must hold to.
 *
 * @param <A> the architecture
 */
public interface BlueprintContract<A> extends SpaceContract<A> {

  /** Returns a task that every architecture of the space can solve. */
  Task task();

  /** Returns the id of an architecture's network; by default its own. */
  default String networkId(A point) {
    return space().canonicalId(point);
  }

  @Test
  default void networksClassifyAndBearTheCanonicalId() {
    for (A point : samples(20)) {
      Network network = Blueprint.required(space()).network(point, task());
      assertEquals(networkId(point), network.id());
      assertEquals(task().input(), network.input());
      assertEquals(task().target().output(), network.outputNode().output());
      assertTrue(network.parameters() > 0);
      assertTrue(network.live().parameters() <= network.parameters());
      assertEquals(network.live().outputNode().name(), network.outputNode().name());
    }
  }
}
