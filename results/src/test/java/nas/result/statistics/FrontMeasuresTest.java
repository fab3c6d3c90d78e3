package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import nas.core.trial.Better;
import nas.core.trial.FailureKind;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Test;

class FrontMeasuresTest {

  private static final Objective LATENCY = Objective.ofMetric("latency-ms.phone", Better.LOWER);

  private static List<double[]> points(double[]... points) {
    return List.of(points);
  }

  private static List<double[]> drawn(Random random, int count, int objectives) {
    return IntStream.range(0, count)
        .mapToObj(i -> random.doubles(objectives).map(gain -> Math.rint(8 * gain - 1)).toArray())
        .toList();
  }

  @Test
  void hypervolumesAreThoseOfTheUnionOfBoxes() {
    Random random = new Random(7);
    for (int objectives = 1; objectives <= 5; objectives++) {
      for (int draw = 0; draw < 40; draw++) {
        List<double[]> points = drawn(random, 1 + draw % 9, objectives);
        assertEquals(byInclusionAndExclusion(points), Hypervolume.of(points), 1e-9);
      }
    }
  }

  /** The volume of a union is the sum of those of all intersections, with alternating signs. */
  private static double byInclusionAndExclusion(List<double[]> points) {
    double volume = 0;
    for (int subset = 1; subset < 1 << points.size(); subset++) {
      double[] corner = new double[points.get(0).length];
      Arrays.fill(corner, Double.POSITIVE_INFINITY);
      for (int i = 0; i < points.size(); i++) {
        for (int k = 0; (subset >> i & 1) == 1 && k < corner.length; k++) {
          corner[k] = Math.min(corner[k], Math.max(0, points.get(i)[k]));
        }
      }
      double common = Arrays.stream(corner).reduce(1, (a, b) -> a * b);
      volume += Integer.bitCount(subset) % 2 == 1 ? common : -common;
    }
    return volume;
  }

  @Test
  void whatIsNotBetterThanTheReferencePointAddsNothing() {
    double[] good = {2, 3};
    assertEquals(6, Hypervolume.of(points(good)));
    assertEquals(
        6,
        Hypervolume.of(
            points(good, new double[] {9, 0}, new double[] {-1, 9}, new double[] {Double.NaN, 9})));
    assertEquals(0, Hypervolume.of(points(new double[] {Double.POSITIVE_INFINITY, 1})));
    assertEquals(0, Hypervolume.of(List.of()));
  }

  /** The example of Ishibuchi et al. 2015, whose values are minimised: 1.482 and 2.260. */
  @Test
  void distancesAreThePublishedOnes() {
    List<double[]> truth = minimised(10, 0, 6, 1, 2, 2, 1, 6, 0, 10);
    // Both ranges of the true front are 10.
    assertEquals(
        1.482, 10 * InvertedGenerationalDistance.plus(truth, minimised(4, 2, 3, 3, 2, 4)), 0.001);
    assertEquals(
        2.260, 10 * InvertedGenerationalDistance.plus(truth, minimised(8, 2, 4, 4, 2, 8)), 0.001);
    assertEquals(0, InvertedGenerationalDistance.plus(truth, truth));
  }

  private static List<double[]> minimised(double... values) {
    return IntStream.range(0, values.length / 2)
        .mapToObj(i -> new double[] {-values[2 * i], -values[2 * i + 1]})
        .toList();
  }

  /** A point is attained by half of the searches exactly if it is not above the median surface. */
  @Test
  void surfacesSeparateWhatEnoughSearchesAttain() {
    Random random = new Random(3);
    for (int searches = 1; searches <= 9; searches++) {
      List<List<double[]>> fronts = new ArrayList<>();
      for (int i = 0; i < searches; i++) {
        fronts.add(drawn(random, 4, 2));
      }
      List<Attainment> surfaces = Attainment.of(fronts);
      for (int cost = -1; cost <= 7; cost++) {
        for (int value = -1; value <= 7; value++) {
          double share = attained(fronts, cost, value);
          Optional<Attainment> at = at(surfaces, cost);
          if (at.isPresent()) {
            assertEquals(share >= 0.25, value <= at.get().upper());
            assertEquals(share >= 0.5, value <= at.get().median());
            assertEquals(share >= 0.75, value <= at.get().lower());
          } else {
            assertTrue(share < 0.75, "nothing is drawn where three quarters have something");
          }
        }
      }
    }
  }

  private static Optional<Attainment> at(List<Attainment> surfaces, double cost) {
    return surfaces.stream().filter(one -> one.cost() >= cost).reduce((before, last) -> last);
  }

  private static double attained(List<List<double[]>> fronts, double cost, double value) {
    long attain =
        fronts.stream()
            .filter(front -> front.stream().anyMatch(one -> one[0] >= cost && one[1] >= value))
            .count();
    return (double) attain / fronts.size();
  }

  private static TrialRecord trial(int index, Result result, OptionalInt duplicateOf) {
    String name = "cell" + duplicateOf.orElse(index);
    return new TrialRecord(
        index, name, name, duplicateOf, result, new TrialRecord.Wall(Instant.EPOCH, 0));
  }

  private static TrialRecord trial(int index, double validation, double test, double latency) {
    return trial(
        index,
        new Result.Trained(
            validation,
            test,
            OptionalDouble.empty(),
            new TreeMap<>(Map.of(LATENCY.key(), latency))),
        OptionalInt.empty());
  }

  private static Counting counting(Incumbent incumbent) {
    return new Counting(Objective.ACCURACY, List.of(LATENCY), incumbent, Optional.empty());
  }

  private static ReferencePoint reference() {
    return new ReferencePoint(
        List.of(
            new ReferencePoint.Axis(Objective.ACCURACY, false, 10),
            new ReferencePoint.Axis(LATENCY, true, 1000)));
  }

  /** Validation values decide who is on the front; test values are measured. */
  @Test
  void aFrontIsChosenByValidationAndMeasuredByTest() {
    List<TrialRecord> trials =
        List.of(
            trial(0, 60, 50, 100),
            trial(1, new Result.Failed(FailureKind.NON_FINITE_LOSS, "loss"), OptionalInt.empty()),
            trial(2, 50, 90, 100),
            trial(3, 70, 40, 100),
            trial(4, 20, 30, 1),
            trial(5, trial(2, 50, 90, 100).result(), OptionalInt.of(2)));
    FrontProgress fronts =
        FrontProgress.of(trials, Cost.TRAINED_MODELS, counting(Incumbent.VALIDATION));
    Progress volume = fronts.measured(new FrontScale(reference(), List.of())::hypervolume);
    assertEquals(
        List.of(
            // One decade times 40 points; then 30 points, as validation chose so.
            new Progress.Step(1, 40), new Progress.Step(4, 30), new Progress.Step(5, 30 + 2 * 20)),
        volume.steps());
    assertEquals(5, volume.totalCost());
    assertEquals(OptionalDouble.of(40), volume.at(3.5));
    assertEquals(OptionalDouble.empty(), volume.at(0.5));
    assertEquals(
        List.of(List.of(90.0, 100.0), List.of(30.0, 1.0)),
        FrontProgress.of(trials, Cost.TRAINED_MODELS, counting(Incumbent.TEST)).last().stream()
            .map(point -> Arrays.stream(point).boxed().toList())
            .toList());
  }

  @Test
  void aShareOfTheTrueFrontCountsItsPoints() {
    FrontScale scale =
        new FrontScale(
            reference(),
            points(new double[] {90, 100}, new double[] {60, 10}, new double[] {30, 1}));
    List<double[]> found = points(new double[] {90, 100}, new double[] {59, 10});
    assertEquals(1.0 / 3, scale.share(found));
    assertEquals(1, scale.share(scale.trueFront()));
    assertEquals(0, scale.distance(scale.trueFront()));
    assertEquals(1 * 80 + 1 * 50 + 1 * 20, scale.hypervolume(scale.trueFront()), 1e-12);
    // By ranges of 60 points and of two decades: 1 point of accuracy, then 29 more or a decade.
    assertEquals((0 + 1 / 60.0 + 0.5) / 3, scale.distance(found), 1e-12);
  }

  @Test
  void aReferencePointNeedsItsLogarithm() {
    assertThrows(IllegalArgumentException.class, () -> new ReferencePoint.Axis(LATENCY, true, 0));
    assertEquals("accuracy-percent 10, latency-ms.phone 1000 (log10)", reference().text());
  }
}
