package nas.benchmark;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.space.choices.ChoiceSettings;
import nas.space.choices.ChoiceSpace;
import nas.space.choices.ChoiceString;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.Warmup;
import nas.strategy.reinforce.PolicyKind;
import nas.strategy.reinforce.ReinforcePlugin;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** REINFORCE with its default settings on sequences; scores and trainings take no time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class ReinforceBenchmark {

  /** What proposes. */
  @Param public PolicyKind policy;

  /** Choices of an architecture. */
  @Param("6")
  public int positions;

  /** Options of each choice. */
  @Param("5")
  public int options;

  /** Proposals of a search, each learned from. */
  @Param("1000")
  public int updates;

  /** Architectures that a warmup scores. */
  @Param("3000")
  public int samples;

  /** Proposes and learns, one by one. */
  @Benchmark
  public Strategy<ChoiceString> updates() {
    return search(updates, Guidance.none());
  }

  /** Makes the first proposal after a warmup. */
  @Benchmark
  public Strategy<ChoiceString> warmup() {
    Guidance.Start<ChoiceString> start =
        new Guidance.Start<>(
            new Warmup(samples),
            points -> points.stream().mapToDouble(Object::hashCode).toArray(),
            1);
    return search(
        1,
        new Guidance<>(
            Optional.of(start), Optional.empty(), Guidance.<ChoiceString>none().metrics()));
  }

  private Strategy<ChoiceString> search(int trials, Guidance<ChoiceString> guidance) {
    ReinforcePlugin.Settings settings =
        new ReinforcePlugin.Settings(
            policy, 100, 100, Optional.empty(), Optional.empty(), 1e-4, 0.9, 1, 16, 0);
    List<String> words = IntStream.range(0, options).mapToObj(String::valueOf).toList();
    Space<ChoiceString> space = new ChoiceSpace(new ChoiceSettings(positions, words, "-"));
    Strategy<ChoiceString> strategy =
        new ReinforcePlugin().create(settings, space, new StrategyContext(1, 0, trials), guidance);
    for (int trial = 0; trial < trials; trial++) {
      ChoiceString proposal = strategy.ask(1).get(0);
      double accuracyPercent = Math.floorMod(proposal.hashCode(), 10_000) / 100.0;
      strategy.tell(new Trial<>(trial, proposal, new Result.Trained(accuracyPercent)));
    }
    return strategy;
  }
}
