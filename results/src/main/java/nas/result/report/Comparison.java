package nas.result.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import nas.core.trial.Objective;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;
import nas.result.statistics.Incumbent;
import nas.result.statistics.Significance;
import nas.result.statistics.Speedup;
import nas.result.statistics.StepCurve;
import nas.result.statistics.Target;

/**
 * Strategies compared with baselines.
 *
 * @param objective what is compared
 * @param speedups one for each pair and target and, where all trials state simulated training
 *     seconds, a second one that counts these; none for a pair without a trained network or with a
 *     single repetition, or of a network that did not search
 * @param tests one for each pair and cost, corrected for the number of all of them
 * @param beyond costs that no search has reached, so that nothing is tested there
 */
public record Comparison(
    Objective objective, List<Raced> speedups, List<Tested> tests, List<Integer> beyond) {

  /** Nothing compared. */
  static final Comparison NONE =
      new Comparison(Objective.ACCURACY, List.of(), List.of(), List.of());

  /**
   * A strategy and what it is compared with.
   *
   * @param paired whether equal indices of repetitions belong together, as with equal seeds
   */
  public record Pair(StrategyRuns baseline, StrategyRuns strategy, boolean paired) {}

  /** The speedup of a pair, by display names. */
  public record Raced(String baseline, String strategy, Speedup speedup) {}

  /** The difference of a pair, by display names. */
  public record Tested(String baseline, String strategy, Significance significance) {}

  /** Copies the lists. */
  public Comparison {
    speedups = List.copyOf(speedups);
    tests = List.copyOf(tests);
    beyond = List.copyOf(beyond);
  }

  /**
   * Compares pairs.
   *
   * @param targets test values to reach
   * @param trainedModels costs per repetition at which to test, beside the end
   * @param by what makes a network the incumbent of a search
   * @param seed decides the bootstrap
   */
  public static Comparison of(
      List<Pair> pairs,
      List<Target> targets,
      List<Integer> trainedModels,
      Incumbent by,
      long seed) {
    List<Raced> speedups = new ArrayList<>();
    for (Pair pair : pairs.stream().filter(pair -> pair.strategy().searches()).toList()) {
      List<Speedup> models = speedups(pair, Cost.TRAINED_MODELS, targets, by, seed);
      List<Speedup> seconds =
          simulated(pair) ? speedups(pair, Cost.TRAIN_SECONDS, targets, by, seed) : List.of();
      for (int i = 0; i < models.size(); i++) {
        speedups.add(new Raced(pair.baseline().name(), pair.strategy().name(), models.get(i)));
        if (!seconds.isEmpty()) {
          speedups.add(new Raced(pair.baseline().name(), pair.strategy().name(), seconds.get(i)));
        }
      }
    }
    double spent =
        pairs.stream()
            .flatMap(pair -> Stream.of(pair.baseline(), pair.strategy()))
            .flatMap(runs -> runs.repetitions().stream())
            .mapToDouble(Cost.TRAINED_MODELS::of)
            .max()
            .orElse(0);
    List<Integer> sorted = trainedModels.stream().distinct().sorted().toList();
    List<OptionalInt> costs =
        Stream.concat(
                sorted.stream().filter(at -> at < spent).map(OptionalInt::of),
                Stream.of(OptionalInt.empty()))
            .toList();
    return new Comparison(
        StepCurve.objective(
                pairs.stream()
                    .flatMap(pair -> Stream.of(pair.baseline(), pair.strategy()))
                    .flatMap(runs -> runs.repetitions().stream())
                    .toList())
            .orElse(Objective.ACCURACY),
        speedups,
        tests(pairs, costs, by, seed),
        sorted.stream().filter(at -> at > spent).toList());
  }

  /** Returns the first speedup of a strategy, if it has one. */
  Optional<Speedup> first(String strategy) {
    return speedups.stream()
        .filter(raced -> raced.strategy().equals(strategy))
        .findFirst()
        .map(Raced::speedup);
  }

  private static List<Speedup> speedups(
      Pair pair, Cost cost, List<Target> targets, Incumbent by, long seed) {
    return Speedup.of(
        pair.baseline().repetitions(),
        pair.strategy().repetitions(),
        cost,
        by,
        targets,
        pair.paired(),
        seed);
  }

  private static boolean simulated(Pair pair) {
    return Stream.of(pair.baseline(), pair.strategy())
        .flatMap(runs -> runs.repetitions().stream())
        .flatMap(List::stream)
        .map(TrialRecord::result)
        .allMatch(result -> result.simulatedTrainSeconds().isPresent());
  }

  private static List<Tested> tests(
      List<Pair> pairs, List<OptionalInt> costs, Incumbent by, long seed) {
    List<Pair> tested = new ArrayList<>();
    List<Significance> all = new ArrayList<>();
    for (OptionalInt trainedModels : costs) {
      for (Pair pair : pairs) {
        Significance.of(
                pair.baseline().repetitions(),
                pair.strategy().repetitions(),
                by,
                trainedModels,
                pair.paired(),
                seed)
            .ifPresent(
                significance -> {
                  tested.add(pair);
                  all.add(significance);
                });
      }
    }
    // One family: who looks at several costs has as many chances to be deceived.
    List<Significance> corrected = Significance.corrected(all);
    List<Tested> tests = new ArrayList<>();
    for (int i = 0; i < tested.size(); i++) {
      Pair pair = tested.get(i);
      tests.add(new Tested(pair.baseline().name(), pair.strategy().name(), corrected.get(i)));
    }
    return tests;
  }
}
