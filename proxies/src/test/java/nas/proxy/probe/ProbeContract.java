package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import nas.engine.MemoryFormat;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Zero;
import nas.proxy.ImageBatch;
import nas.proxy.Probe;
import org.junit.jupiter.api.Test;

/** What every probe must keep to; the test of a probe implements this interface. */
public interface ProbeContract {

  /** Returns the probe under test. */
  Probe<?> probe();

  private NetworkProbe.Result measured(Network network, List<Probe<?>> probes) {
    ProbePlan plan = ProbePlan.of(probes);
    List<ImageBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < plan.batches(); batch++) {
      batches.add(TestNetworks.images(network, 4, batch));
    }
    return new NetworkProbe(Device.CPU, Precision.FLOAT64, MemoryFormat.CHANNELS_LAST)
        .measure(network, TestNetworks.weights(3), batches, plan, 7);
  }

  private Object value(Network network, List<Probe<?>> probes) {
    return measured(network, probes).measurements().get(probe());
  }

  @Test
  default void isAValueThatStatesItsPasses() {
    assertEquals(probe(), probe());
    assertEquals(probe().hashCode(), probe().hashCode());
    assertEquals(probe().toString(), probe().toString());
    assertEquals(probe().passes(), probe().passes());
    assertFalse(ProbePlan.of(List.of(probe())).passes().isEmpty());
  }

  @Test
  default void measuresTheSameWhateverElseIsMeasured() {
    Network network = TestNetworks.everyLayer(1);
    Object alone = value(network, List.of(probe()));
    assertInstanceOf(probe().type(), alone);
    assertEquals(bits(alone), bits(value(network, List.of(probe()))));
    List<Probe<?>> beside =
        List.of(
            probe(),
            new LayerKernels(),
            new ReluKernels(),
            new InputJacobian(),
            new ChannelProducts(),
            new HessianGradient(),
            new LossGradients(2));
    assertEquals(bits(alone), bits(value(network, beside)));
  }

  @Test
  default void hasAValueOrAReasonForANetworkThatDoesNotReadItsImages() {
    Network.Builder builder = Network.builder("blind", new FeatureShape(2, 4, 4));
    int nothing = builder.add("nothing", new Zero(), 0);
    int pooled = builder.add("pool", new GlobalAveragePool(), nothing);
    builder.add("linear", new Linear(TestNetworks.CLASSES, true), pooled);
    NetworkProbe.Result result = measured(builder.build(), List.of(probe()));
    if (result.undefined().containsKey(probe())) {
      assertTrue(!result.undefined().get(probe()).message().isBlank());
    } else {
      assertInstanceOf(probe().type(), result.measurements().get(probe()));
    }
  }

  /** Returns a text that differs where any number differs in any bit. */
  private static String bits(Object value) {
    if (value instanceof Double number) {
      return Long.toHexString(Double.doubleToRawLongBits(number));
    } else if (value.getClass().isArray()) {
      List<String> items = new ArrayList<>();
      for (int index = 0; index < Array.getLength(value); index++) {
        items.add(bits(Array.get(value, index)));
      }
      return items.toString();
    } else if (value instanceof List<?> list) {
      return list.stream().map(ProbeContract::bits).toList().toString();
    } else if (value instanceof Record && value.getClass().isRecord()) {
      List<String> components = new ArrayList<>();
      for (var component : value.getClass().getRecordComponents()) {
        try {
          var accessor = component.getAccessor();
          accessor.setAccessible(true);
          components.add(bits(accessor.invoke(value)));
        } catch (ReflectiveOperationException e) {
          throw new LinkageError(e.getMessage(), e);
        }
      }
      return components.toString();
    }
    return value.toString();
  }
}
