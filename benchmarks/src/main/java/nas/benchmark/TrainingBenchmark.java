package nas.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.NoisePlugin;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.evaluator.training.AugmentationKind;
import nas.evaluator.training.AugmentationPolicy;
import nas.evaluator.training.Batching;
import nas.evaluator.training.Trainer;
import nas.evaluator.training.TrainingExecution;
import nas.evaluator.training.TrainingSettings;
import nas.network.Network;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Steps of a whole training of the published network of a NAS-Bench-201 cell: images flipped and
 * cropped, forward and backward pass, stochastic gradient descent. {@link RuntimeBenchmark} does
 * the passes alone.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class TrainingBenchmark {

  /** More steps than anybody measures. */
  private static final int STEPS = 100_000;

  /** The cell. */
  @Param(Cells.ALL_3X3)
  public String cell;

  /** Images in a step. */
  @Param("256")
  public int batch;

  /** Threads that prepare images. */
  @Param("1")
  public int dataThreads;

  /** Where to compute. */
  @Param("cpu")
  public String device;

  private NetworkRuntime runtime;
  private Optimizer optimizer;
  private Trainer.Epochs epochs;
  private int done;

  /** Starts a training. */
  @Setup
  public void open() {
    PyTorch.prepare();
    Network network = Cells.trained(cell);
    // Twice a batch is trained on after a fifth each is set aside for validation and test.
    ImageData data =
        new NoisePlugin().read(new NoisePlugin.Settings(32, 3, 10, Math.max(100, 4 * batch), 0));
    TrainingSettings settings = settings();
    Device where = Device.parse(device);
    runtime =
        NetworkRuntime.create(
            network,
            Initialiser.PYTORCH_DEFAULT.weights(1, network.id()),
            where,
            Precision.FLOAT32);
    optimizer = settings.optimisation().create(runtime);
    DataSplit split =
        DataSplit.of(
            data, settings.validation().validationShare(), settings.validation().testShare(), 0);
    epochs = new Trainer(settings, split, where).epochs(runtime, optimizer, STEPS);
  }

  private TrainingSettings settings() {
    return TrainingSettings.standard(1)
        .with(Batching.STANDARD.withSize(batch))
        .with(
            AugmentationPolicy.NONE.of(
                List.of(AugmentationKind.HORIZONTAL_FLIP, AugmentationKind.RANDOM_CROP)))
        .with(new TrainingExecution(device, 0, dataThreads));
  }

  /** Makes a step of the training. */
  @Benchmark
  public boolean step() throws InterruptedException {
    return epochs.step(done++);
  }

  /** Ends the training. */
  @TearDown
  public void close() {
    epochs.close();
    optimizer.close();
    runtime.close();
  }
}
