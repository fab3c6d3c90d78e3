package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the diagram of a space must hold to.
 *
 * @param <A> the architecture
 */
public interface DiagramContract<A> extends SpaceContract<A> {

  @Test
  default void cellGraphsRunFromInputToOutput() {
    for (A point : samples(100)) {
      List<String> nodes = Diagram.of(space()).orElseThrow().cellGraph(point).nodes();
      assertEquals("input", nodes.get(0));
      assertEquals("output", nodes.get(nodes.size() - 1));
    }
  }
}
