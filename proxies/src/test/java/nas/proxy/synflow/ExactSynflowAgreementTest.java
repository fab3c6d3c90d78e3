package nas.proxy.synflow;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.probe.NetworkProbe;
import nas.proxy.probe.ProbePlan;
import nas.space.Blueprint;
import nas.space.NetworkVariant;
import nas.space.Space;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The expectation over all weights ranks random cells as the exact score of drawn weights does.
 *
 * <p>The tests use narrow networks and small images; {@link #main} does the same with the published
 * networks.
 */
@Tag("slow")
class ExactSynflowAgreementTest {

  private static final long SEED = 20;
  private static final int CELLS = 200;

  /** What was found. */
  private record Agreement(
      String space, int cells, int undefined, double spearman, double seconds) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s, %d cells (%d without a score), seed %d: Spearman %.5f, %.1f s",
          space,
          cells,
          undefined,
          SEED,
          spearman,
          seconds);
    }
  }

  private static <A> Agreement agreement(
      Space<A> space, Function<A, String> id, FeatureShape image) {
    long start = System.nanoTime();
    Metric exact = Metrics.named("synflow");
    Metric expected = Metrics.named("synflow-expected");
    NetworkProbe probe = new NetworkProbe(Device.CPU, Precision.FLOAT32);
    RandomGenerator random = Seeds.generator(SEED);
    Set<String> drawn = new LinkedHashSet<>();
    double[] exactScores = new double[CELLS];
    double[] expectedScores = new double[CELLS];
    int scored = 0;
    int undefined = 0;
    while (scored < CELLS) {
      A cell = space.sample(random);
      if (!drawn.add(id.apply(cell))) {
        continue;
      }
      Network network = Blueprint.required(space).network(cell, new Task(image, 10));
      NetworkProbe.Result result =
          probe.measure(
              network,
              Initialiser.PYTORCH_DEFAULT.weights(SEED, network.id()),
              List.of(),
              ProbePlan.of(exact.needs()),
              SEED);
      if (result.undefined().isEmpty()
          && exact.score(result.measurements()) instanceof Score.Value one
          && expected.score(result.measurements()) instanceof Score.Value other) {
        exactScores[scored] = one.value();
        expectedScores[scored] = other.value();
        scored++;
      } else {
        undefined++;
      }
    }
    return new Agreement(
        space.name(),
        scored,
        undefined,
        new SpearmansCorrelation().correlation(exactScores, expectedScores),
        (System.nanoTime() - start) * 1e-9);
  }

  private static Agreement nasBench201(int channels, int cells, int side) {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                channels,
                cells,
                NetworkVariant.ZERO_COST,
                NasBench201Settings.published().canonical()));
    return agreement(space, space::canonicalId, new FeatureShape(3, side, side));
  }

  private static Agreement nasBench101(int channels, int side) {
    NasBench101Space space =
        new NasBench101Space(new NasBench101Settings(channels, 3, 3, 7, 9, 0.003));
    return agreement(space, space::canonicalId, new FeatureShape(3, side, side));
  }

  @Test
  void onNasBench201() {
    Agreement agreement = nasBench201(8, 5, 8);
    assertTrue(agreement.spearman() > 0.99, agreement::toString);
  }

  @Test
  void onNasBench101() {
    Agreement agreement = nasBench101(16, 8);
    assertTrue(agreement.spearman() > 0.99, agreement::toString);
  }

  /**
   * Prints the agreement on the published networks with images of 32 x 32: 16 channels and 5 cells
   * a stage of NAS-Bench-201, 128 channels of NAS-Bench-101.
   */
  public static void main(String[] arguments) {
    System.out.println(nasBench201(8, 5, 8));
    System.out.println(nasBench101(16, 8));
    System.out.println(nasBench201(16, 5, 32));
    System.out.println(nasBench101(128, 32));
  }
}
