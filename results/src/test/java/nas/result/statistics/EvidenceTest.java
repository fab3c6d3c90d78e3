package nas.result.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.result.statistics.Evidence.Candidate;
import org.junit.jupiter.api.Test;

/** Whether choices by evidence are better than choices by accuracy alone where chance rules. */
class EvidenceTest {

  private static final long SEED = 20;

  /** Networks whose true accuracies follow their size, and deviate from it. */
  private record World(List<Double> truth, List<Candidate> candidates) {
    static World draw(double slope, double deviation, int images, RandomGenerator random) {
      List<Double> truth = new ArrayList<>();
      List<Candidate> candidates = new ArrayList<>();
      for (int one = 0; one < 32; one++) {
        double size = random.nextGaussian();
        double accuracy =
            Math.max(5, Math.min(95, 70 + slope * size + deviation * random.nextGaussian()));
        int right = 0;
        for (int image = 0; image < images; image++) {
          right += random.nextDouble() < accuracy / 100 ? 1 : 0;
        }
        truth.add(accuracy);
        candidates.add(new Candidate(100.0 * right / images, Math.exp(size)));
      }
      return new World(truth, candidates);
    }

    double byEvidence(int images) {
      return truth.get(Evidence.of(candidates, images).chosen());
    }

    double byAccuracy() {
      return truth.get(
          IntStream.range(0, 32)
              .boxed()
              .max(Comparator.comparing(one -> candidates.get(one).accuracy()))
              .orElseThrow());
    }
  }

  /** Returns by how much evidence chooses better, in the mean of many worlds. */
  private static double gain(double slope, double deviation, int images) {
    RandomGenerator random = Seeds.generator(SEED);
    double sum = 0;
    int worlds = 400;
    for (int world = 0; world < worlds; world++) {
      World one = World.draw(slope, deviation, images, random);
      sum += one.byEvidence(images) - one.byAccuracy();
    }
    return sum / worlds;
  }

  @Test
  void withFewImagesSizeHelpsWhereItTells() {
    double gain = gain(6, 3, 36);
    assertTrue(gain > 1.5, () -> "seed " + SEED + ": " + gain);
  }

  @Test
  void whereSizeTellsNothingLittleIsLost() {
    double gain = gain(0, 5, 36);
    assertTrue(gain > -0.8, () -> "seed " + SEED + ": " + gain);
  }

  @Test
  void withManyImagesAccuraciesDecide() {
    RandomGenerator random = Seeds.generator(SEED);
    World world = World.draw(3, 5, 1_000_000, random);
    Evidence evidence = Evidence.of(world.candidates(), 1_000_000);
    assertTrue(evidence.weight() > 0.999, () -> "" + evidence.weight());
    assertEquals(world.byAccuracy(), world.truth().get(evidence.chosen()));
  }

  @Test
  void accuraciesThatSpreadLessThanByChanceLeaveTheLineAlone() {
    List<Candidate> candidates = new ArrayList<>();
    for (int one = 0; one < 16; one++) {
      candidates.add(new Candidate(60 + 0.5 * one + (one % 2), one));
    }
    Evidence evidence = Evidence.of(candidates, 20);
    assertEquals(0, evidence.weight());
    assertTrue(evidence.slope() > 0);
    assertEquals(15, evidence.chosen());
  }

  @Test
  void whereAccuraciesTellNothingTheGreatestIsChosen() {
    List<Candidate> candidates = new ArrayList<>();
    for (int one = 0; one < 16; one++) {
      candidates.add(new Candidate(33 + (one % 4 == 0 ? 5 : 0) - 0.1 * one, one % 7));
    }
    Evidence evidence = Evidence.of(candidates, 30);
    assertEquals(0, evidence.weight());
    assertEquals(0, evidence.slope());
    assertEquals(6, evidence.chosen());
  }

  /** The line must not make small networks better because of a few lucky ones. */
  @Test
  void theLineDoesNotFall() {
    List<Candidate> candidates = new ArrayList<>();
    for (int one = 0; one < 16; one++) {
      candidates.add(new Candidate(80 - one, one));
    }
    Evidence evidence = Evidence.of(candidates, 5000);
    assertEquals(0, evidence.slope());
    assertEquals(0, evidence.chosen());
  }

  /** Worked out apart: equal chance of all, so one weight. */
  @Test
  void expectedAccuraciesLieBetweenLineAndAccuracy() {
    List<Candidate> candidates = new ArrayList<>();
    double[] accuracies = {40, 50, 60, 50, 40, 60, 50, 50, 60, 70};
    for (int one = 0; one < accuracies.length; one++) {
      candidates.add(new Candidate(accuracies[one], one));
    }
    Evidence evidence = Evidence.of(candidates, 400);
    for (int one = 0; one < accuracies.length; one++) {
      double distance = accuracies[one] - evidence.expected().get(one);
      assertTrue(Math.abs(distance) < 12, () -> evidence.toString());
    }
    assertTrue(evidence.weight() > 0.5 && evidence.weight() < 1);
    assertEquals(9, evidence.chosen());
  }

  @Test
  void fewCandidatesAreChosenByAccuracy() {
    List<Candidate> few = List.of(new Candidate(50, 1), new Candidate(70, 2), new Candidate(70, 3));
    Evidence evidence = Evidence.of(few, 10);
    assertEquals(2, evidence.chosen());
    assertEquals(1, evidence.weight());
  }
}
