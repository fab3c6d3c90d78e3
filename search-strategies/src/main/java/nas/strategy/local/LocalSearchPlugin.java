package nas.strategy.local;

import java.util.Optional;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.guide.Guidance;

/** Offers {@link LocalSearch} to experiments as {@code local-search}. */
public final class LocalSearchPlugin implements StrategyPlugin<LocalSearchPlugin.Settings> {

  /** Settings of local search; the defaults are those of its paper. */
  public record Settings(
      @Setting(
              value = "Number of samples; the search starts from the best of them.",
              byDefault = "10",
              min = 1,
              max = 1_000_000)
          int initial,
      @Setting(
              value =
                  "Whether to move to the first better neighbour at once, instead of to the best"
                      + " after training all of them.",
              byDefault = "false")
          boolean queryUntilBetter) {}

  @Override
  public String name() {
    return "local-search";
  }

  @Override
  public String summary() {
    return "Local search: trains all architectures one edit away and moves to the best of them.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "White, Nolen, Savani",
            2020,
            "Exploring the Loss Landscape in Neural Architecture Search",
            "arXiv:2005.02960"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    requireNeighbours(space);
    return new LocalSearch<>(settings, space, Optional.empty(), context);
  }

  /**
   * {@inheritDoc}
   *
   * <p>A warmup replaces the samples to start from, those of restarts included; a move proposal
   * orders the neighbours by their scores, all of which are tried in the end unless {@code
   * query-until-better} moves on.
   */
  @Override
  public <A> Strategy<A> create(
      Settings settings, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    requireNeighbours(space);
    return new LocalSearch<>(settings, guidance.guide(space), guidance.moves(), context);
  }
}
