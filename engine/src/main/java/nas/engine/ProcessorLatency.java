package nas.engine;

import ai.djl.engine.EngineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongSupplier;
import nas.core.Seeds;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.Network;

/**
 * Measures by the wall clock how long one image takes through a network on the processor: forward
 * pass, evaluation mode, batch of one, single precision, on the calling thread.
 *
 * <p>After 5 passes to warm up, rounds of 15 passes are timed until the medians of the first and
 * the second half of a round agree within 5 %; the median of that round counts. After 10 rounds
 * without agreement it is the median of all their passes.
 *
 * <p>The weights are initial ones, as no operation takes longer for other numbers.
 */
public final class ProcessorLatency implements LatencyMeter {

  static final int WARM_UP = 5;
  static final int ROUND = 15;
  static final int MOST_ROUNDS = 10;
  static final double AGREEMENT = 0.05;

  private final LongSupplier nanoTime;

  /**
   * Creates a meter.
   *
   * @param nanoTime the clock, such as {@code System::nanoTime}
   */
  public ProcessorLatency(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public double milliseconds(Network network) {
    int values = Math.toIntExact(network.input().elements());
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    for (int value = 0; value < values; value++) {
      pixels.putFloat((float) (2 * Seeds.unit(value) - 1));
    }
    WeightSource weights = Initialiser.PYTORCH_DEFAULT.weights(1, network.id());
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, weights, Device.CPU, Precision.FLOAT32);
        Tensor image = runtime.channelsLast(pixels, 1)) {
      return GradientMode.unrecorded(() -> median(() -> pass(runtime, image)));
    } catch (EngineException | OutOfDeviceMemoryException | IllegalArgumentException e) {
      return Double.NaN;
    }
  }

  private static void pass(NetworkRuntime runtime, Tensor image) {
    runtime.forward(image, Mode.EVALUATION, Tap.NONE).close();
  }

  /** Returns the median time of an action in milliseconds, to the nanosecond. */
  double median(Runnable action) {
    for (int pass = 0; pass < WARM_UP; pass++) {
      action.run();
    }
    long[] nanos = new long[MOST_ROUNDS * ROUND];
    for (int round = 0; round < MOST_ROUNDS; round++) {
      int from = round * ROUND;
      for (int pass = from; pass < from + ROUND; pass++) {
        long start = nanoTime.getAsLong();
        action.run();
        nanos[pass] = nanoTime.getAsLong() - start;
      }
      int middle = from + ROUND / 2;
      double first = median(nanos, from, middle);
      double second = median(nanos, middle, from + ROUND);
      if (Math.abs(first - second) <= AGREEMENT * Math.min(first, second)) {
        return median(nanos, from, from + ROUND) / 1e6;
      }
    }
    return median(nanos, 0, nanos.length) / 1e6;
  }

  private static double median(long[] values, int from, int to) {
    long[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2.0;
  }
}
