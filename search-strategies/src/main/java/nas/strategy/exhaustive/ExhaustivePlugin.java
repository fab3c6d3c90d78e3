package nas.strategy.exhaustive;

import nas.core.plugin.InvalidSettingException;
import nas.space.Enumeration;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;
import nas.strategy.guide.Guidance;

/** Offers {@link Exhaustive} to experiments as {@code exhaustive}. */
public final class ExhaustivePlugin implements StrategyPlugin<ExhaustivePlugin.Settings> {

  private static final String NAME = "exhaustive";

  /** It has no settings. */
  public record Settings() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "Trains every architecture of the space once, in the order of the space's list.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return new Exhaustive<>(
        space,
        Enumeration.of(space)
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        NAME,
                        NAME
                            + " needs a list of all architectures, and the space "
                            + space.name()
                            + " cannot list its own",
                        "use random search, or list some with 'search-space: {listed: ...}'")));
  }

  /** {@inheritDoc} Metrics cannot help where nothing is left out, and are refused. */
  @Override
  public <A> Strategy<A> create(
      Settings settings, Space<A> space, StrategyContext context, Guidance<A> guidance) {
    if (guidance.warmup().isPresent() || guidance.moves().isPresent()) {
      throw new InvalidSettingException(
          guidance.warmup().isPresent() ? "warmup" : "move-proposal",
          NAME + " trains all architectures, so that no metric can choose among them",
          "leave it out, or use random search");
    }
    return create(settings, space, context);
  }
}
