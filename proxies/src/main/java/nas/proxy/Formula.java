package nas.proxy;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import nas.core.plugin.Paper;

/**
 * A metric given by its formula.
 *
 * @param name kebab-case
 * @param summary one sentence, with the formula
 * @param paper the publication, if there is one
 * @param direction which scores promise the more accurate network
 * @param unit unit of the score, empty for a pure number
 * @param version version of the formula
 * @param needs what must be measured, in a fixed order
 * @param formula folds what was measured into a score
 */
public record Formula(
    String name,
    String summary,
    Optional<Paper> paper,
    Direction direction,
    String unit,
    int version,
    Set<Probe<?>> needs,
    Function<Measurements, Score> formula)
    implements Metric {

  /** Copies the set, in its order. */
  public Formula {
    // A set that keeps its order: that of Set.of changes from run to run.
    needs = Collections.unmodifiableSet(new LinkedHashSet<>(needs));
  }

  /**
   * Returns the metric of a plug-in, with its name, summary and paper; scores are pure numbers, the
   * higher the better, in version 1.
   */
  public static Formula of(
      MetricPlugin<?> plugin, List<Probe<?>> needs, Function<Measurements, Score> formula) {
    return of(plugin.name(), plugin.summary(), plugin.paper(), needs, formula);
  }

  /** Returns a metric whose scores are pure numbers, the higher the better, in version 1. */
  public static Formula of(
      String name,
      String summary,
      Optional<Paper> paper,
      List<Probe<?>> needs,
      Function<Measurements, Score> formula) {
    return new Formula(
        name,
        summary,
        paper,
        Direction.HIGHER_IS_BETTER,
        "",
        1,
        new LinkedHashSet<>(needs),
        formula);
  }

  /** Returns this metric with a unit. */
  public Formula in(String newUnit) {
    return new Formula(name, summary, paper, direction, newUnit, version, needs, formula);
  }

  /** Returns this metric in a later version: its scores are not comparable with earlier ones. */
  public Formula inVersion(int newVersion) {
    return new Formula(name, summary, paper, direction, unit, newVersion, needs, formula);
  }

  /** Returns this metric with low scores for the networks that it prefers. */
  public Formula lowerIsBetter() {
    return new Formula(
        name, summary, paper, Direction.LOWER_IS_BETTER, unit, version, needs, formula);
  }

  @Override
  public Score score(Measurements measurements) {
    return formula.apply(measurements);
  }

  @Override
  public String toString() {
    return name;
  }
}
