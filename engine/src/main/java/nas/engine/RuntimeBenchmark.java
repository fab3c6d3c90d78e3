package nas.engine;

import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import nas.core.Seeds;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;

/** Measures how fast the runtime executes a network, next to what the machine can do at best. */
public final class RuntimeBenchmark {

  private static final int MATRIX_SIDE = 1024;

  private RuntimeBenchmark() {}

  /**
   * What was measured; every rate is the median over the rounds.
   *
   * @param networkId id of the network
   * @param batchSize images per step
   * @param imagesPerSecond images through forward and backward pass per second
   * @param gigaflopsPerSecond floating-point operations per second of these passes, in 10^9,
   *     counted as 6 for each multiply-accumulate of the network (2 forward, 4 backward)
   * @param matrixGigaflopsPerSecond the same for products of two 1024 x 1024 matrices, measured
   *     between the rounds
   * @param ratio the former over the latter
   */
  public record Result(
      String networkId,
      int batchSize,
      double imagesPerSecond,
      double gigaflopsPerSecond,
      double matrixGigaflopsPerSecond,
      double ratio) {}

  /**
   * Runs forward and backward passes in training mode, in single precision, on the calling thread.
   *
   * @param network the network
   * @param batchSize images per step, at least 2
   * @param device where to run
   * @param rounds number of measured rounds, at least 1; a third as many run before to warm up
   */
  public static Result run(Network network, int batchSize, Device device, int rounds) {
    if (batchSize < 2 || rounds < 1) {
      throw new IllegalArgumentException(
          "batchSize ("
              + batchSize
              + ") must be at least 2 and rounds ("
              + rounds
              + ") at least 1");
    }
    FeatureShape shape = network.input();
    int classes = network.outputNode().output().channels();
    int values = Math.toIntExact(batchSize * shape.elements());
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(Math.multiplyExact(values, Float.BYTES))
            .order(ByteOrder.nativeOrder());
    for (int value = 0; value < values; value++) {
      pixels.putFloat((float) ((Seeds.mix(value) >>> 11) * 0x1p-52 - 1));
    }
    int[] labels = new int[batchSize];
    Arrays.setAll(labels, image -> image % classes);
    double[] stepSeconds = new double[rounds];
    double[] matrixSeconds = new double[rounds];
    WeightSource weights = Initialiser.PYTORCH_DEFAULT.weights(1, network.id());
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, weights, device, Precision.FLOAT32);
        NDArray images = runtime.channelsLast(pixels, batchSize);
        NDArray targets = runtime.targets(labels, classes);
        NDArray matrix = runtime.full(0.5, MATRIX_SIDE, MATRIX_SIDE)) {
      for (int round = -(rounds / 3 + 1); round < rounds; round++) {
        long start = System.nanoTime();
        GradientMode.recorded(() -> step(runtime, images, targets));
        long middle = System.nanoTime();
        GradientMode.unrecorded(() -> multiply(matrix));
        if (round >= 0) {
          stepSeconds[round] = (middle - start) * 1e-9;
          matrixSeconds[round] = (System.nanoTime() - middle) * 1e-9;
        }
      }
    }
    double seconds = median(stepSeconds);
    double gigaflops = 6e-9 * network.live().macs() * batchSize / seconds;
    double matrixGigaflops = 2e-9 * Math.pow(MATRIX_SIDE, 3) / median(matrixSeconds);
    return new Result(
        network.id(),
        batchSize,
        batchSize / seconds,
        gigaflops,
        matrixGigaflops,
        gigaflops / matrixGigaflops);
  }

  private static double step(NetworkRuntime runtime, NDArray images, NDArray targets) {
    try (NDArray logits = runtime.forward(images, Mode.TRAINING, Tap.NONE);
        NDArray loss = NetworkRuntime.crossEntropy(logits, targets)) {
      runtime.backward(loss);
      try (NDArray gradients = runtime.gradients();
          NDArray first = gradients.get(0)) {
        double value = NetworkRuntime.scalar(first); // Waits for the device.
        runtime.clearGradients();
        return value;
      }
    }
  }

  private static double multiply(NDArray matrix) {
    try (NDArray product = matrix.matMul(matrix);
        NDArray first = product.get(0, 0)) {
      return NetworkRuntime.scalar(first);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
