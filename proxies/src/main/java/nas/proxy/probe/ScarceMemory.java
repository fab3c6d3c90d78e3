package nas.proxy.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.network.Network;
import nas.proxy.Measurements;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * Measures networks side by side as long as the device's memory suffices, and where it does not,
 * once more with less: a network by itself, then one probe after another.
 *
 * <p>What is measured is the same in all three ways. A probe for which even that is too little has
 * no value. Threads of this process wait for each other; whatever else fills the memory they do not
 * know.
 */
public final class ScarceMemory {

  private final ReadWriteLock turns = new ReentrantReadWriteLock(true);
  private final String device;

  /**
   * Prepares to measure.
   *
   * @param device its name, for messages
   */
  public ScarceMemory(String device) {
    this.device = device;
  }

  /**
   * Measures a network.
   *
   * @param measure measures it by a plan, and throws {@link OutOfDeviceMemoryException} where
   *     memory does not suffice
   */
  public NetworkProbe.Result measure(
      Network network, ProbePlan plan, Function<ProbePlan, NetworkProbe.Result> measure) {
    try {
      return inTurn(turns.readLock(), () -> measure.apply(plan));
    } catch (OutOfDeviceMemoryException e) {
      return inTurn(turns.writeLock(), () -> alone(network, plan, measure));
    }
  }

  private NetworkProbe.Result alone(
      Network network, ProbePlan plan, Function<ProbePlan, NetworkProbe.Result> measure) {
    try {
      return measure.apply(plan);
    } catch (OutOfDeviceMemoryException e) {
      return oneByOne(network, plan, measure);
    }
  }

  private NetworkProbe.Result oneByOne(
      Network network, ProbePlan plan, Function<ProbePlan, NetworkProbe.Result> measure) {
    Measurements measurements = Measurements.of(network);
    Map<Probe<?>, Score.Undefined> undefined = new LinkedHashMap<>();
    for (Probe<?> probe : plan.probes()) {
      try {
        NetworkProbe.Result one = measure.apply(ProbePlan.of(List.of(probe)));
        undefined.putAll(one.undefined());
        if (one.undefined().isEmpty()) {
          measurements = with(measurements, probe, one.measurements());
        }
      } catch (OutOfDeviceMemoryException e) {
        undefined.put(
            probe,
            new Score.Undefined(
                Score.Reason.OUT_OF_MEMORY,
                "the memory of %s does not suffice for it and this minibatch".formatted(device)));
      }
    }
    return new NetworkProbe.Result(measurements, undefined);
  }

  private static <T> Measurements with(
      Measurements measurements, Probe<T> probe, Measurements from) {
    return measurements.with(probe, from.get(probe));
  }

  private interface Measuring {
    NetworkProbe.Result run();
  }

  private static NetworkProbe.Result inTurn(Lock turn, Measuring measuring) {
    turn.lock();
    try {
      return measuring.run();
    } finally {
      turn.unlock();
    }
  }
}
