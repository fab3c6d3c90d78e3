package nas.strategy;

import java.util.stream.Stream;
import nas.space.DelegatingSpace;
import nas.space.SearchSpace;

/** The points of another space, which nobody may ask for one after the other. */
public record UnlistedSpace<A>(SearchSpace<A> inner) implements DelegatingSpace<A> {

  @Override
  public boolean enumerable() {
    return false;
  }

  @Override
  public Stream<A> enumerate() {
    throw new IllegalStateException("not to be listed");
  }
}
