package nas.strategy.reinforce;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

/** Measures how fast REINFORCE proposes, learns and warms up, on sequences of any size. */
public final class ReinforceBenchmark {

  private static final int ROUNDS = 5;

  private ReinforceBenchmark() {}

  /**
   * What was measured, medians over the rounds.
   *
   * @param updatesPerSecond proposals made and learned from one by one
   * @param warmupSeconds wall time of the first proposal after a warmup, scores being free
   */
  public record Speed(double updatesPerSecond, double warmupSeconds) {}

  /**
   * Measures the default settings of a policy on the calling thread.
   *
   * @param positions number of choices of an architecture
   * @param options number of options of each choice, at least 2
   * @param updates updates in a round
   * @param warmupSamples architectures scored by a warmup
   */
  public static Speed run(
      PolicyKind policy, int positions, int options, int updates, int warmupSamples) {
    ReinforcePlugin.Settings settings =
        new ReinforcePlugin.Settings(
            policy, 100, 100, Optional.empty(), Optional.empty(), 1e-4, 0.9, 1, 16, 0);
    double[] rates = new double[ROUNDS];
    double[] warmups = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      search(settings, positions, options, updates, Guidance.none());
      long middle = System.nanoTime();
      search(settings, positions, options, 1, warmup(warmupSamples));
      rates[round] = updates / ((middle - start) * 1e-9);
      warmups[round] = (System.nanoTime() - middle) * 1e-9;
    }
    return new Speed(median(rates), median(warmups));
  }

  private static <A> Guidance<A> warmup(int samples) {
    Guidance.Start<A> start =
        new Guidance.Start<>(
            new Warmup(samples),
            points -> points.stream().mapToDouble(Object::hashCode).toArray(),
            1);
    return new Guidance<>(Optional.of(start), Optional.empty(), Guidance.<A>none().metrics());
  }

  private static void search(
      ReinforcePlugin.Settings settings,
      int positions,
      int options,
      int trials,
      Guidance<ChoiceString> guidance) {
    List<String> words = IntStream.range(0, options).mapToObj(String::valueOf).toList();
    Space<ChoiceString> space = new ChoiceSpace(new ChoiceSettings(positions, words, "-"));
    Strategy<ChoiceString> strategy =
        new ReinforcePlugin().create(settings, space, new StrategyContext(1, 0, trials), guidance);
    for (int trial = 0; trial < trials; trial++) {
      var proposal = strategy.ask(1).get(0);
      double accuracyPercent = Math.floorMod(proposal.hashCode(), 10_000) / 100.0;
      strategy.tell(new Trial<>(trial, proposal, new Result.Trained(accuracyPercent)));
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /**
   * Prints what {@link #run} measures for sequences of the size of NAS-Bench-201's.
   *
   * @param arguments updates in a round and samples of a warmup; by default 1000 and 3000
   */
  public static void main(String[] arguments) {
    int updates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1000;
    int samples = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3000;
    for (PolicyKind policy : PolicyKind.values()) {
      Speed result = run(policy, 6, 5, updates, samples);
      System.out.printf(
          Locale.ROOT,
          "%s: %.0f updates/s, warmup of %d samples %.2f s%n",
          policy.name().toLowerCase(Locale.ROOT),
          result.updatesPerSecond(),
          samples,
          result.warmupSeconds());
    }
  }
}
