package nas.strategy.halving;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Offers {@link Halving} to experiments as {@code successive-halving}. */
public final class SuccessiveHalvingPlugin
    implements StrategyPlugin<SuccessiveHalvingPlugin.Settings> {

  /** Settings of successive halving. */
  public record Settings(
      @Setting(
              value = "One of so many architectures is kept at each step to the next fidelity.",
              byDefault = "3",
              min = 2,
              max = 1000)
          int eta,
      @Setting(
              "Number of architectures at the lowest fidelity; by default as many as leave one for"
                  + " the full fidelity.")
          Optional<Integer> configurations) {}

  @Override
  public String name() {
    return "successive-halving";
  }

  @Override
  public String summary() {
    return "Successive halving: trains many samples a little, and the best of them more, in steps.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Jamieson and Talwalkar",
            2016,
            "Non-stochastic Best Arm Identification and Hyperparameter Optimization",
            "arXiv:1502.07943"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    Brackets.requireLevels(name(), context);
    int levels = context.fidelities().size();
    int least = Brackets.power(settings.eta(), levels - 1);
    int configurations = settings.configurations().orElse(least);
    if (configurations < least || configurations > Brackets.MOST) {
      throw new InvalidSettingException(
          "configurations",
          configurations < least
              ? "configurations ("
                  + configurations
                  + ") must be at least "
                  + least
                  + ", so that one of them reaches the full fidelity"
              : "configurations (" + configurations + ") must be at most " + Brackets.MOST,
          configurations < least ? "raise configurations, or lower eta" : "");
    }
    Bracket bracket = Bracket.of(configurations, settings.eta(), 0, levels);
    Brackets.requireBudget(
        settings.configurations().isPresent() ? "configurations" : "eta", bracket, context);
    return new Halving<>(List.of(bracket), space, context);
  }
}
