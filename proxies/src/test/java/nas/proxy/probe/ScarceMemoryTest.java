package nas.proxy.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nas.engine.tensor.Device;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.proxy.Probe;
import nas.proxy.Score;
import org.junit.jupiter.api.Test;

class ScarceMemoryTest {

  private static final Network NETWORK = TestNetworks.everyLayer(5);
  private static final LossGradients GRADIENTS = new LossGradients(1);
  private static final LayerWeights WEIGHTS = new LayerWeights();
  private static final ReluKernels KERNELS = new ReluKernels();
  private static final ProbePlan PLAN = ProbePlan.of(List.of(GRADIENTS, WEIGHTS, KERNELS));

  private static NetworkProbe.Result measured(ProbePlan plan) {
    return new NetworkProbe(Device.CPU, Precision.FLOAT64)
        .measure(
            NETWORK, TestNetworks.weights(3), List.of(TestNetworks.images(NETWORK, 4, 1)), plan, 1);
  }

  private static RuntimeException full() {
    return OutOfDeviceMemoryException.orElse(new EngineException("CUDA out of memory"));
  }

  private static <T> void assertSame(Probe<T> probe, NetworkProbe.Result result) {
    assertEquals(
        NetworkProbeTest.bits(measured(PLAN).measurements().get(probe)),
        NetworkProbeTest.bits(result.measurements().get(probe)));
  }

  @Test
  void whereAllTogetherIsTooMuchOneProbeIsMeasuredAfterAnother() {
    List<Integer> tried = new ArrayList<>();
    NetworkProbe.Result result =
        new ScarceMemory("gpu:0")
            .measure(
                NETWORK,
                PLAN,
                plan -> {
                  tried.add(plan.probes().size());
                  if (plan.probes().size() > 1) {
                    throw full();
                  }
                  return measured(plan);
                });
    assertEquals(List.of(3, 3, 1, 1, 1), tried);
    assertEquals(Map.of(), result.undefined());
    assertSame(GRADIENTS, result);
    assertSame(WEIGHTS, result);
    assertSame(KERNELS, result);
  }

  @Test
  void aProbeThatNeverFitsHasNoValueAndTheOthersHaveTheirs() {
    NetworkProbe.Result result =
        new ScarceMemory("gpu:3")
            .measure(
                NETWORK,
                PLAN,
                plan -> {
                  if (plan.probes().contains(GRADIENTS)) {
                    throw full();
                  }
                  return measured(plan);
                });
    assertEquals(
        Map.of(
            GRADIENTS,
            new Score.Undefined(
                Score.Reason.OUT_OF_MEMORY,
                "the memory of gpu:3 does not suffice for it and this minibatch")),
        result.undefined());
    assertSame(WEIGHTS, result);
    assertSame(KERNELS, result);
  }

  /** A device with room for one network, and four threads that fill it at once. */
  @Test
  void networksThatDoNotFitSideBySideAreMeasuredByThemselves() throws Exception {
    ScarceMemory memory = new ScarceMemory("gpu:0");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(4);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<NetworkProbe.Result>> results = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        results.add(
            threads.submit(
                () ->
                    memory.measure(
                        NETWORK,
                        PLAN,
                        plan -> {
                          int beside = inside.getAndIncrement();
                          try {
                            all.countDown();
                            all.await();
                            if (beside > 0) {
                              refused.incrementAndGet();
                              throw full();
                            }
                            return measured(plan);
                          } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                          } finally {
                            inside.decrementAndGet();
                          }
                        })));
      }
      for (Future<NetworkProbe.Result> result : results) {
        assertEquals(Map.of(), result.get(1, TimeUnit.MINUTES).undefined());
        assertSame(KERNELS, result.get());
      }
      assertEquals(3, refused.get());
    } finally {
      threads.shutdownNow();
      assertTrue(threads.awaitTermination(1, TimeUnit.MINUTES));
    }
  }

  @Test
  void otherFailuresAreNotTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    assertThrows(
        EngineException.class,
        () ->
            new ScarceMemory("cpu")
                .measure(
                    NETWORK,
                    PLAN,
                    plan -> {
                      tries.incrementAndGet();
                      throw new EngineException("wrong shape");
                    }));
    assertEquals(1, tries.get());
  }
}
