package nas.evaluator.training;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.Network;

/**
 * Measures how much of a training's time goes into anything but the network: a step of the whole
 * training and a step that only computes gradients, on a batch that is always the same, take turns,
 * so that a busy machine slows both.
 */
public final class TrainingBenchmark {

  private TrainingBenchmark() {}

  /**
   * What was measured; every rate is the median over the rounds.
   *
   * @param imagesPerSecond images trained on per second
   * @param floorImagesPerSecond images through forward and backward pass per second
   * @param overhead median over the rounds of how much longer a training step takes than the passes
   *     of the same round, relative to these
   */
  public record Result(double imagesPerSecond, double floorImagesPerSecond, double overhead) {}

  /**
   * Trains on the calling thread.
   *
   * @param data has at least as many training images as a batch
   * @param rounds number of measured rounds, at least 1; one runs before to warm up
   * @throws InterruptedException if the thread is interrupted
   */
  public static Result run(
      TrainingSettings settings, Network network, ImageData data, Device device, int rounds)
      throws InterruptedException {
    DataSplit split = DataSplit.of(data, settings.validationShare(), settings.testShare(), 0);
    int size = settings.batchSize();
    if (split.training().count() < size) {
      throw new IllegalArgumentException(
          size + " images are wanted, not only " + split.training().count());
    }
    double[] steps = new double[rounds];
    double[] floors = new double[rounds];
    try (NetworkRuntime runtime = runtime(network, device);
        NetworkRuntime bare = runtime(network, device);
        Optimizer optimizer = settings.optimizer().create(runtime, settings);
        Trainer.Epochs epochs =
            new Trainer(settings, split, device).epochs(runtime, optimizer, rounds + 1)) {
      ByteBuffer images = floats(size * network.input().elements());
      ByteBuffer targets = floats((long) size * data.task().classes());
      for (int image = 0; image < size; image++) {
        targets.putFloat(
            (image * data.task().classes() + image % data.task().classes()) * Float.BYTES,
            -1f / size);
      }
      for (int pixel = 0; pixel < images.capacity() / Float.BYTES; pixel++) {
        images.putFloat(pixel * Float.BYTES, (pixel % 255 - 127) / 64f);
      }
      for (int round = -1; round < rounds; round++) {
        long start = System.nanoTime();
        bare.lossAndGradients(images, targets, size);
        long middle = System.nanoTime();
        epochs.step(round + 1);
        if (round >= 0) {
          floors[round] = (middle - start) * 1e-9;
          steps[round] = (System.nanoTime() - middle) * 1e-9;
        }
        bare.clearGradients();
      }
    }
    double[] overheads = new double[rounds];
    Arrays.setAll(overheads, round -> steps[round] / floors[round] - 1);
    return new Result(size / median(steps), size / median(floors), median(overheads));
  }

  private static NetworkRuntime runtime(Network network, Device device) {
    return NetworkRuntime.create(
        network, Initialiser.PYTORCH_DEFAULT.weights(1, network.id()), device, Precision.FLOAT32);
  }

  private static ByteBuffer floats(long count) {
    return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
