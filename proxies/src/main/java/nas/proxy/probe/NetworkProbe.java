package nas.proxy.probe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.engine.MemoryFormat;
import nas.engine.WeightSource;
import nas.engine.tensor.Device;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Target;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Observation;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * Measures untrained networks on the engine.
 *
 * <p>What is measured depends on network, weights, images, seed, precision and layout alone: not on
 * the thread, nor on what else is measured. Safe for use by several threads.
 *
 * @param device where to compute
 * @param precision number format of weights, activations and gradients
 * @param layout order of images and activations in memory; what is measured has the same order in
 *     either. Channels last, forward passes take 0.75 of the time, backward passes 0.85 to 0.95,
 *     but the second backward pass of {@link HessianGradient} 1.6 times as long
 */
public record NetworkProbe(Device device, Precision precision, MemoryFormat layout) {

  /** Measures channels first, the order of published code. */
  public NetworkProbe(Device device, Precision precision) {
    this(device, precision, MemoryFormat.CHANNELS_FIRST);
  }

  /**
   * What was measured of a network, and what could not be.
   *
   * @param measurements what was measured
   * @param undefined why each of the other probes has no value
   */
  public record Result(Measurements measurements, Map<Probe<?>, Score.Undefined> undefined) {
    /** Copies the map. */
    public Result {
      undefined = Map.copyOf(undefined);
    }
  }

  /**
   * Measures a network.
   *
   * @param weights gives the initial weights; must give the same values whenever it is asked
   * @param batches at least as many as the plan reads
   * @param seed decides, together with the network's id, the random numbers that some probes draw
   * @throws IllegalArgumentException if the batches do not fit the network or the plan
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public Result measure(
      Network network, WeightSource weights, List<ImageBatch> batches, ProbePlan plan, long seed) {
    return measure(network, weights, batches, plan, Streams.of(seed));
  }

  /**
   * Measures a network with random numbers that may not all follow from a seed.
   *
   * @see #measure(Network, WeightSource, List, ProbePlan, long)
   */
  public Result measure(
      Network network,
      WeightSource weights,
      List<ImageBatch> batches,
      ProbePlan plan,
      Streams streams) {
    check(network, batches, plan);
    return OutOfDeviceMemoryException.explained(
        () -> {
          try (NetworkPlace place = new NetworkPlace(this, network, weights, batches, streams)) {
            return measure(place, plan);
          }
        });
  }

  private static Result measure(NetworkPlace place, ProbePlan plan) {
    Map<Probe<?>, Score.Undefined> undefined = new LinkedHashMap<>();
    for (Probe<?> probe : plan.probes()) {
      probe.obstacle(place).ifPresent(reason -> undefined.put(probe, reason));
    }
    ProbePlan possible =
        undefined.isEmpty()
            ? plan
            : ProbePlan.of(
                plan.probes().stream().filter(probe -> !undefined.containsKey(probe)).toList());
    Map<Probe<?>, Observation<?>> observations = new LinkedHashMap<>();
    possible.passes().stream()
        .flatMap(entry -> entry.serves().stream())
        .forEach(probe -> observations.computeIfAbsent(probe, one -> one.observe(place)));
    new SharedPasses(place, possible, observations).run();
    Measurements measurements = Measurements.of(place.network());
    for (Map.Entry<Probe<?>, Observation<?>> entry : observations.entrySet()) {
      measurements = with(measurements, entry.getKey(), entry.getValue().result());
    }
    return new Result(measurements, undefined);
  }

  private static <T> Measurements with(Measurements measurements, Probe<T> probe, Object value) {
    return measurements.with(probe, probe.type().cast(value));
  }

  private static void check(Network network, List<ImageBatch> batches, ProbePlan plan) {
    if (batches.size() < plan.batches()) {
      throw new IllegalArgumentException(
          "the plan reads " + plan.batches() + " batches of images, got " + batches.size());
    }
    int classes = network.outputNode().output().channels();
    for (ImageBatch batch : batches) {
      if (!batch.shape().equals(network.input())) {
        throw new IllegalArgumentException(
            "images of " + batch.shape() + " do not fit a network for " + network.input());
      }
      checkLabels(network.outputNode().output(), batch);
      for (int at = 0; at < batch.labels().length; at++) {
        if (batch.labels()[at] >= classes) {
          throw new IllegalArgumentException(
              "label (%d) of image %d must be below the number of classes (%d)"
                  .formatted(batch.labels()[at], at / batch.labelsOfEach(), classes));
        }
      }
    }
  }

  private static void checkLabels(FeatureShape output, ImageBatch batch) {
    if (batch.target().isPresent()) {
      Target target = batch.target().get();
      if (batch.labelsOfEach() != target.labels() || !output.equals(target.output())) {
        throw new IllegalArgumentException(
            "%d labels of an image and outputs of %s do not fit %s"
                .formatted(batch.labelsOfEach(), output.described(), target.described()));
      }
    } else if (batch.labelsOfEach() > 1 && batch.labelsOfEach() != output.width()) {
      throw new IllegalArgumentException(
          "%d labels of an image do not fit outputs at %d steps"
              .formatted(batch.labelsOfEach(), output.width()));
    }
  }
}
