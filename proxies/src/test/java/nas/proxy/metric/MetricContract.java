package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import nas.network.Network;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.Score;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every metric must keep to; the test of a metric implements this interface. */
public interface MetricContract {

  /** Returns the metric under test. */
  Metric metric();

  /**
   * Returns what a probe of the metric's own may measure.
   *
   * @param images number of images in the batch
   * @param layers number of layers, maybe none
   * @param value turns an ordinary value into the one measured: the same, another constant, NaN
   */
  default Object madeUp(Probe<?> probe, int images, int layers, DoubleUnaryOperator value) {
    throw new IllegalArgumentException("no made-up value for " + probe);
  }

  private Score score(Measured measured, Network network) {
    return metric().score(measured.only(network, metric().needs(), this));
  }

  private Score score(Measured measured) {
    return score(measured, Measured.network());
  }

  @Test
  default void saysWhatItIs() {
    assertTrue(metric().name().matches("[a-z][a-z0-9]*(-[a-z0-9]+)*"), metric().name());
    assertFalse(metric().summary().isBlank());
    assertFalse(metric().summary().endsWith("."), "summaries are not sentences with a full stop");
    assertNotNull(metric().direction());
    assertEquals(metric().unit().strip(), metric().unit());
    assertTrue(metric().version() >= 1);
    metric()
        .paper()
        .ifPresent(paper -> assertTrue(paper.link().matches("arXiv:.+|10\\..+"), paper::link));
  }

  @Test
  default void scoresAnOrdinaryNetworkWithANumberAndAlwaysTheSame() {
    Score first = score(Measured.ordinary());
    assertInstanceOf(Score.Value.class, first);
    assertEquals(first, score(Measured.ordinary()));
    List<Probe<?>> needs = new ArrayList<>(metric().needs());
    assertEquals(needs, new ArrayList<>(metric().needs()), "needs have an order");
  }

  @Test
  default void isUnaffectedByWhatElseIsMeasured() {
    Measured measured = Measured.ordinary();
    Score alone = score(measured);
    Set<Probe<?>> all = new LinkedHashSet<>(measured.all().keySet());
    all.addAll(metric().needs());
    assertEquals(alone, metric().score(measured.only(Measured.network(), all, this)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  default void brokenMeasurementsHaveNoScore(double broken) {
    Score score = score(Measured.constant(broken));
    if (metric().needs().isEmpty()) {
      assertInstanceOf(Score.Value.class, score);
    } else if (Double.isNaN(broken)) {
      Score.Undefined undefined = assertInstanceOf(Score.Undefined.class, score);
      assertEquals(Score.Reason.NON_FINITE, undefined.reason());
    }
    assertSaysWhy(score);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 1, -3, 1e-300, 1e300, Double.MIN_VALUE, Double.MAX_VALUE})
  default void constantMeasurementsGiveANumberOrAReason(double constant) {
    Score score = score(Measured.constant(constant));
    assertSaysWhy(score);
    assertEquals(score, score(Measured.constant(constant)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-200, 1e200})
  default void tinyAndHugeMeasurementsGiveANumberOrAReason(double factor) {
    assertSaysWhy(score(new Measured(6, 3, x -> factor * x)));
  }

  @Test
  default void oneImageGivesANumberOrAReason() {
    Score score = score(new Measured(1, 3, x -> x));
    assertSaysWhy(score);
    if (score instanceof Score.Undefined undefined) {
      assertEquals(Score.Reason.BATCH_TOO_SMALL, undefined.reason());
    }
  }

  @Test
  default void aNetworkWithoutLayersToMeasureGivesANumberOrAReason() {
    Score score = score(new Measured(6, 0, x -> x), Measured.networkWithoutWeights());
    assertSaysWhy(score);
    if (score instanceof Score.Undefined undefined) {
      assertTrue(
          undefined.reason() == Score.Reason.NO_WEIGHTS
              || undefined.reason() == Score.Reason.NO_RELUS
              || undefined.reason() == Score.Reason.UNSUITABLE,
          undefined::toString);
    }
  }

  private static void assertSaysWhy(Score score) {
    if (score instanceof Score.Undefined undefined) {
      assertFalse(undefined.message().isBlank());
    } else {
      assertTrue(Double.isFinite(((Score.Value) score).value()));
    }
  }
}
