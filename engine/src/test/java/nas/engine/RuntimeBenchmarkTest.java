package nas.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.engine.tensor.Device;
import nas.network.Network;
import org.junit.jupiter.api.Test;

class RuntimeBenchmarkTest {

  @Test
  void ratesFitTogether() {
    Network network = TestNetworks.everyLayer(1);
    RuntimeBenchmark.Result result = RuntimeBenchmark.run(network, 4, Device.CPU, 3);
    assertEquals(network.id(), result.networkId());
    assertTrue(result.imagesPerSecond() > 0);
    assertEquals(
        6e-9 * network.live().macs() * result.imagesPerSecond(), result.gigaflopsPerSecond(), 1e-9);
    assertEquals(
        result.gigaflopsPerSecond() / result.matrixGigaflopsPerSecond(), result.ratio(), 1e-12);
    assertThrows(
        IllegalArgumentException.class, () -> RuntimeBenchmark.run(network, 1, Device.CPU, 3));
  }
}
