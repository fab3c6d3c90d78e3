package nas.strategy.guide;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import nas.space.DelegatingSpace;
import nas.space.Space;
import org.jspecify.annotations.Nullable;

/**
 * A search space as one search sees it that zero-cost metrics guide.
 *
 * <p>{@link #sample} hands out the ranking of a warmup, best first, and samples only when that is
 * used up; {@link #mutate} moves to the neighbour that a metric likes best. So a strategy that
 * starts from samples and moves by mutations is guided without knowing: random search trains in the
 * order of the scores, evolution begins with the top of the ranking and breeds the most promising
 * children.
 *
 * <p>Unlike other spaces it has state: how much of the ranking is used up, and what was handed out.
 * As strategies draw their proposals in order, that is a function of the proposals so far. One
 * space serves one search, and one thread at a time.
 *
 * @param <A> the architecture
 */
public final class GuidedSpace<A> implements DelegatingSpace<A> {

  private final Space<A> space;
  private final Supplier<List<A>> ranking;
  private final Optional<Guidance.Moves<A>> moves;
  private final Set<A> handedOut = new HashSet<>();
  private @Nullable Iterator<A> ranked;

  /**
   * Creates the space of one search.
   *
   * @param ranking asked once, when the first sample is drawn; empty: there is no warmup
   * @param moves empty: moves are drawn uniformly
   */
  public GuidedSpace(Space<A> space, Supplier<List<A>> ranking, Optional<Guidance.Moves<A>> moves) {
    this.space = space;
    this.ranking = ranking;
    this.moves = moves;
  }

  @Override
  public Space<A> inner() {
    return space;
  }

  @Override
  public A sample(RandomGenerator random) {
    Iterator<A> rest = ranked;
    if (rest == null) {
      rest = ranking.get().iterator();
      ranked = rest;
    }
    return handOut(rest.hasNext() ? rest.next() : space.sample(random));
  }

  @Override
  public A mutate(A architecture, RandomGenerator random) {
    return handOut(
        moves
            .map(
                guided ->
                    guided
                        .proposal()
                        .move(
                            architecture,
                            space,
                            guided.scorer(),
                            point -> handedOut.contains(space.representative(point)),
                            random))
            .orElseGet(() -> space.mutate(architecture, random)));
  }

  private A handOut(A architecture) {
    if (moves.isPresent() && !moves.get().proposal().revisit()) {
      handedOut.add(space.representative(architecture));
    }
    return architecture;
  }
}
