package nas.strategy.scalar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;
import nas.strategy.IntegerSpace;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.evolution.AgingEvolution;
import nas.strategy.evolution.AgingEvolutionPlugin;
import org.junit.jupiter.api.Test;

class ScalarisedTest implements StrategyContract {

  private static final Objective LATENCY = Objective.ofMetric("latency-ms.phone", Better.LOWER);

  private static WeightedSum sum(Map<String, Double> weights) {
    return WeightedSum.of(new TreeMap<>(weights));
  }

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new Scalarised<>(evolution(space, context), sum(Map.of("accuracy-percent", 2.5)));
  }

  private static <A> Strategy<A> evolution(Space<A> space, StrategyContext context) {
    return new AgingEvolution<>(
        new AgingEvolutionPlugin.Settings(10, 4, false, 1, true, List.of()), space, context);
  }

  private static List<ObjectiveValue> values(double accuracy, double latency) {
    return List.of(
        new ObjectiveValue(Objective.ACCURACY, accuracy), new ObjectiveValue(LATENCY, latency));
  }

  @Test
  void aSumIsThatOfValuesAndLogarithmsTimesTheirWeights() {
    WeightedSum sum = sum(Map.of("accuracy-percent", 2.0, "log10(latency-ms.phone)", -5.0));
    assertEquals(OptionalDouble.of(2 * 90 - 5 * 3), sum.of(values(90, 1000)));
    assertEquals(
        OptionalDouble.of(-0.5 * 8), sum(Map.of("latency-ms.phone", -0.5)).of(values(90, 8)));
    assertEquals(OptionalDouble.empty(), sum.of(values(90, 0)));
    assertEquals(OptionalDouble.empty(), sum.of(values(90, -1)));
  }

  /** Keeps what it is told. */
  private record Listening(List<Trial<Integer>> heard) implements Strategy<Integer> {
    @Override
    public List<Integer> ask(int n) {
      return List.of(7);
    }

    @Override
    public void tell(Trial<Integer> trial) {
      heard.add(trial);
    }
  }

  @Test
  void aStrategyHearsOfTheSumAlone() {
    List<Trial<Integer>> heard = new ArrayList<>();
    Strategy<Integer> strategy =
        new Scalarised<>(
            new Listening(heard),
            sum(Map.of("accuracy-percent", 1.0, "log10(latency-ms.phone)", -10.0)));
    Result trained = new Result.Trained(60);
    Result failed = new Result.Failed(FailureKind.NON_FINITE_LOSS, "non-finite loss");
    List<ObjectiveValue> slow = List.of(new ObjectiveValue(LATENCY, 100));
    List<ObjectiveValue> free = List.of(new ObjectiveValue(LATENCY, 0));
    strategy.tell(new Trial<>(0, 3, trained, slow, OptionalInt.empty()));
    strategy.tell(new Trial<>(1, 3, trained, slow, OptionalInt.of(0)));
    strategy.tell(new Trial<>(2, 4, failed, List.of(), OptionalInt.empty()));
    strategy.tell(new Trial<>(3, 5, trained, free, OptionalInt.empty()));
    Result told = new Result.Trained(WeightedSum.OBJECTIVE, 40);
    assertEquals(
        List.of(
            new Trial<>(0, 3, told),
            new Trial<>(1, 3, told, OptionalInt.of(0)),
            new Trial<>(2, 4, failed),
            new Trial<>(
                3,
                5,
                new Result.Failed(FailureKind.UNTRAINABLE, "its weighted sum is not defined"))),
        heard);
  }

  /** What only compares goes the same way by a multiple, and another by another objective. */
  @Test
  void aMultipleOfTheAccuracyIsSearchedAsTheAccuracy() {
    StrategyContext context = new StrategyContext(SEED, 0, 60);
    List<Integer> plain = proposals(evolution(new IntegerSpace(), context));
    assertEquals(plain, proposals(strategy(new IntegerSpace(), context)));
    Strategy<Integer> fast =
        new Scalarised<>(
            evolution(new IntegerSpace(), context), sum(Map.of("latency-ms.phone", -1.0)));
    List<Integer> fastest = proposals(fast);
    assertTrue(
        mean(fastest.subList(40, 60)) < mean(plain.subList(40, 60)) - 100,
        plain + " and " + fastest + ", seed " + SEED);
  }

  /** Latency is the integer itself. */
  private static List<Integer> proposals(Strategy<Integer> strategy) {
    List<Integer> proposals = new ArrayList<>();
    for (int trial = 0; trial < 60; trial++) {
      int point = strategy.ask(1).get(0);
      proposals.add(point);
      strategy.tell(
          new Trial<>(
              trial,
              point,
              new Result.Trained(IntegerSpace.accuracyPercent(point)),
              List.of(new ObjectiveValue(LATENCY, point)),
              OptionalInt.empty()));
    }
    return proposals;
  }

  private static double mean(List<Integer> points) {
    return points.stream().mapToInt(Integer::intValue).average().orElseThrow();
  }

  @Test
  void weightsThatSayNothingOrTheOppositeAreRefused() {
    refused("scalarise has no weights", () -> sum(Map.of()));
    refused("latency-ms.phone (0) must not be 0", () -> sum(Map.of("latency-ms.phone", 0.0)));
    List<Objective> objectives = List.of(Objective.ACCURACY, LATENCY);
    refused(
        "log10(latency-ms.phone) (5) has the wrong sign, as of latency-ms.phone lower values are"
            + " better",
        () -> sum(Map.of("log10(latency-ms.phone)", 5.0)).requireOf(objectives));
    refused(
        "accuracy-percent (-1) has the wrong sign, as of accuracy-percent higher values are"
            + " better",
        () -> sum(Map.of("accuracy-percent", -1.0)).requireOf(objectives));
    refused(
        "\"parameters\" is no objective of this experiment",
        () -> sum(Map.of("log10(parameters)", -5.0)).requireOf(objectives));
    sum(Map.of("accuracy-percent", 1.0, "log10(latency-ms.phone)", -5.0)).requireOf(objectives);
  }

  private static void refused(String problem, Runnable making) {
    assertEquals(problem, assertThrows(InvalidSettingException.class, making::run).getMessage());
  }
}
