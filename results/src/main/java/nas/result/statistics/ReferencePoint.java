package nas.result.statistics;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;
import nas.core.trial.Objective;

/**
 * The point from which hypervolumes are measured, with the scale of each objective. Points are
 * measured by how much better they are than it: their gains.
 *
 * @param axes one for each objective, that of the evaluator first
 */
public record ReferencePoint(List<Axis> axes) {

  /**
   * An objective as it is measured.
   *
   * @param logarithmic whether gains are differences of common logarithms
   * @param reference value of the reference point; above 0 if it is logarithmic
   */
  public record Axis(Objective objective, boolean logarithmic, double reference) {

    /** Checks that there is a logarithm. */
    public Axis {
      if (logarithmic && !(reference > 0)) {
        throw new IllegalArgumentException(reference + " has no logarithm");
      }
    }

    /** Returns how much better a value is; not finite where it has no logarithm. */
    double gain(double value) {
      return logarithmic
          ? objective.reward(StrictMath.log10(value) - StrictMath.log10(reference))
          : objective.reward(value - reference);
    }

    private String text() {
      return objective.key()
          + " "
          + BigDecimal.valueOf(reference).stripTrailingZeros().toPlainString()
          + (logarithmic ? " (log10)" : "");
    }
  }

  /** Copies the list. */
  public ReferencePoint {
    axes = List.copyOf(axes);
  }

  /**
   * Returns the gains of a point, the higher the better; those of the reference point are 0.
   *
   * @param values in the order of the axes
   */
  public double[] gains(double[] values) {
    double[] gains = new double[values.length];
    for (int i = 0; i < gains.length; i++) {
      gains[i] = axes.get(i).gain(values[i]);
    }
    return gains;
  }

  /** Returns it in words, such as {@code accuracy-percent 10, parameters 1531546 (log10)}. */
  public String text() {
    return axes.stream().map(Axis::text).collect(Collectors.joining(", "));
  }
}
