package nas.strategy.random;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Offers {@link RandomSearch} to experiments as {@code random}. */
public final class RandomSearchPlugin implements StrategyPlugin<RandomSearchPlugin.Settings> {

  /** Random search has no settings. */
  public record Settings() {}

  @Override
  public String name() {
    return "random";
  }

  @Override
  public String summary() {
    return "Random search: trains fresh samples of the space; the baseline of every comparison.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Li and Talwalkar",
            2019,
            "Random Search and Reproducibility for Neural Architecture Search",
            "arXiv:1902.07638"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return new RandomSearch<>(space, context);
  }
}
