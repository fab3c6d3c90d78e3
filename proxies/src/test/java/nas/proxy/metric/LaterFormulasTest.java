package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Add;
import nas.network.operation.Relu;
import nas.proxy.Score;
import nas.proxy.probe.BlockGains;
import nas.proxy.probe.BlockSpectra;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.LayerSpectra;
import nas.proxy.probe.LeastCorrelations;
import nas.proxy.probe.LogitJacobians;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.Weights;
import org.junit.jupiter.api.Test;

/** The formulas of metrics since 2022, worked out by hand; golden values check the rest. */
class LaterFormulasTest {

  private static double value(Score score) {
    return assertInstanceOf(Score.Value.class, score).value();
  }

  private static Score.Reason reason(Score score) {
    return assertInstanceOf(Score.Undefined.class, score).reason();
  }

  @Test
  void mecoCountsLayersOnceAndModulesByTheirContainers() {
    Network.Builder b = Network.builder("two", new FeatureShape(2, 4, 4));
    int relu = b.within(b.add("relu", new Relu(), 0), 2);
    b.within(b.add("sum", new Add(), relu, relu), 1);
    Network network = b.build();
    LeastCorrelations measured =
        new LeastCorrelations(
            List.of(
                new LeastCorrelations.OfNode("relu", 0.25),
                new LeastCorrelations.OfNode("sum", 0.5)));
    assertEquals(0.25, value(Meco.score(measured, network, Meco.Summands.LAYERS)));
    assertEquals(3 * 0.25 + 0.5, value(Meco.score(measured, network, Meco.Summands.MODULES)));
  }

  @Test
  void logSynflowTakesLogarithmsOfGradients() {
    // Gradients 3 and e^800: log(1 + 3), and a gradient that no double can hold.
    Saliencies scaled =
        new Saliencies(List.of(new Saliencies.Layer("a", 1, new double[] {2, 0})), 800);
    Weights weights = new Weights(List.of(new Weights.Layer("a", 1, new double[] {-2, 7})));
    assertEquals(2 * 800, value(LogSynflow.score(scaled, weights)), 1e-9);
    Saliencies plain =
        new Saliencies(List.of(new Saliencies.Layer("a", 1, new double[] {6, 0})), 0);
    assertEquals(2 * Math.log(4), value(LogSynflow.score(plain, weights)), 1e-12);
  }

  @Test
  void azNasComparesEntropiesAndGains() {
    // Two equal eigenvalues have the entropy log 2, one alone 0, but for the 1e-8 in the logarithm.
    BlockSpectra spectra =
        new BlockSpectra(List.of(new double[] {3, 3}, new double[] {0, 5}, new double[] {1, 1}));
    assertEquals(2 * Math.log(2), value(AzNas.score(spectra, AzNas::expressivity)), 1e-7);
    assertEquals(-Math.log(2), value(AzNas.score(spectra, AzNas::progressivity)), 1e-7);
    BlockGains gains =
        new BlockGains(List.of(new BlockGains.Gain(false, 1), new BlockGains.Gain(false, 2)));
    assertEquals((0 - 0.5) / 2, value(AzNas.trainability(gains)), 1e-5);
    assertEquals(
        Score.Reason.UNSUITABLE,
        reason(AzNas.trainability(new BlockGains(List.of(new BlockGains.Gain(true, 1))))));
  }

  @Test
  void nearSumsEffectiveRanks() {
    LayerSpectra spectra =
        new LayerSpectra(
            List.of(
                new LayerSpectra.Layer("even", new double[] {2, 2, 2}),
                new LayerSpectra.Layer("one", new double[] {7, 0}),
                new LayerSpectra.Layer("zero", new double[] {0, 0})));
    assertEquals(3 + 1, value(Near.score(spectra)), 1e-12);
  }

  @Test
  void swapIsRegularisedByBothOrNone() {
    assertEquals(7, value(Swap.score(7, 1)));
    assertEquals(Score.Reason.NO_RELUS, reason(Swap.score(0, 1)));
    InvalidSettingException half =
        assertThrows(
            InvalidSettingException.class,
            () -> new Swap.Settings(16, 32, Optional.of(40.0), Optional.empty()));
    assertEquals("mu", half.key());
  }

  @Test
  void halfPrecisionIsThatOfTheAuthors() {
    assertEquals(0.04998779296875, Vkdnw.half(0.05));
    assertEquals(0.9501953125, Vkdnw.half(1 - Vkdnw.half(0.05)));
    assertEquals(0.00499725341796875, Vkdnw.half(Vkdnw.half(0.05) / 10));
    assertEquals(0x1p-24, Vkdnw.half(0x1.1p-24));
  }

  @Test
  void vkdnwRanksByArraysFirst() {
    double[][] derivatives = {{1, 2, 0.5}, {0.25, -1, 3}};
    LogitJacobians jacobians =
        new LogitJacobians(
            List.of(new LogitJacobians.OfImage(new double[] {0.5, -0.5}, derivatives)));
    double entropy = value(Vkdnw.score(jacobians, -1));
    // One of three directions is told apart: the quantiles above the middle grow as 1 to 4.
    double expected = 0;
    for (int tenth = 1; tenth <= 4; tenth++) {
      expected -= tenth / 10.0 * Math.log(tenth / 10.0);
    }
    assertEquals(expected, entropy, 1e-6);
    assertEquals(12 + entropy / 3, value(Vkdnw.score(jacobians, 12)));
  }

  @Test
  void wrcorWeighsBlocksByPowersOfTwo() {
    Network.Builder b = Network.builder("blocks", new FeatureShape(2, 4, 4));
    b.block(Network.Role.STEM);
    int sum = b.add("sum", new Add(), 0, 0);
    b.block(Network.Role.CELL);
    int first = b.add("first", new Relu(), sum);
    b.block(Network.Role.CELL);
    b.add("second", new Relu(), first);
    double[][] one = {{1, 0.5}, {0.5, 1}};
    Kernels responses =
        new Kernels(List.of(new Kernels.Layer("first", one), new Kernels.Layer("second", one)));
    // The stem has no rectifier, so that the weights are 1 and 2.
    assertEquals(Math.log(9 * 0.75), value(Wrcor.score(responses, b.build())), 1e-12);
  }
}
