package nas.space;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Some of the architectures of another space. It bears the name of that space, because its points
 * are the same architectures: scores and tables of one serve the other.
 *
 * @param <A> the architecture
 */
public interface Subspace<A> extends DelegatingSpace<A> {

  /** So many draws cost about as much as a look at all neighbours. */
  int PATIENCE = 30;

  /** A longer walk has forgotten where it began: a draw is as good. */
  int LONGEST_WALK = 100;

  /** Says why a valid point of the inner space does not belong to this one, or nothing. */
  Optional<String> whyOutside(A architecture);

  /** Says that points of the inner space are drawn until one belongs to this one. */
  @Override
  default String drawing() {
    return within(inner());
  }

  /** Says how points are drawn that belong to a part of a space; nothing if that says nothing. */
  static String within(Space<?> whole) {
    return whole.drawing().isEmpty() ? "" : whole.drawing() + ", until one keeps the limits";
  }

  @Override
  default Optional<String> whyInvalid(A architecture) {
    return inner().whyInvalid(architecture).or(() -> whyOutside(architecture));
  }

  /** Returns those neighbours in the inner space, in its order, that belong to this one. */
  @Override
  default List<A> neighbours(A architecture) {
    return inner().neighbours(architecture).stream()
        .filter(point -> whyOutside(point).isEmpty())
        .toList();
  }

  @Override
  default long countNeighbours(A architecture) {
    return neighbours(architecture).size();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Draws neighbours in the inner space until one belongs to this one, which gives each of them
   * the same chance. A point that has no neighbour here moves further: a random walk through the
   * inner space ends at the first other point of this one; where that takes more than 100 edits, a
   * point is drawn.
   */
  @Override
  default A mutate(A architecture, RandomGenerator random) {
    for (int draw = 0; draw < PATIENCE; draw++) {
      A neighbour = inner().mutate(architecture, random);
      if (whyOutside(neighbour).isEmpty()) {
        return neighbour;
      }
    }
    List<A> neighbours = neighbours(architecture);
    if (!neighbours.isEmpty()) {
      return neighbours.get(random.nextInt(neighbours.size()));
    }
    A point = architecture;
    for (int step = 0; step < LONGEST_WALK; step++) {
      point = inner().mutate(point, random);
      if (!point.equals(architecture) && whyOutside(point).isEmpty()) {
        return point;
      }
    }
    return sample(random);
  }

  /** Returns what the inner space can do, as a part of it has it. */
  @Override
  default List<Capability<A>> capabilities() {
    List<Capability<A>> capabilities = new ArrayList<>();
    for (Capability<A> capability : inner().capabilities()) {
      capabilities.add(capability.within(point -> whyOutside(point).isEmpty()));
    }
    return List.copyOf(capabilities);
  }

  @Override
  default A parse(String text) {
    A read = inner().parse(text);
    whyInvalid(read)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException(inner().format(read) + ": " + problem);
            });
    return read;
  }
}
