package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import nas.result.journal.TrialRecord;
import nas.result.journal.Trials;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SpeedupTest {

  private static final Target FINAL = new Target.BaselineFinal();

  private static Target at(double percent) {
    return new Target.Value(percent);
  }

  /** A curve of (cost, test accuracy) that ends at a cost. */
  private static StepCurve curve(double end, double... steps) {
    List<StepCurve.Step> all = new ArrayList<>();
    for (int i = 0; i < steps.length; i += 2) {
      all.add(new StepCurve.Step(steps[i], i, i, steps[i + 1]));
    }
    return new StepCurve(all, end);
  }

  private static Speedup speedup(
      List<StepCurve> baseline, List<StepCurve> strategy, Target target) {
    return Speedup.of(
            baseline, strategy, Cost.TRAINED_MODELS, List.of(target), true, Speedup.RESAMPLES, 7)
        .get(0);
  }

  @Test
  void theSpeedupOfTwoRepetitionsIsAsCountedByHand() {
    // Means: 15 from 2, 20 from 4, 30 from 10, and 20 from 1, 30 from 5, 25 from 6.
    List<StepCurve> baseline = List.of(curve(12, 1, 10, 4, 20), curve(12, 2, 20, 10, 40));
    List<StepCurve> strategy = List.of(curve(8, 1, 10, 5, 30, 6, 20), curve(8, 1, 30));
    Speedup atFinal = speedup(baseline, strategy, FINAL);
    assertEquals(30, atFinal.targetValue(), 1e-12);
    assertEquals(Bounds.exactly(10), atFinal.baseline().byMean());
    assertEquals(Bounds.exactly(5), atFinal.strategy().byMean());
    assertEquals(Bounds.exactly(2), atFinal.ofMeans());
    // The first repetition of the baseline never reaches 30; it spent 12.
    assertEquals(0.5, atFinal.baseline().neverShare());
    assertEquals(Bounds.atLeast(11), atFinal.baseline().median());
    assertEquals(Bounds.exactly(3), atFinal.strategy().median());
    assertEquals(Bounds.atLeast(11 / 3.0), atFinal.ofMedians());

    Speedup at20 = speedup(baseline, strategy, at(20));
    assertEquals(Bounds.exactly(4), at20.baseline().byMean());
    assertEquals(Bounds.exactly(1), at20.strategy().byMean());
    assertEquals(Bounds.exactly(4), at20.ofMeans());
    assertEquals(Bounds.exactly(3), at20.baseline().median());

    Speedup at35 = speedup(baseline, strategy, at(35));
    assertTrue(at35.ofMeans().isUnknown());
    assertEquals(1, at35.strategy().neverShare());
    // Lower targets do not begin before every repetition has an incumbent.
    assertEquals(Bounds.exactly(2), speedup(baseline, strategy, at(5)).baseline().byMean());
  }

  @Test
  void whereOneNeverReachesItTheSpeedupIsABound() {
    List<StepCurve> slow = List.of(curve(100, 1, 50), curve(100, 1, 60));
    List<StepCurve> fast = List.of(curve(40, 1, 50, 20, 70), curve(40, 1, 60, 10, 80));
    Speedup up = speedup(slow, fast, at(70));
    assertEquals(Bounds.atLeast(5), up.ofMeans());
    assertEquals(1, up.baseline().neverShare());
    assertEquals(0, up.strategy().neverShare());
    Bounds interval = up.ofMeansInterval().orElseThrow();
    assertEquals(Double.POSITIVE_INFINITY, interval.upper());
    assertEquals(5, interval.lower());
    Speedup down = speedup(fast, slow, at(70));
    assertEquals(new Bounds(0, 20 / 100.0), down.ofMeans());
    assertEquals(0, down.ofMeansInterval().orElseThrow().lower());
    assertEquals(new Bounds(0, 15 / 100.0), down.ofMedians());
  }

  @Test
  void aSingleRepetitionHasNoInterval() {
    Speedup speedup =
        speedup(List.of(curve(9, 1, 50, 8, 60)), List.of(curve(9, 1, 50, 2, 60)), FINAL);
    assertEquals(Bounds.exactly(4), speedup.ofMeans());
    assertEquals(Bounds.exactly(4), speedup.ofMedians());
    assertEquals(Optional.empty(), speedup.ofMeansInterval());
    assertEquals(Optional.empty(), speedup.ofMediansInterval());
  }

  @Test
  @Tag("slow")
  void againstItselfTheSpeedupIsOne() {
    for (long seed = 0; seed < 20; seed++) {
      List<List<TrialRecord>> runs = runs(seed, 8, 30);
      for (Cost cost : Cost.values()) {
        Speedup speedup =
            Speedup.of(runs, runs, cost, Incumbent.VALIDATION, List.of(FINAL), true, seed).get(0);
        assertEquals(Bounds.exactly(1), speedup.ofMeans(), "seed " + seed);
        assertEquals(Optional.of(Bounds.exactly(1)), speedup.ofMeansInterval(), "seed " + seed);
      }
    }
  }

  private static List<List<TrialRecord>> runs(long seed, int repetitions, int trials) {
    List<List<TrialRecord>> runs = new ArrayList<>();
    for (int i = 0; i < repetitions; i++) {
      runs.add(Trials.search(seed * 1000 + i, trials));
    }
    return runs;
  }

  @Test
  void costsAgreeWithTheAggregateCurve() {
    for (long seed = 0; seed < 50; seed++) {
      List<StepCurve> curves =
          runs(seed, 5, 20).stream().map(t -> StepCurve.of(t, Cost.TRAIN_SECONDS)).toList();
      AggregateCurve aggregate = AggregateCurve.of(curves, 1);
      Reaching reaching = new Reaching(curves);
      List<AggregateCurve.Point> points = aggregate.points();
      assertEquals(points.get(points.size() - 1).mean(), reaching.finalMean(reaching.once()), 1e-9);
      for (double target = 0; target <= 100; target += 5) {
        double accuracy = target;
        Optional<AggregateCurve.Point> first =
            points.stream().filter(point -> point.mean() >= accuracy).findFirst();
        Bounds found = reaching.ofMean(reaching.once(), target);
        assertEquals(first.isPresent(), found.isExact(), "seed " + seed + ", target " + target);
        assertEquals(
            first.map(AggregateCurve.Point::cost).orElse(points.get(points.size() - 1).cost()),
            found.lower(),
            "seed " + seed + ", target " + target);
      }
    }
  }

  @Test
  void weightsCountLikeCopies() {
    List<StepCurve> curves =
        runs(3, 4, 20).stream().map(t -> StepCurve.of(t, Cost.TRAINED_MODELS)).toList();
    List<StepCurve> copies =
        List.of(curves.get(0), curves.get(0), curves.get(2), curves.get(2), curves.get(2));
    int[] weights = {2, 0, 3, 0};
    Reaching weighted = new Reaching(curves);
    Reaching copied = new Reaching(copies);
    for (double target = 0; target <= 100; target += 2) {
      assertEquals(
          copied.ofMean(copied.once(), target), weighted.ofMean(weights, target), "" + target);
      assertEquals(
          Reaching.median(copied.ofEach(target), copied.once()),
          Reaching.median(weighted.ofEach(target), weights),
          "" + target);
    }
  }

  @Test
  void theUnitOfCostDoesNotMatterAndSwappingInverts() {
    List<StepCurve> a = new ArrayList<>();
    List<StepCurve> b = new ArrayList<>();
    List<StepCurve> scaledA = new ArrayList<>();
    List<StepCurve> scaledB = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      StepCurve first = StepCurve.of(Trials.search(i, 40), Cost.TRAIN_SECONDS);
      StepCurve second = StepCurve.of(Trials.search(100 + i, 40), Cost.TRAIN_SECONDS);
      a.add(first);
      b.add(second);
      scaledA.add(scaled(first, 1024));
      scaledB.add(scaled(second, 1024));
    }
    for (double target : new double[] {20, 50, 60, 99}) {
      Speedup speedup = speedup(a, b, at(target));
      Speedup scaled = speedup(scaledA, scaledB, at(target));
      assertEquals(speedup.ofMeans(), scaled.ofMeans());
      assertEquals(speedup.ofMeansInterval(), scaled.ofMeansInterval());
      assertEquals(speedup.ofMedians(), scaled.ofMedians());
      Speedup swapped = speedup(b, a, at(target));
      assertEquals(1 / speedup.ofMeans().lower(), swapped.ofMeans().upper(), 1e-9);
      assertEquals(1 / speedup.ofMeans().upper(), swapped.ofMeans().lower(), 1e-9);
      Bounds interval = speedup.ofMeansInterval().orElseThrow();
      Bounds inverse = swapped.ofMeansInterval().orElseThrow();
      // Quantiles between two resamples differ a little from those of the reciprocals.
      assertEquals(1 / interval.lower(), inverse.upper(), 0.05 / interval.lower());
    }
  }

  private static StepCurve scaled(StepCurve curve, double by) {
    return new StepCurve(
        curve.steps().stream()
            .map(
                step ->
                    new StepCurve.Step(
                        step.cost() * by, step.incumbent(), step.validation(), step.test()))
            .toList(),
        curve.totalCost() * by);
  }

  @Test
  @Tag("slow")
  void intervalsCoverTheTruthAsOftenAsTheyShould() {
    // Accuracies rise evenly, each repetition at its own pace, so that the mean curve of infinitely
    // many reaches the target at target / mean pace; the speedup is the ratio of the paces: 2.
    SplittableRandom random = new SplittableRandom(11);
    int rounds = 150;
    int covered = 0;
    for (int round = 0; round < rounds; round++) {
      List<StepCurve> baseline = new ArrayList<>();
      List<StepCurve> strategy = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        baseline.add(rising(0.4 + 0.4 * random.nextDouble()));
        strategy.add(rising(0.8 + 0.8 * random.nextDouble()));
      }
      Bounds interval =
          Speedup.of(baseline, strategy, Cost.TRAINED_MODELS, List.of(at(30)), false, 300, round)
              .get(0)
              .ofMeansInterval()
              .orElseThrow();
      covered += interval.lower() <= 2 && 2 <= interval.upper() ? 1 : 0;
    }
    double share = (double) covered / rounds;
    assertTrue(share > 0.88 && share < 0.99, "covered " + share);
  }

  private static StepCurve rising(double pace) {
    double[] steps = new double[200];
    for (int i = 0; i < 100; i++) {
      steps[2 * i] = i + 1;
      steps[2 * i + 1] = pace * (i + 1);
    }
    return curve(100, steps);
  }

  @Test
  void searchesWithoutANetworkOrATrialAreToldApart() {
    List<List<TrialRecord>> failing = List.of(List.of(Trials.failed(0, 1)));
    List<List<TrialRecord>> some = runs(1, 3, 10);
    assertEquals(
        List.of(),
        Speedup.of(
            failing, some, Cost.TRAINED_MODELS, Incumbent.VALIDATION, List.of(FINAL), true, 1));
    assertEquals(
        List.of(),
        Speedup.of(
            some, List.of(), Cost.TRAINED_MODELS, Incumbent.VALIDATION, List.of(FINAL), true, 1));
    List<List<TrialRecord>> mixed = new ArrayList<>(some);
    mixed.add(List.of());
    mixed.add(List.of(Trials.failed(0, 1)));
    Speedup speedup =
        Speedup.of(some, mixed, Cost.TRAINED_MODELS, Incumbent.VALIDATION, List.of(at(0)), true, 1)
            .get(0);
    assertEquals(4, speedup.strategy().repetitions());
    assertEquals(0.25, speedup.strategy().neverShare());
  }

  @Test
  void aSingleRepetitionHasNoSpeedup() {
    List<List<TrialRecord>> one = runs(1, 1, 10);
    List<List<TrialRecord>> many = runs(2, 3, 10);
    for (List<List<List<TrialRecord>>> pair : List.of(List.of(one, many), List.of(many, one))) {
      assertEquals(
          List.of(),
          Speedup.of(
              pair.get(0),
              pair.get(1),
              Cost.TRAINED_MODELS,
              Incumbent.VALIDATION,
              List.of(FINAL),
              false,
              1));
    }
  }

  @Test
  void theBestTestAccuracyIsReachedNoLaterThanThatOfTheIncumbent() {
    List<List<TrialRecord>> runs = runs(4, 6, 40);
    for (List<TrialRecord> trials : runs) {
      StepCurve honest = StepCurve.of(trials, Cost.TRAINED_MODELS);
      StepCurve best = StepCurve.of(trials, Cost.TRAINED_MODELS, Incumbent.TEST);
      double before = Double.NEGATIVE_INFINITY;
      for (StepCurve.Step step : best.steps()) {
        assertTrue(step.test() > before);
        before = step.test();
      }
      for (int cost = 1; cost <= honest.totalCost(); cost++) {
        assertTrue(best.testAt(cost).orElse(0) >= honest.testAt(cost).orElse(0));
      }
    }
  }

  @Test
  void theBootstrapIsSeeded() {
    List<List<TrialRecord>> a = runs(1, 10, 40);
    List<List<TrialRecord>> b = runs(2, 10, 40);
    List<Target> targets = List.of(FINAL, at(50));
    List<Speedup> once =
        Speedup.of(a, b, Cost.TRAIN_SECONDS, Incumbent.VALIDATION, targets, true, 1);
    assertEquals(
        once, Speedup.of(a, b, Cost.TRAIN_SECONDS, Incumbent.VALIDATION, targets, true, 1));
    assertNotEquals(
        once, Speedup.of(a, b, Cost.TRAIN_SECONDS, Incumbent.VALIDATION, targets, true, 2));
    assertNotEquals(
        once, Speedup.of(a, b, Cost.TRAIN_SECONDS, Incumbent.VALIDATION, targets, false, 1));
  }

  @Test
  void significanceIsAboutTheIncumbentsAtTheStatedCost() {
    List<List<TrialRecord>> base = new ArrayList<>();
    List<List<TrialRecord>> own = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      base.add(List.of(Trials.trained(0, 50, 50 + i, 1), Trials.trained(1, 60, 70 + i, 1)));
      own.add(List.of(Trials.trained(0, 50, 51 + i, 1), Trials.trained(1, 60, 70 + i, 1)));
    }
    Significance first =
        Significance.of(base, own, Incumbent.VALIDATION, OptionalInt.of(1), true, 1).orElseThrow();
    assertEquals(1, first.difference(), 1e-12);
    assertEquals(RankTest.Method.WILCOXON_SIGNED_RANK, first.test().orElseThrow().method());
    assertEquals(2.0 / 256, first.test().orElseThrow().pValue(), 1e-12);
    assertEquals(1, first.rankBiserial());
    assertEquals(new Estimate.Interval(1, 1), first.interval().orElseThrow());
    Significance last =
        Significance.of(base, own, Incumbent.VALIDATION, OptionalInt.empty(), true, 1)
            .orElseThrow();
    assertEquals(0, last.difference(), 1e-12);
    assertEquals(1, last.test().orElseThrow().pValue());
    assertEquals(0.5, last.probabilityOfBetter());
    Significance apart =
        Significance.of(base, own, Incumbent.VALIDATION, OptionalInt.of(1), false, 1).orElseThrow();
    assertEquals(RankTest.Method.MANN_WHITNEY_U, apart.test().orElseThrow().method());
    assertTrue(apart.interval().orElseThrow().lower() < 0);
    assertEquals(2 * apart.probabilityOfBetter() - 1, apart.rankBiserial(), 1e-12);
    // A repetition without a partner undoes the pairs.
    Significance unequal =
        Significance.of(base, own.subList(0, 7), Incumbent.VALIDATION, OptionalInt.empty(), true, 1)
            .orElseThrow();
    assertEquals(RankTest.Method.MANN_WHITNEY_U, unequal.test().orElseThrow().method());
    assertFalse(
        Significance.of(base, List.of(), Incumbent.VALIDATION, OptionalInt.empty(), true, 1)
            .isPresent());
    Significance once =
        Significance.of(
                base.subList(0, 1),
                own.subList(0, 1),
                Incumbent.VALIDATION,
                OptionalInt.empty(),
                true,
                1)
            .orElseThrow();
    assertEquals(Optional.empty(), once.interval());
    assertEquals(Optional.empty(), once.test());
    // A comparison without a test takes no part in the correction.
    List<Significance> corrected = Significance.corrected(List.of(first, once, last));
    assertEquals(4.0 / 256, corrected.get(0).pValueHolm().orElseThrow(), 1e-12);
    assertEquals(1, corrected.get(2).pValueHolm().orElseThrow());
    assertEquals(OptionalDouble.empty(), corrected.get(1).pValueHolm());
  }

  @Test
  void targetsAreFinite() {
    assertEquals("baseline-final", FINAL.key());
    assertEquals("73.5", at(73.5).key());
    assertThrows(IllegalArgumentException.class, () -> at(Double.POSITIVE_INFINITY));
    assertThrows(IllegalArgumentException.class, () -> at(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Bounds(2, 1));
    assertEquals(OptionalDouble.empty(), curve(1).testAt(5));
  }
}
