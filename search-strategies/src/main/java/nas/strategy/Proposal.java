package nas.strategy;

import java.util.OptionalInt;

/**
 * An architecture to evaluate, and how.
 *
 * @param level index of the fidelity in {@link StrategyContext#levels}; empty: the full one
 */
public record Proposal<A>(A architecture, OptionalInt level) {

  /** Returns the proposal to evaluate an architecture in full. */
  public static <A> Proposal<A> full(A architecture) {
    return new Proposal<>(architecture, OptionalInt.empty());
  }
}
