package nas.engine;

import ai.djl.engine.EngineException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import nas.engine.kernel.Kernel;
import nas.engine.kernel.Kernels;
import nas.engine.loss.CrossEntropy;
import nas.engine.loss.Loss;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import org.jspecify.annotations.Nullable;

/**
 * A network with weights in native memory, ready to be executed: forward, loss, gradients.
 *
 * <p>Images are (batch, channels, height, width). All parameters lie in one flat vector, {@link
 * #weights()}, node after node in topological order, so that an optimiser or a metric treats them
 * with a handful of operations; {@link #parameters()} says what lies where. Nodes that cannot reach
 * the output are not executed and have no parameters here.
 *
 * <p>Gradients are recorded where {@link GradientMode} is on in the calling thread. Under it no
 * array may be multiplied by a Java number or read memory that Java owns: the engine would keep a
 * pointer to memory that the garbage collector frees. {@link #array} and {@link #full} give arrays
 * that the engine owns.
 *
 * <p>One runtime serves one thread at a time; several runtimes may run at once.
 */
public final class NetworkRuntime implements AutoCloseable {

  private static final String WEIGHTS = "weights";

  private final ExecutionPlan plan;
  private final Precision precision;
  private final Scope scope;
  private final NetworkArrays arrays;
  private @Nullable CarriedStates carried;

  private NetworkRuntime(
      ExecutionPlan plan, WeightSource source, Scope scope, Precision precision) {
    this.plan = plan;
    this.precision = precision;
    this.scope = scope;
    arrays = new NetworkArrays(plan, source, scope, precision);
  }

  /**
   * Puts a network on a device.
   *
   * @param network the network; its output may have any shape
   * @param source gives the initial weights
   * @throws IllegalArgumentException if the engine cannot execute a node, naming it
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public static NetworkRuntime create(
      Network network, WeightSource source, Device device, Precision precision) {
    return create(ExecutionPlan.of(network), source, device, precision);
  }

  /**
   * Puts a network on a device whose nodes are all executed, also those that cannot reach the
   * output; only nodes that are zero for all images are left out where nobody reads them.
   *
   * <p>Parameters of nodes that cannot reach the output follow all others.
   *
   * @throws IllegalArgumentException as {@link #create}
   * @throws OutOfDeviceMemoryException as {@link #create}
   */
  public static NetworkRuntime createWhole(
      Network network, WeightSource source, Device device, Precision precision) {
    return create(ExecutionPlan.of(network, true), source, device, precision);
  }

  private static NetworkRuntime create(
      ExecutionPlan plan, WeightSource source, Device device, Precision precision) {
    check(plan);
    Scope scope = Scope.on(device);
    try {
      return GradientMode.unrecorded(() -> new NetworkRuntime(plan, source, scope, precision));
    } catch (EngineException e) {
      scope.close();
      throw OutOfDeviceMemoryException.orElse(e);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  private static void check(ExecutionPlan plan) {
    if (plan.elements() > Integer.MAX_VALUE / Double.BYTES) {
      throw new IllegalArgumentException(
          "network " + plan.network().id() + " has too many parameters: " + plan.elements());
    }
    for (ExecutionPlan.Step step : plan.steps()) {
      Network.Node node = step.node();
      if (!step.zero()) {
        Kernel<Operation> kernel = Kernels.of(node);
        try {
          kernel.check(node.operation(), plan.network().inputsOf(node));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException("node " + node.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /**
   * Puts a network on a device with weights and running statistics from {@link #tensors()}.
   *
   * @param tensors by {@link NamedTensor#name}; those of {@link NamedTensor#layout}, in any order
   * @throws IllegalArgumentException if one is missing or of another shape, or as {@link #create}
   * @throws OutOfDeviceMemoryException as {@link #create}
   */
  public static NetworkRuntime restore(
      Network network, List<NamedTensor> tensors, Device device, Precision precision) {
    Set<String> given = new HashSet<>();
    tensors.forEach(tensor -> given.add(tensor.name()));
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      if (!given.contains(place.name())) {
        throw new IllegalArgumentException(
            place.name() + " is missing; it must have shape " + place.shape());
      }
    }
    WeightSource none =
        parameter -> {
          throw new IllegalStateException(parameter + " is given");
        };
    return restore(network, tensors, none, device, precision);
  }

  /**
   * Puts a network on a device with weights and running statistics from {@link #tensors()}, and
   * further weights.
   *
   * @param tensors by {@link NamedTensor#name}; all running statistics, and weights
   * @param others gives the weights that are not among the tensors
   * @throws IllegalArgumentException if one is missing or of another shape, or as {@link #create}
   * @throws OutOfDeviceMemoryException as {@link #create}
   */
  public static NetworkRuntime restore(
      Network network,
      List<NamedTensor> tensors,
      WeightSource others,
      Device device,
      Precision precision) {
    Map<String, NamedTensor> named = new HashMap<>();
    tensors.forEach(tensor -> named.put(tensor.name(), tensor));
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      NamedTensor tensor = named.get(place.name());
      if (tensor != null && !tensor.shape().equals(place.shape())) {
        throw new IllegalArgumentException(
            "%s has shape %s; it must have shape %s"
                .formatted(place.name(), tensor.shape(), place.shape()));
      }
    }
    WeightSource source =
        parameter -> {
          NamedTensor tensor = named.get(NamedTensor.name(parameter));
          return tensor == null ? others.valuesOf(parameter) : element -> tensor.values()[element];
        };
    NetworkRuntime runtime = create(network, source, device, precision);
    try {
      runtime.arrays.restore(named);
      return runtime;
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  /**
   * Returns weights and running statistics of all nodes that are executed, as copies in single
   * precision, in the order of {@link NamedTensor#layout}.
   */
  public List<NamedTensor> tensors() {
    return arrays.tensors();
  }

  /** Returns whether the images can influence the network's output. */
  public static boolean readsInput(Network network) {
    return ExecutionPlan.of(network).readsInput();
  }

  /** Returns the network. */
  public Network network() {
    return plan.network();
  }

  /** Returns the names of the nodes that are executed and can reach the output. */
  public Set<String> live() {
    Set<String> live = new LinkedHashSet<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      if (step.live()) {
        live.add(step.node().name());
      }
    }
    return live;
  }

  /** Returns the number format. */
  public Precision precision() {
    return precision;
  }

  /** Returns how many arrays are open in this runtime's memory. */
  public int openTensors() {
    return scope.openTensors();
  }

  /** Returns the parameters in the order in which they lie in {@link #weights()}. */
  public List<Parameter> parameters() {
    return plan.parameters();
  }

  /**
   * Returns all parameters as one vector, a leaf whose gradients are recorded; it belongs to the
   * runtime.
   *
   * @throws IllegalStateException if the network has no parameters
   */
  public Tensor weights() {
    Tensor weights = arrays.weights();
    if (weights == null) {
      throw new IllegalStateException(plan.network() + " has no parameters");
    }
    return weights;
  }

  /** Returns a copy of all parameters, laid out as {@link #weights()}. */
  public float[] copyOfWeights() {
    return weights().toFloats();
  }

  /**
   * Returns the gradient of all parameters, summed over all calls of {@link Tensor#backward} since
   * {@link #clearGradients}, laid out as {@link #weights()}; the caller closes it.
   *
   * @throws IllegalStateException if there is none yet
   */
  public Tensor gradients() {
    return weights().gradient();
  }

  /** Sets the gradients of the parameters to zero. */
  public void clearGradients() {
    @Nullable Tensor weights = arrays.weights();
    if (weights != null) {
      weights.clearGradient();
    }
  }

  /**
   * Cuts a vector laid out as {@link #weights()} into one view per parameter, in the order of
   * {@link #parameters()} and of their shapes; the caller closes the list.
   */
  public Tensors split(Tensor vector) {
    Tensors views = new Tensors();
    try (Tensors pieces = arrays.pieces(vector)) {
      for (int index = 0; index < pieces.size(); index++) {
        views.add(pieces.get(index).reshape(plan.parameters().get(index).dimensions()));
      }
    }
    return views;
  }

  /**
   * Returns an array in memory that the engine owns, safe under differentiation.
   *
   * @param values row-major
   */
  public Tensor array(double[] values, long... shape) {
    return scope.numbers(precision, values, shape);
  }

  /**
   * Returns a copy of a buffer in memory that the engine owns, safe under differentiation.
   *
   * @param buffer a direct buffer in native byte order, all of whose bytes are values of this
   *     runtime's precision, row-major
   */
  public Tensor array(ByteBuffer buffer, long... shape) {
    return scope.copyOf(buffer, precision, shape);
  }

  /**
   * Returns images (batch, channels, height, width), or sequences by their axes, in memory that the
   * engine owns; the outputs of layers take over the order of images in memory. The caller closes
   * them.
   *
   * @param pixels row-major (batch, channels, height, width), or as the axes of sequences are
   */
  public Tensor images(double[] pixels, int batch, MemoryFormat format) {
    FeatureShape shape = plan.network().input();
    int area = shape.height() * shape.width();
    if (format == MemoryFormat.CHANNELS_FIRST || shape.kind() != FeatureShape.Kind.IMAGE) {
      return array(pixels, ForwardPass.shape(batch, shape));
    }
    double[] ordered = new double[pixels.length];
    int at = 0;
    for (int image = 0; image < batch; image++) {
      for (int pixel = 0; pixel < area; pixel++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          ordered[at++] = pixels[(image * shape.channels() + channel) * area + pixel];
        }
      }
    }
    try (Tensor rows = scope.numbers(precision, ordered, channelsLast(batch))) {
      return rows.permute(0, 3, 1, 2);
    }
  }

  private long[] channelsLast(int batch) {
    FeatureShape input = plan.network().input();
    return new long[] {batch, input.height(), input.width(), input.channels()};
  }

  /**
   * Returns images (batch, channels, height, width) whose channels lie next to each other in
   * memory, which the layers' outputs then do as well: the engine's kernels are faster on them, by
   * 1.2 on large networks and 1.4 on tiny ones. The caller closes them.
   *
   * @param buffer as in {@link #array(ByteBuffer, long...)}, values in the order (batch, height,
   *     width, channels)
   */
  Tensor channelsLast(ByteBuffer buffer, int batch) {
    try (Tensor rows = scope.copyOf(buffer, precision, channelsLast(batch))) {
      return rows.permute(0, 3, 1, 2);
    }
  }

  /** Returns a vector in memory that the engine owns; this runtime must have single precision. */
  Tensor array(float[] values) {
    return scope.floats(values, values.length);
  }

  /** Returns an array of one value in memory that the engine owns, safe under differentiation. */
  public Tensor full(double value, long... shape) {
    return scope.full(precision, value, shape);
  }

  /**
   * Executes the network.
   *
   * @param images (batch, channels, height, width); stays open. Where their gradient is wanted,
   *     they require it
   * @param tap sees every node's output
   * @return the output (batch, channels, height, width), or (batch, classes) where height and width
   *     are 1; the caller closes it
   */
  public Tensor forward(Tensor images, Mode mode, Tap tap) {
    return ForwardPass.run(plan, arrays, images, mode, Rule.OPERATIONS, tap, carried);
  }

  /**
   * Executes the network by a rule that may differ from the layers' own formulas.
   *
   * @param images as in {@link #forward(Tensor, Mode, Tap)}
   * @param rule computes every node's output
   * @return as in {@link #forward(Tensor, Mode, Tap)}
   */
  public Tensor forward(Tensor images, Mode mode, Rule rule) {
    return ForwardPass.run(plan, arrays, images, mode, rule, Tap.NONE, carried);
  }

  /**
   * Returns what {@link #crossEntropy} compares logits with: -1 / batch at each image's label, 0
   * elsewhere; the caller closes it.
   */
  public Tensor targets(int[] labels, int classes) {
    return targets(labels, labels.length, classes);
  }

  /**
   * Returns the same for examples of one or several labels, such as one for each step of a
   * sequence: -1 / labels at each label, (batch, classes) or (batch, classes, steps); the caller
   * closes it.
   *
   * @param labels those of the first example, of the second, and so on
   */
  public Tensor targets(int[] labels, int batch, int classes) {
    int steps = labels.length / batch;
    double[] answers = CrossEntropy.answers(labels, batch, classes);
    return plan.network().outputNode().output().kind() == FeatureShape.Kind.SEQUENCE
        ? array(answers, batch, classes, steps)
        : array(answers, batch, classes);
  }

  /**
   * Returns the mean cross-entropy in nats, a scalar; the caller closes it.
   *
   * @param logits (batch, classes)
   * @param targets see {@link #targets}
   */
  public static Tensor crossEntropy(Tensor logits, Tensor targets) {
    return CrossEntropy.of(logits, targets);
  }

  /**
   * What one training step saw.
   *
   * @param loss mean over the examples; may be NaN or infinite
   * @param outputs example after example
   */
  @SuppressWarnings("ArrayRecordComponent") // Made anew for every step and handed on at once.
  public record LossAndOutputs(double loss, float[] outputs) {}

  /**
   * Executes the network in training mode and adds the gradients of a loss to those of the weights,
   * unless the loss is not finite.
   *
   * @param inputs a direct buffer, in native byte order, of floats: images (batch, height, width,
   *     channels), others (batch, axes of the input); this runtime must have single precision
   * @param answers likewise, of the shape that the loss says
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public LossAndOutputs lossAndGradients(
      ByteBuffer inputs, ByteBuffer answers, int batch, Loss loss) {
    try {
      return GradientMode.recorded(
          () -> {
            try (Tensor read = inputs(inputs, batch);
                Tensor wanted = array(answers, loss.shape(batch));
                Tensor outputs = forward(read, Mode.TRAINING, Tap.NONE);
                Tensor mean = loss.of(outputs, wanted)) {
              double value = mean.scalar();
              if (Double.isFinite(value)) {
                mean.backward();
              }
              return new LossAndOutputs(value, outputs.toFloats());
            }
          });
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  /** Returns a batch of examples whose floats lie as {@link #lossAndGradients} says. */
  private Tensor inputs(ByteBuffer buffer, int batch) {
    FeatureShape input = plan.network().input();
    return input.kind() == FeatureShape.Kind.IMAGE
        ? channelsLast(buffer, batch)
        : scope.copyOf(buffer, precision, ForwardPass.shape(batch, input));
  }

  /**
   * Executes the network in evaluation mode and returns the outputs, example after example: of a
   * classifier the logits.
   *
   * @param inputs as in {@link #lossAndGradients}
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public float[] logits(ByteBuffer inputs, int batch) {
    return logits(inputs, batch, Tap.NONE);
  }

  /** Does the same while a tap sees what every node yields. */
  public float[] logits(ByteBuffer inputs, int batch, Tap tap) {
    try {
      return GradientMode.unrecorded(
          () -> {
            try (Tensor read = inputs(inputs, batch);
                Tensor outputs = forward(read, Mode.EVALUATION, tap)) {
              return outputs.toFloats();
            }
          });
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  /**
   * Returns the running mean and variance of a batch normalisation, as copies.
   *
   * @return two rows, one value per channel
   * @throws IllegalArgumentException if the node tracks none
   */
  public double[][] runningStatistics(Network.Node node) {
    int states = node.operation().states(plan.network().inputsOf(node)).size();
    if (states == 0) {
      throw new IllegalArgumentException("node " + node.name() + " tracks no statistics");
    }
    double[][] copies = new double[states][];
    Arrays.setAll(copies, index -> arrays.state(node, index).toDoubles());
    return copies;
  }

  /**
   * Returns copies of all that training changes: the weights, laid out as {@link #weights()}, and
   * arrays that move, such as running statistics, by names that are those of their nodes and their
   * own, such as {@code mean}; this runtime must have single precision.
   */
  public SortedMap<String, float[]> state() {
    SortedMap<String, float[]> state = arrays.states();
    state.put(WEIGHTS, copyOfWeights());
    return state;
  }

  /**
   * Puts a network on a device in single precision, with the {@link #state} of another runtime.
   *
   * @param state may hold further arrays
   * @throws IllegalArgumentException if arrays are missing or of another size, or as {@link
   *     #create}
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public static NetworkRuntime resume(
      Network network, SortedMap<String, float[]> state, Device device) {
    float[] weights = state.get(WEIGHTS);
    ExecutionPlan plan = ExecutionPlan.of(network);
    if (weights == null || weights.length != plan.elements()) {
      throw new IllegalArgumentException(
          "%s must have %d values".formatted(WEIGHTS, plan.elements()));
    }
    WeightSource source =
        parameter -> element -> weights[Math.toIntExact(parameter.offset()) + element];
    NetworkRuntime runtime = create(plan, source, device, Precision.FLOAT32);
    try {
      runtime.arrays.restoreStates(state);
      return runtime;
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  /** Returns what a {@link WeightAverage} is of itself, by the names of {@link #state}. */
  SortedMap<String, Tensor> averaged() {
    SortedMap<String, Tensor> averaged = arrays.statistics();
    averaged.put(WEIGHTS, weights());
    return averaged;
  }

  /**
   * Makes the next batch begin with states of zeros, and each one after it with those that the one
   * before has ended with, row by row: examples must follow one another so. A batch may have fewer
   * rows than the one before.
   */
  public void carryStates() {
    dropStates();
    carried = new CarriedStates(plan.network());
  }

  /** Makes every batch begin with states of zeros, as it is unless {@link #carryStates}. */
  public void dropStates() {
    if (carried != null) {
      carried.forget();
      carried = null;
    }
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    dropStates();
    scope.close();
  }
}
