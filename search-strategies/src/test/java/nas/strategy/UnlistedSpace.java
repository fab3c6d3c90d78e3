package nas.strategy;

import java.util.List;
import java.util.stream.Stream;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.DelegatingSpace;
import nas.space.Enumeration;
import nas.space.Space;

/** The points of another space, which nobody may ask for one after the other. */
public record UnlistedSpace<A>(Space<A> inner) implements DelegatingSpace<A> {

  /** The choices by which the points are written stay, also where they number them. */
  @Override
  public List<Capability<A>> capabilities() {
    return Stream.concat(
            Stream.of(ChoiceSequence.of(inner)),
            inner.capabilities().stream()
                .filter(
                    capability ->
                        !(capability instanceof Enumeration
                            || capability instanceof ChoiceSequence)))
        .toList();
  }
}
