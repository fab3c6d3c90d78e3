package nas.strategy.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;
import org.jspecify.annotations.Nullable;

/**
 * Local search: trains the neighbours of the best, moves to the best of them as long as that is
 * better, and begins again from a new sample.
 *
 * <p>White, Nolen, Savani 2020, Exploring the Loss Landscape in Neural Architecture Search,
 * arXiv:2005.02960, algorithm 1; {@code query-until-better} is its variant that moves to the first
 * better neighbour at once. The first start is the best of {@code initial} samples. As duplicates
 * cost nothing, neighbours trained before are proposed again. Deviations: a restart begins from one
 * new sample, where the authors' code draws all initial ones anew; a failed trial has no accuracy,
 * so nothing moves to it, and a start that fails is drawn again.
 *
 * <p>A move needs a strictly better neighbour, so a plateau is a local optimum; of equally good
 * neighbours the first tried wins. All neighbours of one architecture may be in training at once;
 * with {@code query-until-better} one network is trained at a time, but for the initial samples.
 */
public final class LocalSearch<A> implements Strategy<A> {

  private final Space<A> space;
  private final StrategyContext context;
  private final LocalSearchPlugin.Settings settings;
  private final NeighbourOrder<A> order;

  /** Samples to start from, or the neighbours of the current architecture. */
  private List<A> round = List.of();

  private boolean climbing;

  /** Index of the first proposal of the round. */
  private int first;

  private int asked;
  private int told;

  /** The best of the round so far; while climbing, only if it is better than where we are. */
  private @Nullable A best;

  private double bestReward = Double.NEGATIVE_INFINITY;

  /**
   * Creates the strategy for one repetition.
   *
   * @param moves decides the order in which neighbours are tried; empty: it is random
   */
  public LocalSearch(
      LocalSearchPlugin.Settings settings,
      Space<A> space,
      Optional<Guidance.Moves<A>> moves,
      StrategyContext context) {
    this.settings = settings;
    this.space = space;
    this.order = new NeighbourOrder<>(moves);
    this.context = context;
  }

  @Override
  public List<A> ask(int n) {
    List<A> proposals = new ArrayList<>();
    while (proposals.size() < n && ready()) {
      proposals.add(round.get(asked++));
    }
    return proposals;
  }

  /** Begins the next round if this one is over; false if the next proposal must wait. */
  private boolean ready() {
    boolean oneByOne = climbing && settings.queryUntilBetter();
    boolean over = asked == round.size() || (oneByOne && best != null);
    if (!over) {
      return !oneByOne || told == asked;
    }
    if (told < asked) {
      return false;
    }
    begin();
    return true;
  }

  private void begin() {
    boolean restart = first + asked > 0;
    first += asked;
    List<A> neighbours =
        best == null ? List.of() : order.neighbours(best, space, context.random(first));
    climbing = !neighbours.isEmpty();
    round = climbing ? neighbours : samples(restart ? 1 : settings.initial());
    if (!climbing) {
      bestReward = Double.NEGATIVE_INFINITY;
    }
    best = null;
    asked = 0;
    told = 0;
  }

  private List<A> samples(int count) {
    return IntStream.range(first, first + count)
        .mapToObj(proposal -> space.sample(context.random(proposal)))
        .toList();
  }

  @Override
  public void tell(Trial<A> trial) {
    told++;
    if (trial.result() instanceof Result.Trained trained && trained.reward() > bestReward) {
      best = trial.architecture();
      bestReward = trained.reward();
    }
  }
}
