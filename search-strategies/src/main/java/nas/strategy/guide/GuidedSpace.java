package nas.strategy.guide;

import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.space.CellGraph;
import nas.space.Encoding;
import nas.space.SearchSpace;
import nas.space.Task;
import nas.space.network.Network;
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
 * <p>Unlike other spaces it has state: how much of the ranking is used up. As strategies draw their
 * proposals in order, that is a function of the proposals so far. One space serves one search, and
 * one thread at a time.
 *
 * @param <A> the architecture
 */
public final class GuidedSpace<A> implements SearchSpace<A> {

  /**
   * How a search chooses its moves.
   *
   * @param scorer scores the candidates
   */
  public record Moves<A>(MoveProposal proposal, ArchitectureScorer<A> scorer) {}

  private final SearchSpace<A> space;
  private final Supplier<List<A>> ranking;
  private final Optional<Moves<A>> moves;
  private @Nullable Iterator<A> ranked;

  /**
   * Creates the space of one search.
   *
   * @param ranking asked once, when the first sample is drawn; empty: there is no warmup
   * @param moves empty: moves are drawn uniformly
   */
  public GuidedSpace(SearchSpace<A> space, Supplier<List<A>> ranking, Optional<Moves<A>> moves) {
    this.space = space;
    this.ranking = ranking;
    this.moves = moves;
  }

  @Override
  public A sample(RandomGenerator random) {
    Iterator<A> rest = ranked;
    if (rest == null) {
      rest = ranking.get().iterator();
      ranked = rest;
    }
    return rest.hasNext() ? rest.next() : space.sample(random);
  }

  @Override
  public A mutate(A architecture, RandomGenerator random) {
    return moves.isPresent()
        ? moves.get().proposal().move(architecture, space, moves.get().scorer(), random)
        : space.mutate(architecture, random);
  }

  @Override
  public String name() {
    return space.name();
  }

  @Override
  public BigInteger size() {
    return space.size();
  }

  @Override
  public Stream<A> enumerate() {
    return space.enumerate();
  }

  @Override
  public List<A> neighbours(A architecture) {
    return space.neighbours(architecture);
  }

  @Override
  public String canonicalId(A architecture) {
    return space.canonicalId(architecture);
  }

  @Override
  public A representative(A architecture) {
    return space.representative(architecture);
  }

  @Override
  public Encoding encode(A architecture) {
    return space.encode(architecture);
  }

  @Override
  public CellGraph cellGraph(A architecture) {
    return space.cellGraph(architecture);
  }

  @Override
  public A parse(String text) {
    return space.parse(text);
  }

  @Override
  public String format(A architecture) {
    return space.format(architecture);
  }

  @Override
  public Optional<String> whyInvalid(A architecture) {
    return space.whyInvalid(architecture);
  }

  @Override
  public Network network(A architecture, Task task) {
    return space.network(architecture, task);
  }
}
