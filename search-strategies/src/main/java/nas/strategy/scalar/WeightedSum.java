package nas.strategy.scalar;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.core.trial.ObjectiveValue;

/**
 * Makes one number, the higher the better, of the values of several objectives: the sum of the
 * values, or of their common logarithms, each times a weight. Nothing is normalised, so that the
 * number means the same in every search: with 1 for an accuracy in percent and -5 for the logarithm
 * of a latency, a tenth of the latency is worth 5 percentage points.
 *
 * @param terms what is added, at least one
 */
public record WeightedSum(List<Term> terms) {

  /** What the sums are to a strategy: any finite numbers, the higher the better. */
  public static final Objective OBJECTIVE =
      new Objective(
          "weighted-sum", "", Better.HIGHER, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  private static final Pattern LOGARITHM = Pattern.compile("log10\\((.+)\\)");

  /**
   * A part of the sum.
   *
   * @param text how experiments write it: a key, or {@code log10(KEY)}
   * @param key {@linkplain Objective#key key} of the objective
   * @param logarithmic whether it is the common logarithm of the value
   * @param weight a finite number but 0
   */
  public record Term(String text, String key, boolean logarithmic, double weight) {

    /** Returns its part of the sum; not finite where a logarithm is not. */
    private double of(double value) {
      return weight * (logarithmic ? StrictMath.log10(value) : value);
    }
  }

  /** Copies the list. */
  public WeightedSum {
    terms = List.copyOf(terms);
  }

  /**
   * Reads weights as experiments write them.
   *
   * @param weights weights by keys of objectives, which may stand in {@code log10(...)}
   * @throws InvalidSettingException if there is none, or one is 0
   */
  public static WeightedSum of(SortedMap<String, Double> weights) {
    if (weights.isEmpty()) {
      throw new InvalidSettingException(
          "scalarise", "scalarise has no weights", "write {accuracy-percent: 1, ...}");
    }
    List<Term> terms = new ArrayList<>();
    for (Map.Entry<String, Double> weight : weights.entrySet()) {
      if (weight.getValue() == 0) {
        throw new InvalidSettingException(
            "scalarise." + weight.getKey(), weight.getKey() + " (0) must not be 0", "leave it out");
      }
      Matcher logarithm = LOGARITHM.matcher(weight.getKey());
      boolean logarithmic = logarithm.matches();
      terms.add(
          new Term(
              weight.getKey(),
              logarithmic ? logarithm.group(1) : weight.getKey(),
              logarithmic,
              weight.getValue()));
    }
    return new WeightedSum(terms);
  }

  /**
   * Refuses weights of what is no objective, and those by which worse values count more.
   *
   * @param objectives all objectives of the search, that of the evaluator first
   * @throws InvalidSettingException for the first of them
   */
  public void requireOf(List<Objective> objectives) {
    List<String> keys = objectives.stream().map(Objective::key).toList();
    for (Term term : terms) {
      Objective objective =
          objectives.stream()
              .filter(one -> one.key().equals(term.key()))
              .findFirst()
              .orElseThrow(() -> unknown(term, keys));
      if (objective.reward(term.weight()) < 0) {
        throw new InvalidSettingException(
            "scalarise." + term.text(),
            "%s (%s) has the wrong sign, as of %s %s values are better"
                .formatted(
                    term.text(), text(term.weight()), objective.key(), objective.better().key()),
            "write " + text(-term.weight()));
      }
    }
  }

  private static String text(double weight) {
    return BigDecimal.valueOf(weight).stripTrailingZeros().toPlainString();
  }

  private static InvalidSettingException unknown(Term term, List<String> keys) {
    return new InvalidSettingException(
        "scalarise." + term.text(),
        ErrorText.quote(term.key()) + " is no objective of this experiment",
        ErrorText.nearest(term.key(), keys)
            .map(nearest -> "you mean " + nearest)
            .orElse("name it under objectives, or use " + String.join(", ", keys)));
  }

  /**
   * Returns the sum; empty where a logarithm of 0 or less is asked for.
   *
   * @param values of the objectives of the terms, and perhaps of others
   * @throws IllegalArgumentException if there is no value of an objective
   */
  public OptionalDouble of(List<ObjectiveValue> values) {
    double sum = 0;
    for (Term term : terms) {
      Optional<ObjectiveValue> value =
          values.stream().filter(one -> one.objective().key().equals(term.key())).findFirst();
      sum +=
          term.of(
              value
                  .orElseThrow(() -> new IllegalArgumentException("there is no " + term.key()))
                  .value());
    }
    return Double.isFinite(sum) ? OptionalDouble.of(sum) : OptionalDouble.empty();
  }
}
