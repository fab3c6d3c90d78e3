package nas.strategy;

import java.util.List;
import nas.space.Capability;
import nas.space.DelegatingSpace;
import nas.space.Enumeration;
import nas.space.Space;

/** The points of another space, which nobody may ask for one after the other. */
public record UnlistedSpace<A>(Space<A> inner) implements DelegatingSpace<A> {

  @Override
  public List<Capability<A>> capabilities() {
    return inner.capabilities().stream()
        .filter(capability -> !(capability instanceof Enumeration))
        .toList();
  }
}
