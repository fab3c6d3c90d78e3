package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import nas.result.journal.Trials;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class StatisticsTest {

  /** Validation 60, tie of 60, failure, duplicate, better validation with worse test. */
  private static List<TrialRecord> handMade() {
    List<TrialRecord> trials = new ArrayList<>();
    trials.add(Trials.failed(0, 5));
    trials.add(Trials.trained(1, 60, 58, 10));
    trials.add(Trials.trained(2, 60, 99, 20));
    trials.add(Trials.duplicate(3, trials.get(2)));
    trials.add(Trials.failed(4, 7));
    trials.add(Trials.trained(5, 50, 97, 1));
    trials.add(Trials.trained(6, 70, 55, 30));
    trials.add(Trials.trained(7, 65, 98, 2));
    return trials;
  }

  @Test
  void theCurveFollowsTheValidationIncumbentAndNeverTheBestTest() {
    assertEquals(
        new StepCurve(
            List.of(new StepCurve.Step(2, 1, 60, 58), new StepCurve.Step(6, 6, 70, 55)), 7),
        StepCurve.of(handMade(), Cost.TRAINED_MODELS));
    assertEquals(
        new StepCurve(
            List.of(new StepCurve.Step(15, 1, 60, 58), new StepCurve.Step(73, 6, 70, 55)), 75),
        StepCurve.of(handMade(), Cost.TRAIN_SECONDS));
    assertEquals(Optional.of(handMade().get(6)), StepCurve.incumbent(handMade()));
  }

  /** A cheap training counts as its cost, and however accurate it was, it is no incumbent. */
  @Test
  void lowerFidelitiesCostLessAndMakeNoIncumbent() {
    List<TrialRecord> trials =
        List.of(
            Trials.reduced(Trials.trained(0, 99, 98, 5), 0.25),
            Trials.reduced(Trials.failed(1, 5), 0.25),
            Trials.trained(2, 60, 58, 20),
            Trials.reduced(Trials.trained(3, 99, 98, 5), 0.25),
            Trials.trained(4, 70, 55, 20));
    assertEquals(
        new StepCurve(
            List.of(new StepCurve.Step(1.5, 2, 60, 58), new StepCurve.Step(2.75, 4, 70, 55)), 2.75),
        StepCurve.of(trials, Cost.TRAINED_MODELS));
    assertEquals(
        new StepCurve(
            List.of(new StepCurve.Step(30, 2, 60, 58), new StepCurve.Step(55, 4, 70, 55)), 55),
        StepCurve.of(trials, Cost.TRAIN_SECONDS));
    assertEquals(Optional.empty(), StepCurve.incumbent(trials.subList(0, 2)));
    FinalResult result = FinalResult.of("s", List.of(trials), Counting.BY_DEFAULT);
    assertEquals(2, result.trainedModels());
    assertEquals(2, result.reduced());
    assertEquals(1, result.failed());
    assertEquals(55.0, result.test().orElseThrow().mean());
  }

  @Test
  void skippedTrialsCostNothingAndAreCountedApart() {
    TrialRecord skipped = Trials.skipped(0);
    List<TrialRecord> trials =
        List.of(
            skipped,
            Trials.duplicate(1, skipped),
            Trials.trained(2, 60, 58, 20),
            Trials.skipped(3));
    assertEquals(1.0, Cost.TRAINED_MODELS.of(trials));
    assertEquals(20.0, Cost.TRAIN_SECONDS.of(trials));
    FinalResult result = FinalResult.of("s", List.of(trials), Counting.BY_DEFAULT);
    assertEquals(1, result.trainedModels());
    assertEquals(0, result.failed());
    assertEquals(1, result.duplicates());
    assertEquals(2, result.skipped());
    assertEquals(
        List.of(new StepCurve.Step(1, 2, 60, 58)),
        StepCurve.of(trials, Cost.TRAINED_MODELS).steps());
  }

  @Test
  void secondsAreThoseOfTheWallClockWhereNoTableStatesThem() {
    TrialRecord measured =
        new TrialRecord(
            0,
            "a",
            "a",
            OptionalInt.empty(),
            new Result.Failed(FailureKind.UNTRAINABLE, "no path", OptionalDouble.empty()),
            new TrialRecord.Wall(java.time.Instant.EPOCH, 3.5));
    assertEquals(3.5, Cost.TRAIN_SECONDS.of(measured));
    assertEquals(1.0, Cost.TRAINED_MODELS.of(measured));
    assertTrue(Cost.simulated(handMade()));
    assertEquals(false, Cost.simulated(List.of(measured)));
  }

  @Test
  @Tag("slow")
  void curvesAgreeWithTheDefinitionOnRandomSearches() {
    for (long seed = 0; seed < 200; seed++) {
      List<TrialRecord> trials = Trials.search(seed, 30);
      for (Cost cost : Cost.values()) {
        StepCurve curve = StepCurve.of(trials, cost);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 40; i++) {
          double at = i < 31 ? i : random.nextDouble(curve.totalCost() + 1);
          assertEquals(
              definition(trials, cost, at), curve.testAt(at), "seed " + seed + ", cost " + at);
        }
        assertEquals(cost.of(trials), curve.totalCost());
      }
    }
  }

  /** The definition, without any bookkeeping: the best of the trials that fit into the cost. */
  private static OptionalDouble definition(List<TrialRecord> trials, Cost cost, double limit) {
    Result.Trained best = null;
    for (int i = 0; i < trials.size(); i++) {
      if (cost.of(trials.subList(0, i + 1)) <= limit
          && trials.get(i).result() instanceof Result.Trained trained
          && (best == null || trained.validation() > best.validation())) {
        best = trained;
      }
    }
    return best == null ? OptionalDouble.empty() : OptionalDouble.of(best.reported());
  }

  @Test
  void sampleStatisticsAreThoseOfR() {
    // R: x <- c(3, 1, 4, 1, 5, 9, 2, 6); mean(x); sd(x); median(x); quantile(x, c(.25, .75, .9))
    Sample sample = new Sample(3, 1, 4, 1, 5, 9, 2, 6);
    assertEquals(3.875, sample.mean(), 1e-12);
    assertEquals(2.748376143938713, sample.standardDeviation().orElseThrow(), 1e-12);
    assertEquals(3.5, sample.median(), 1e-12);
    assertEquals(1.75, sample.quantile(0.25), 1e-12);
    assertEquals(5.25, sample.quantile(0.75), 1e-12);
    assertEquals(6.9, sample.quantile(0.9), 1e-12);
    assertEquals(1, sample.least());
    assertEquals(9, sample.greatest());
    assertEquals(1, sample.quantile(0));
    assertEquals(9, sample.quantile(1));
    assertEquals(OptionalDouble.empty(), new Sample(1).standardDeviation());
    assertEquals(1, new Sample(1).quantile(0.75));
    assertThrows(IllegalArgumentException.class, Sample::new);
    assertThrows(IllegalArgumentException.class, () -> new Sample(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> sample.quantile(1.1));
  }

  @Test
  void theAggregateOfThreeRepetitionsIsAsCountedByHand() {
    List<StepCurve> curves =
        List.of(
            new StepCurve(
                List.of(new StepCurve.Step(1, 0, 1, 10), new StepCurve.Step(3, 2, 2, 40)), 5),
            new StepCurve(List.of(new StepCurve.Step(2, 1, 1, 20)), 4),
            new StepCurve(List.of(new StepCurve.Step(1, 0, 1, 60)), 2),
            new StepCurve(List.of(), 9));
    AggregateCurve curve = AggregateCurve.of(curves, 1);
    assertEquals(3, curve.repetitions());
    double[][] expected = {
      // cost, mean, median, lower and upper quartile
      {2, 30, 20, 15, 40},
      {3, 40, 40, 30, 50},
      {4, 40, 40, 30, 50},
      {5, 40, 40, 30, 50},
    };
    assertEquals(expected.length, curve.points().size());
    for (int i = 0; i < expected.length; i++) {
      AggregateCurve.Point point = curve.points().get(i);
      assertEquals(expected[i][0], point.cost());
      assertEquals(expected[i][1], point.mean(), 1e-12);
      assertEquals(expected[i][2], point.median(), 1e-12);
      assertEquals(expected[i][3], point.lowerQuartile(), 1e-12);
      assertEquals(expected[i][4], point.upperQuartile(), 1e-12);
      assertTrue(point.meanLower() <= point.mean() && point.mean() <= point.meanUpper());
    }
    assertEquals(new AggregateCurve(0, List.of()), AggregateCurve.of(List.of(), 1));

    AggregateCurve stated = AggregateCurve.at(curves, List.of(9.0, 1.0, 3.0, 2.5), 1);
    assertEquals(
        List.of(2.5, 3.0, 9.0), stated.points().stream().map(AggregateCurve.Point::cost).toList());
    assertEquals(30, stated.points().get(0).mean(), 1e-12);
    assertEquals(curve.points().get(1), stated.points().get(1));
    assertEquals(curve.points().get(3).meanUpper(), stated.points().get(2).meanUpper());
    assertEquals(new AggregateCurve(0, List.of()), AggregateCurve.at(List.of(), List.of(1.0), 1));
  }

  @Test
  void aggregatesAgreeWithTheDefinition() {
    for (long seed = 0; seed < 20; seed++) {
      List<StepCurve> curves = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        curves.add(StepCurve.of(Trials.search(seed * 100 + i, 20), Cost.TRAIN_SECONDS));
      }
      for (AggregateCurve.Point point : AggregateCurve.of(curves, seed).points()) {
        double sum = 0;
        List<Double> values = new ArrayList<>();
        for (StepCurve curve : curves) {
          double value = curve.testAt(point.cost()).orElseThrow();
          sum += value;
          values.add(value);
        }
        values.sort(null);
        assertEquals(sum / 7, point.mean(), 1e-9, "seed " + seed);
        assertEquals(values.get(3), point.median(), "seed " + seed);
        assertEquals((values.get(1) + values.get(2)) / 2, point.lowerQuartile(), 1e-9);
        assertEquals((values.get(4) + values.get(5)) / 2, point.upperQuartile(), 1e-9);
      }
    }
  }

  @Test
  void theBootstrapIsSeededAndMatchesTheNormalIntervalOfALargeSample() {
    SplittableRandom random = new SplittableRandom(5);
    List<StepCurve> curves = new ArrayList<>();
    double[] values = new double[400];
    for (int i = 0; i < values.length; i++) {
      values[i] = 50 + 20 * random.nextDouble();
      curves.add(new StepCurve(List.of(new StepCurve.Step(1, 0, 1, values[i])), 1));
    }
    AggregateCurve.Point point = AggregateCurve.of(curves, 3).points().get(0);
    Sample sample = new Sample(values);
    double halfWidth = 1.96 * sample.standardDeviation().orElseThrow() / Math.sqrt(values.length);
    assertEquals(sample.mean() - halfWidth, point.meanLower(), 0.15 * halfWidth);
    assertEquals(sample.mean() + halfWidth, point.meanUpper(), 0.15 * halfWidth);
    assertEquals(point, AggregateCurve.of(curves, 3).points().get(0));
    assertNotEquals(point, AggregateCurve.of(curves, 4).points().get(0));
  }

  @Test
  void finalResultsCountWhatHappened() {
    FinalResult result =
        FinalResult.of(
            "AE",
            List.of(
                handMade(),
                List.of(Trials.trained(0, 40, 65, 4)),
                List.of(),
                List.of(Trials.failed(0, 2))),
            Counting.BY_DEFAULT);
    assertEquals(3, result.repetitions());
    assertEquals(6, result.trainedModels());
    assertEquals(3, result.failed());
    assertEquals(1, result.duplicates());
    assertEquals(75 + 4 + 2, result.trainSeconds().orElseThrow(), 1e-12);
    Sample test = result.test().orElseThrow();
    assertEquals(60, test.mean(), 1e-12);
    assertEquals(Math.sqrt(50), test.standardDeviation().orElseThrow(), 1e-12);
    assertEquals(55, test.least());
    assertEquals(65, test.greatest());
    assertEquals(55, result.validation().orElseThrow().mean(), 1e-12);
    assertEquals(
        Optional.empty(),
        FinalResult.of("none", List.of(List.of(Trials.failed(0, 1))), Counting.BY_DEFAULT).test());
  }
}
