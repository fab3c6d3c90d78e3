package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import nas.engine.MemoryFormat;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.Linear;
import nas.network.operation.Scale;
import nas.network.operation.Sigmoid;
import nas.proxy.ImageBatch;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SynFlow through operations that see values at their true scale, however large that is. */
class SynflowScaleTest {

  private static final int SCALES = 40;

  @BeforeAll
  static void prepare() {
    PyTorch.prepare();
  }

  /** Returns the logarithm for a network that multiplies by a factor before a sigmoid. */
  private static Optional<Double> synflow(double factor) {
    FeatureShape input = new FeatureShape(2, 1, 1);
    Network.Builder builder = Network.builder("scaled", input);
    int node = builder.add("first", new Linear(2, false), 0);
    for (int scale = 0; scale < SCALES; scale++) {
      node = builder.add("scale" + scale, new Scale(factor), node);
    }
    builder.add("last", new Linear(2, false), builder.add("gate", new Sigmoid(), node));
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT32, MemoryFormat.CHANNELS_FIRST)
            .measure(
                builder.build(),
                parameter -> element -> 1,
                List.of(new ImageBatch(input, new double[] {1, 1}, new int[] {0})),
                ProbePlan.of(List.of(new SynflowTangent())),
                1);
    return Optional.ofNullable(result.measurements().get(new SynflowTangent()));
  }

  /** A sigmoid of 0 has the slope 1/4, but 0 has no slope of its own left. */
  @Test
  void whatIsTooSmallIsZero() {
    // Four weights behind gates of one half.
    assertEquals(Math.log(4 * 0.5), synflow(1e-6).orElseThrow(), 1e-6);
  }

  @Test
  void whatIsTooLargeIsNoNumberAndNoFault() {
    Optional<Double> found = synflow(1e6);
    assertFalse(found.filter(Double::isFinite).isPresent(), found.toString());
    assertTrue(synflow(1).filter(Double::isFinite).isPresent());
  }
}
