package nas.strategy;

import java.util.List;
import nas.core.trial.Trial;

/**
 * Proposes architectures and learns from what became of them.
 *
 * <p>The contract, checked by {@code StrategyContract} for every strategy:
 *
 * <ul>
 *   <li>The k-th proposal (k = 0, 1, ...) is a function of the settings, the seed, k, and the
 *       trials 0 to j told, where j depends on k alone. How many proposals are asked for at once,
 *       and how early trials are told, changes nothing. So a search gives the same result for any
 *       number of workers, and resuming is replaying.
 *   <li>{@link #tell} is called once for every proposal, duplicates of earlier ones included, in
 *       the order of proposals.
 *   <li>Every proposal is a valid point of the space.
 * </ul>
 *
 * <p>Not safe for use by several threads at once. Different threads may call it one after the
 * other, each seeing what the one before it did.
 *
 * @param <A> the architecture
 */
public interface Strategy<A> {

  /**
   * Returns the next proposals, at most n, in order.
   *
   * <p>Fewer, perhaps none, are returned where a further proposal depends on trials not told yet;
   * with all trials told, none means that the strategy has nothing left to propose.
   *
   * @param n greatest number of proposals, at least 1
   */
  List<A> ask(int n);

  /**
   * Returns what {@link #ask} returns, each architecture with the fidelity at which to evaluate it.
   * Searches call this; strategies that evaluate in full only need not override it.
   */
  default List<Proposal<A>> propose(int n) {
    return ask(n).stream().map(Proposal::full).toList();
  }

  /** Tells the result of the next proposal in order. */
  void tell(Trial<A> trial);
}
