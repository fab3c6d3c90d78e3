package nas.core.trial;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One of the ways in which an architecture can be evaluated, such as a number of epochs.
 *
 * @param name what journals call it, such as {@code epochs-12}
 * @param cost cost of an evaluation relative to a full one, above 0; the full one has 1
 */
public record Fidelity(String name, double cost) {

  /** The fidelities where there is only the full one. */
  public static final List<Fidelity> FULL_ONLY = List.of(new Fidelity("full", 1));

  /** Checks the range. */
  public Fidelity {
    if (name.isEmpty() || !(cost > 0 && cost <= 1)) {
      throw new IllegalArgumentException(
          "the fidelity '" + name + "' must have a name and a cost (" + cost + ") of 0 to 1");
    }
  }

  /**
   * Returns a copy of fidelities.
   *
   * @throws IllegalArgumentException unless their costs increase up to 1 and their names differ
   */
  public static List<Fidelity> ladder(List<Fidelity> fidelities) {
    Set<String> names = new HashSet<>();
    double before = 0;
    for (Fidelity fidelity : fidelities) {
      if (fidelity.cost() <= before || !names.add(fidelity.name())) {
        throw new IllegalArgumentException(
            "fidelities must differ and cost ever more: " + fidelities);
      }
      before = fidelity.cost();
    }
    if (before != 1) {
      throw new IllegalArgumentException("the last fidelity must be the full one: " + fidelities);
    }
    return List.copyOf(fidelities);
  }
}
