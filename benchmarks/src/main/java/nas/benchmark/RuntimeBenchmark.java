package nas.benchmark;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.loss.Loss;
import nas.engine.loss.Losses;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import nas.network.Network;
import nas.network.OneClass;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Forward and backward passes of the published network of a NAS-Bench-201 cell. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class RuntimeBenchmark {

  /** The cell. */
  @Param(Cells.ALL_3X3)
  public String cell;

  /** Images in a step. */
  @Param("64")
  public int batch;

  /** Where to compute. */
  @Param("cpu")
  public String device;

  private NetworkRuntime runtime;
  private ByteBuffer images;
  private ByteBuffer targets;
  private Loss loss;

  /** Makes network, images and labels. */
  @Setup
  public void open() {
    PyTorch.prepare();
    Network network = Cells.trained(cell);
    runtime =
        NetworkRuntime.create(
            network,
            Initialiser.PYTORCH_DEFAULT.weights(1, network.id()),
            Device.parse(device),
            Precision.FLOAT32);
    images = floats(batch * network.input().elements());
    for (int value = 0; value < images.capacity() / Float.BYTES; value++) {
      images.putFloat(value * Float.BYTES, (float) ((Seeds.mix(value) >>> 11) * 0x1p-52 - 1));
    }
    int classes = network.outputNode().output().channels();
    loss = Losses.of(new OneClass(classes));
    targets = floats((long) batch * classes);
    for (int image = 0; image < batch; image++) {
      targets.putFloat((image * classes + image % classes) * Float.BYTES, -1f / batch);
    }
  }

  private static ByteBuffer floats(long count) {
    return ByteBuffer.allocateDirect(Math.toIntExact(count * Float.BYTES))
        .order(ByteOrder.nativeOrder());
  }

  /** Executes the network in training mode and computes all gradients. */
  @Benchmark
  public double passes() {
    runtime.lossAndGradients(images, targets, batch, loss);
    try (Tensor gradients = runtime.gradients();
        Tensor first = gradients.slice(0, 0, 1)) {
      double value = first.scalar(); // Waits for the device.
      runtime.clearGradients();
      return value;
    }
  }

  /** Closes the network. */
  @TearDown
  public void close() {
    runtime.close();
  }
}
