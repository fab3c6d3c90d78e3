package nas.strategy.halving;

import java.util.List;
import java.util.Locale;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Fidelity;
import nas.strategy.StrategyContext;

/** What successive halving and hyperband ask of the experiment around them. */
final class Brackets {

  /** The most architectures of one bracket. */
  static final int MOST = 1_000_000;

  private Brackets() {}

  /** Refuses an evaluator that offers the full fidelity only. */
  static void requireLevels(String strategy, StrategyContext context) {
    List<Fidelity> levels = context.fidelities();
    if (levels.size() == 1) {
      throw new InvalidSettingException(
          "eta",
          strategy
              + " needs an evaluator with several fidelities, and this one offers '"
              + levels.get(0).name()
              + "' only",
          "list cheaper ones under 'fidelities' of the evaluator");
    }
  }

  /**
   * Returns {@code eta^exponent}.
   *
   * @throws InvalidSettingException if it is more than a bracket can hold
   */
  static int power(int eta, int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= eta;
      if (power > MOST) {
        throw new InvalidSettingException(
            "eta",
            "eta ("
                + eta
                + ") over "
                + (exponent + 1)
                + " fidelities makes brackets of more than "
                + MOST
                + " architectures",
            "lower eta or list fewer fidelities");
      }
    }
    return (int) power;
  }

  /** Refuses brackets of which the budget does not pay for even the first. */
  static void requireBudget(String key, Bracket first, StrategyContext context) {
    double cost = first.cost(context.fidelities());
    if (cost > context.trainedModels()) {
      throw new InvalidSettingException(
          key,
          String.format(
              Locale.ROOT,
              "a bracket of %s architectures costs as much as %.1f trained models, and the budget"
                  + " is %d",
              first.rungs(),
              cost,
              context.trainedModels()),
          "raise budget.trained-models, or lower " + key);
    }
  }
}
