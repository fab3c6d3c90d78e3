package nas.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One of the fidelities at which an architecture can be evaluated, such as a number of epochs.
 *
 * @param name what journals call it, such as {@code epochs-12}
 * @param cost cost of an evaluation relative to a full one, above 0; the full one has 1
 */
public record Level(String name, double cost) {

  /** The levels where there is only the full one. */
  public static final List<Level> FULL_ONLY = List.of(new Level("full", 1));

  /** Checks the range. */
  public Level {
    if (name.isEmpty() || !(cost > 0 && cost <= 1)) {
      throw new IllegalArgumentException(
          "the level '" + name + "' must have a name and a cost (" + cost + ") of 0 to 1");
    }
  }

  /**
   * Returns a copy of levels.
   *
   * @throws IllegalArgumentException unless their costs increase up to 1 and their names differ
   */
  public static List<Level> ladder(List<Level> levels) {
    Set<String> names = new HashSet<>();
    double before = 0;
    for (Level level : levels) {
      if (level.cost() <= before || !names.add(level.name())) {
        throw new IllegalArgumentException("levels must differ and cost ever more: " + levels);
      }
      before = level.cost();
    }
    if (before != 1) {
      throw new IllegalArgumentException("the last level must be the full one: " + levels);
    }
    return List.copyOf(levels);
  }
}
