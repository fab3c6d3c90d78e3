package nas.core.trial;

import java.util.OptionalInt;

/**
 * A proposal of a strategy and what became of it, as far as the strategy may know: the validation
 * accuracy only, never the test accuracy.
 *
 * @param index index of the proposal, from 0
 * @param architecture the architecture proposed
 * @param result what became of it, {@linkplain Result#forStrategy as strategies know it}; for a
 *     duplicate, what became of the earlier proposal
 * @param duplicateOf index of the earlier proposal of the same architecture (equal canonical ids,
 *     at the same fidelity) whose result this one took over: it was not evaluated again and cost
 *     nothing; empty: it was not proposed before
 */
public record Trial<A>(int index, A architecture, Result result, OptionalInt duplicateOf) {

  /** A trial that is no duplicate. */
  public Trial(int index, A architecture, Result result) {
    this(index, architecture, result, OptionalInt.empty());
  }

  /** Says whether the architecture was proposed before, so that nothing was learnt or spent. */
  public boolean isDuplicate() {
    return duplicateOf.isPresent();
  }
}
