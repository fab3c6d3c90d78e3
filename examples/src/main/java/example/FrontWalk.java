package example;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.plugin.Setting;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/**
 * A strategy for several objectives as a plug-in: edits architectures that no other is better than
 * by all objectives.
 */
public final class FrontWalk implements StrategyPlugin<FrontWalk.Settings> {

  /** What experiment files can set. */
  public record Settings(
      @Setting(value = "Random architectures at the start.", byDefault = "8", min = 1)
          int initial) {}

  @Override
  public String name() {
    return "front-walk";
  }

  @Override
  public String summary() {
    return "Edits architectures that no other is better than by all objectives.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    return new Walk<>(settings.initial(), space, context);
  }

  private static final class Walk<A> implements Strategy<A> {
    private final int initial;
    private final Space<A> space;
    private final StrategyContext context;
    private final List<Trial<A>> front = new ArrayList<>();
    private int proposed;
    private int told;
    private boolean stuck;

    Walk(int initial, Space<A> space, StrategyContext context) {
      this.initial = initial;
      this.space = space;
      this.context = context;
    }

    @Override
    public List<A> ask(int n) {
      if (told < proposed && proposed >= initial) {
        return List.of(); // The next step depends on the trials that are underway.
      }
      RandomGenerator random = context.random(proposed);
      // All edits of a small front may be known already: a duplicate is followed by a fresh start.
      boolean samples = proposed++ < initial || front.isEmpty() || stuck;
      return List.of(
          samples
              ? space.sample(random)
              : space.mutate(front.get(random.nextInt(front.size())).architecture(), random));
    }

    @Override
    public void tell(Trial<A> trial) {
      told++;
      stuck = trial.isDuplicate();
      // A failed one has no values; a duplicate stands there already if it belongs there.
      if (!trial.values().isEmpty()
          && !trial.isDuplicate()
          && front.stream().noneMatch(other -> dominates(other, trial))) {
        front.removeIf(other -> dominates(trial, other));
        front.add(trial);
      }
    }

    /** Says whether a trial is as good as another by all objectives and better by one. */
    private static boolean dominates(Trial<?> trial, Trial<?> other) {
      boolean better = false;
      for (int i = 0; i < trial.values().size(); i++) {
        ObjectiveValue value = trial.values().get(i);
        double difference = value.reward() - other.values().get(i).reward();
        if (difference < 0) {
          return false;
        }
        better |= difference > 0;
      }
      return better;
    }
  }
}
