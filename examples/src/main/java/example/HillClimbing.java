package example;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** A strategy as a plug-in: walks to a better neighbour, and starts anew when it is stuck. */
public final class HillClimbing implements StrategyPlugin<HillClimbing.Settings> {

  /** What experiment files can set; keys, checks and help follow from this record. */
  public record Settings(
      @Setting(
              value = "Neighbours without improvement after which the walk starts anew.",
              byDefault = "10",
              min = 1)
          int patience) {}

  @Override
  public String name() {
    return "hill-climbing";
  }

  @Override
  public String summary() {
    return "Walks to a better neighbour, and starts anew when it is stuck.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return new Walk<>(settings.patience(), space, context);
  }

  private static final class Walk<A> implements Strategy<A> {
    private final int patience;
    private final Space<A> space;
    private final StrategyContext context;
    private Optional<A> here = Optional.empty();
    private double best;
    private int failures;
    private int proposed;
    private int told;

    Walk(int patience, Space<A> space, StrategyContext context) {
      this.patience = patience;
      this.space = space;
      this.context = context;
    }

    @Override
    public List<A> ask(int n) {
      if (told < proposed) {
        return List.of(); // The next step depends on the trial that is underway.
      }
      var random = context.random(proposed++);
      return List.of(
          here.map(at -> space.mutate(at, random)).orElseGet(() -> space.sample(random)));
    }

    @Override
    public void tell(Trial<A> trial) {
      told++;
      if (trial.result() instanceof Result.Trained trained
          && (here.isEmpty() || trained.reward() > best)) {
        here = Optional.of(trial.architecture());
        best = trained.reward();
        failures = 0;
      } else if (++failures == patience) {
        here = Optional.empty();
        failures = 0;
      }
    }
  }
}
