package nas.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.TimeUnit;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the machine can do at best: a product of two matrices of 1024 x 1024 numbers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class MatrixBenchmark {

  /** 10^9 floating-point operations of a product. */
  static final double GIGAFLOPS = 2e-9 * 1024 * 1024 * 1024;

  private static final int SIDE = 1024;

  /** Where to compute. */
  @Param("cpu")
  public String device;

  private NDManager manager;
  private NDArray matrix;

  /** Makes the matrix. */
  @Setup
  public void open() {
    PyTorch.prepare();
    manager = PyTorch.manager(Device.parse(device));
    matrix = manager.ones(new Shape(SIDE, SIDE));
  }

  /** Multiplies the matrix by itself. */
  @Benchmark
  public double product() {
    return GradientMode.unrecorded(
        () -> {
          try (NDArray product = matrix.matMul(matrix);
              NDArray first = product.get(0, 0)) {
            return Tensor.of(first).scalar(); // Waits for the device.
          }
        });
  }

  /** Frees the matrix. */
  @TearDown
  public void close() {
    manager.close();
  }
}
