package nas.strategy.halving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.MultiFidelityStrategy;
import nas.strategy.Proposal;
import nas.strategy.StrategyContext;

/**
 * Successive halving in brackets that follow each other: samples are evaluated at a low level, the
 * best of them at the next, and so on up to the full one.
 *
 * <p>Jamieson and Talwalkar 2016, Non-stochastic Best Arm Identification and Hyperparameter
 * Optimization, arXiv:1502.07943; with the brackets of {@link HyperbandPlugin} it is Li et al.
 * 2018, Hyperband, JMLR 18(185), arXiv:1603.06560. Deviations: the levels that the evaluator offers
 * stand for the published amounts of a resource; a network is trained from scratch at each level,
 * where the publications go on training it; and the brackets repeat until the budget ends.
 *
 * <p>All architectures of a rung may be evaluated at once; the next rung begins when all are told.
 * Of equals the earlier is kept. Failed ones are never kept, even if then fewer go on than planned.
 */
final class Halving<A> implements MultiFidelityStrategy<A> {

  private final List<Bracket> cycle;
  private final Space<A> space;
  private final StrategyContext context;

  private int bracket = -1;
  private int rung;
  private List<A> round = List.of();
  private final List<Ranked<A>> ranked = new ArrayList<>();
  private int asked;
  private int told;

  /** Index of the first proposal of the round. */
  private int first;

  private record Ranked<A>(A architecture, double reward) {}

  /**
   * Creates the strategy for one repetition.
   *
   * @param cycle the brackets, repeated in this order; at least one
   */
  Halving(List<Bracket> cycle, Space<A> space, StrategyContext context) {
    this.cycle = List.copyOf(cycle);
    this.space = space;
    this.context = context;
  }

  @Override
  public List<Proposal<A>> propose(int n) {
    List<Proposal<A>> proposals = new ArrayList<>();
    while (proposals.size() < n && ready()) {
      int level = plan().firstLevel() + rung;
      proposals.add(new Proposal<>(round.get(asked++), OptionalInt.of(level)));
    }
    return proposals;
  }

  private Bracket plan() {
    return cycle.get(bracket % cycle.size());
  }

  /** Begins the next round if this one is over; false if it must wait. */
  private boolean ready() {
    if (asked < round.size()) {
      return true;
    }
    if (told < asked) {
      return false;
    }
    first += asked;
    asked = 0;
    told = 0;
    List<A> promoted = promoted();
    ranked.clear();
    rung++;
    if (promoted.isEmpty()) {
      bracket++;
      rung = 0;
      promoted = samples(plan().rungs().get(0));
    }
    round = promoted;
    return true;
  }

  private List<A> promoted() {
    if (bracket < 0 || rung + 1 == plan().rungs().size()) {
      return List.of();
    }
    // The sort is stable, so that of equals the earlier is kept.
    return ranked.stream()
        .sorted(Comparator.comparingDouble(candidate -> -candidate.reward()))
        .limit(plan().rungs().get(rung + 1))
        .map(Ranked::architecture)
        .toList();
  }

  private List<A> samples(int count) {
    return IntStream.range(first, first + count)
        .mapToObj(proposal -> space.sample(context.random(proposal)))
        .toList();
  }

  @Override
  public void tell(Trial<A> trial) {
    told++;
    if (trial.result() instanceof Result.Trained trained) {
      ranked.add(new Ranked<>(trial.architecture(), trained.reward()));
    }
  }
}
