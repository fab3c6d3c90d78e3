package nas.benchmark;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import nas.engine.Initialiser;
import nas.engine.NetworkRuntime;
import nas.engine.Optimizer;
import nas.engine.data.Dataset;
import nas.engine.data.TextPlugin;
import nas.engine.data.TextUnit;
import nas.engine.tensor.Device;
import nas.engine.tensor.Devices;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.evaluator.training.Batching;
import nas.evaluator.training.Checkpoints;
import nas.evaluator.training.StartingPoint;
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
 * Steps of the training of a {@linkplain LanguageModels language model} on the characters of the
 * embedded text: forward and backward pass, stochastic gradient descent.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class LanguageBenchmark {

  /** More steps than anybody measures. */
  private static final int STEPS = 100_000;

  /** Of the text, that is not trained on: twice. */
  private static final double SHARE = 0.1;

  /** How the long short-term memory is written. */
  public enum Cell {
    /** As a recipe of NAS-Bench-NLP. */
    RECIPE,
    /** As one operation. */
    OPERATION
  }

  /** The cell. */
  @Param("RECIPE")
  public Cell cell;

  /** Features of a token and of a state. */
  @Param("200")
  public int features;

  /** Pieces in a step. */
  @Param("20")
  public int batch;

  /** Tokens of a piece. */
  @Param("35")
  public int tokens;

  private NetworkRuntime runtime;
  private Optimizer optimizer;
  private Trainer.Epochs epochs;
  private int done;

  /** Starts a training. */
  @Setup
  public void open() {
    PyTorch.prepare();
    Dataset text =
        new TextPlugin()
            .read(
                new TextPlugin.Settings(
                    Optional.empty(), TextUnit.CHARACTERS, tokens, 10_000, SHARE, SHARE));
    Network network =
        cell == Cell.RECIPE
            ? LanguageModels.recipe(features, text.task())
            : LanguageModels.operation(features, text.task());
    runtime =
        NetworkRuntime.create(
            network,
            Initialiser.PYTORCH_DEFAULT.weights(1, network.id()),
            Device.CPU,
            Precision.FLOAT32);
    TrainingSettings settings = settings();
    optimizer = settings.optimisation().create(runtime);
    epochs =
        new Trainer(settings, text, Devices.of(Device.CPU), Checkpoints.none(), StartingPoint.DRAWN)
            .epochs(runtime, optimizer, STEPS);
  }

  private TrainingSettings settings() {
    return TrainingSettings.standard(1)
        .with(new Batching(batch, false))
        .with(new TrainingExecution("cpu", 0, 0));
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
