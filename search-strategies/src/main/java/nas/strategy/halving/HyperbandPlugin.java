package nas.strategy.halving;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/**
 * Offers hyperband to experiments: brackets of {@link Halving} that begin ever higher, so that it
 * need not be known how far low fidelities can be trusted.
 *
 * <p>With s + 1 levels, bracket b = s, ..., 0 begins with {@code ceil((s + 1) / (b + 1) * eta^b)}
 * samples at level s - b; the last is a random search at the full fidelity.
 */
public final class HyperbandPlugin implements StrategyPlugin<HyperbandPlugin.Settings> {

  /** Settings of hyperband. */
  public record Settings(
      @Setting(
              value = "One of so many architectures is kept at each step to the next fidelity.",
              byDefault = "3",
              min = 2,
              max = 1000)
          int eta) {}

  @Override
  public String name() {
    return "hyperband";
  }

  @Override
  public String summary() {
    return "Hyperband: successive halving from each of the fidelities in turn.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Li et al.",
            2018,
            "Hyperband: A Novel Bandit-Based Approach to Hyperparameter Optimization",
            "arXiv:1603.06560"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    Brackets.requireLevels(name(), context);
    List<Bracket> cycle = cycle(settings.eta(), context.fidelities().size());
    Brackets.requireBudget("eta", cycle.get(0), context);
    return new Halving<>(cycle, space, context);
  }

  static List<Bracket> cycle(int eta, int levels) {
    List<Bracket> cycle = new ArrayList<>();
    for (int steps = levels - 1; steps >= 0; steps--) {
      long wanted = (long) levels * Brackets.power(eta, steps);
      int samples = (int) ((wanted + steps) / (steps + 1));
      cycle.add(Bracket.of(samples, eta, levels - 1 - steps, levels));
    }
    return cycle;
  }
}
