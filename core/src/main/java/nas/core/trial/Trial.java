package nas.core.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A proposal of a strategy and what became of it, as far as the strategy may know: validation
 * values only, never test values.
 *
 * @param index index of the proposal, from 0
 * @param architecture the architecture proposed
 * @param result what became of it, {@linkplain Result#forStrategy as strategies know it}; for a
 *     duplicate, what became of the earlier proposal
 * @param further values of the other objectives of the search, such as parameters, in the order in
 *     which the experiment names them; empty if there is one objective, or no value
 * @param duplicateOf index of the earlier proposal of the same architecture (equal canonical ids,
 *     at the same fidelity) whose result this one took over: it was not evaluated again and cost
 *     nothing; empty: it was not proposed before
 */
public record Trial<A>(
    int index,
    A architecture,
    Result result,
    List<ObjectiveValue> further,
    OptionalInt duplicateOf) {

  /** Copies the list. */
  public Trial {
    further = List.copyOf(further);
  }

  /** A trial of a search with one objective. */
  public Trial(int index, A architecture, Result result, OptionalInt duplicateOf) {
    this(index, architecture, result, List.of(), duplicateOf);
  }

  /** A trial of a search with one objective that is no duplicate. */
  public Trial(int index, A architecture, Result result) {
    this(index, architecture, result, OptionalInt.empty());
  }

  /** Says whether the architecture was proposed before, so that nothing was learnt or spent. */
  public boolean isDuplicate() {
    return duplicateOf.isPresent();
  }

  /**
   * Returns the values of all objectives, that of the evaluator first; empty unless the
   * architecture was trained.
   */
  public List<ObjectiveValue> values() {
    if (!(result instanceof Result.Trained trained)) {
      return List.of();
    }
    List<ObjectiveValue> values = new ArrayList<>();
    values.add(new ObjectiveValue(trained.objective(), trained.validation()));
    values.addAll(further);
    return List.copyOf(values);
  }
}
