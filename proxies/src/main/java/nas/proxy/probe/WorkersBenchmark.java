package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.network.Network;
import nas.proxy.ImageBatch;
import nas.proxy.Measurements;
import nas.proxy.Metric;

/**
 * Measures how many networks several workers score, each worker one network at a time.
 *
 * <p>How many threads the engine uses for one operation is fixed for the whole process (system
 * property {@code ai.djl.pytorch.num_threads}), so comparing that takes several processes.
 */
public final class WorkersBenchmark {

  private WorkersBenchmark() {}

  /**
   * Scores networks by one plan for all metrics, channels first, in single precision on the
   * processor.
   *
   * @param networks networks for images of one shape; the first is scored by every worker before
   *     the clock starts
   * @param metrics at least one
   * @param batchSize images in a batch, at least 2
   * @param workers number of workers, at least 1
   * @return networks scored per second of wall time
   */
  public static double networksPerSecond(
      List<Network> networks, List<Metric> metrics, int batchSize, int workers) {
    if (networks.isEmpty() || metrics.isEmpty() || batchSize < 2 || workers < 1) {
      throw new IllegalArgumentException(
          "networks ("
              + networks.size()
              + "), metrics ("
              + metrics.size()
              + ") and workers ("
              + workers
              + ") must be at least 1 and batchSize ("
              + batchSize
              + ") at least 2");
    }
    PyTorch.prepare();
    ProbePlan plan = ProbePlan.forMetrics(metrics);
    List<ImageBatch> batches = new ArrayList<>();
    for (int batch = 0; batch < plan.batches(); batch++) {
      batches.add(images(networks.get(0), batchSize, batch));
    }
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (Network network : networks) {
      tasks.add(() -> score(network, batches, plan, metrics));
    }
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      finish(threads, Collections.nCopies(workers, tasks.get(0)));
      long start = System.nanoTime();
      finish(threads, tasks);
      return networks.size() / ((System.nanoTime() - start) * 1e-9);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while scoring networks", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("scoring networks failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private static void finish(ExecutorService threads, List<Callable<Boolean>> tasks)
      throws InterruptedException, ExecutionException {
    for (Future<Boolean> done : threads.invokeAll(tasks)) {
      done.get();
    }
  }

  private static boolean score(
      Network network, List<ImageBatch> batches, ProbePlan plan, List<Metric> metrics) {
    NetworkProbe.Result result =
        new NetworkProbe(Device.CPU, Precision.FLOAT32)
            .measure(
                network, Initialiser.PYTORCH_DEFAULT.weights(1, network.id()), batches, plan, 0);
    if (!result.undefined().isEmpty()) {
      throw new IllegalArgumentException(network + " cannot be measured: " + result.undefined());
    }
    Measurements measured = result.measurements();
    metrics.forEach(metric -> metric.score(measured));
    return true;
  }

  /** Returns images and labels that follow from a seed. */
  static ImageBatch images(Network network, int batchSize, long seed) {
    long stream = Seeds.mix(seed);
    int classes = network.outputNode().output().channels();
    double[] pixels = new double[Math.toIntExact(batchSize * network.input().elements())];
    Arrays.setAll(pixels, index -> (Seeds.mix(stream + index) >>> 11) * 0x1p-52 - 1);
    int[] labels = new int[batchSize];
    Arrays.setAll(labels, image -> image % classes);
    return new ImageBatch(network.input(), pixels, labels);
  }
}
