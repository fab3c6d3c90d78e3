package nas.evaluator;

import java.util.List;

/**
 * One of the ways in which an evaluator can evaluate an architecture.
 *
 * @param name what journals call it, such as {@code epochs-12}; differs from the others'
 * @param cost cost of an evaluation relative to a full one, above 0; the full one has 1
 */
public record Fidelity(String name, double cost) {

  /** The fidelities of an evaluator that evaluates in full only. */
  public static final List<Fidelity> FULL_ONLY = List.of(new Fidelity("full", 1));

  /** Checks the range. */
  public Fidelity {
    if (name.isEmpty() || !(cost > 0 && cost <= 1)) {
      throw new IllegalArgumentException(
          "the fidelity '" + name + "' must have a name and a cost (" + cost + ") of 0 to 1");
    }
  }
}
