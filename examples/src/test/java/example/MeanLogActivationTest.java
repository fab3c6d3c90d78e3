package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;
import nas.proxy.Metric;
import nas.proxy.Probe;
import nas.proxy.metric.MetricContract;
import nas.proxy.probe.ProbeContract;
import org.junit.jupiter.api.Test;

class MeanLogActivationTest implements MetricContract, ProbeContract {

  @Override
  public Metric metric() {
    return new MeanLogActivation();
  }

  @Override
  public Probe<?> probe() {
    return new MeanLogActivation.LogActivations();
  }

  @Override
  public Object madeUp(Probe<?> probe, int images, int layers, DoubleUnaryOperator value) {
    return new MeanLogActivation.LogActivations.Means(
        Collections.nCopies(layers, value.applyAsDouble(-0.5)));
  }

  @Test
  void takesTheMeanOfLogarithmsAndLeavesOutZeros() {
    assertEquals(
        Optional.of(StrictMath.log(6) / 2),
        MeanLogActivation.LogActivations.meanLog(new double[] {-3, 0, 2}));
    assertEquals(Optional.empty(), MeanLogActivation.LogActivations.meanLog(new double[] {0, -0.0}));
  }
}
