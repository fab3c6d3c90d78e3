package nas.strategy;

import java.util.OptionalInt;

/**
 * An architecture to evaluate, and how.
 *
 * @param fidelity index of the fidelity in {@link StrategyContext#fidelities}; empty: the full one
 */
public record Proposal<A>(A architecture, OptionalInt fidelity) {

  /** Returns the proposal to evaluate an architecture in full. */
  public static <A> Proposal<A> full(A architecture) {
    return new Proposal<>(architecture, OptionalInt.empty());
  }
}
