package nas.engine;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Scripts;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
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

  private static final Shape VECTOR_1 = new Shape(1, 1);

  private final ExecutionPlan plan;
  private final Precision precision;
  private final PtNDManager manager;
  private final @Nullable PtNDArray weights;
  private final long[] sizes;
  private final Map<String, Statistics> statistics = new HashMap<>();
  private final Map<Integer, PtNDArray> ones = new HashMap<>();
  private final Map<Integer, PtNDArray> zeros = new HashMap<>();
  private final Map<String, PtNDArray> corrections = new HashMap<>();
  private final PtNDArray gradientOfLoss;

  /** Running mean and variance of a batch normalisation. */
  private record Statistics(PtNDArray mean, PtNDArray variance) {}

  private NetworkRuntime(
      ExecutionPlan plan, WeightSource source, PtNDManager manager, Precision precision) {
    this.plan = plan;
    this.precision = precision;
    this.manager = manager;
    sizes = plan.parameters().stream().mapToLong(Parameter::elements).toArray();
    weights = plan.parameters().isEmpty() ? null : fill(source);
    if (weights != null) {
      weights.setRequiresGradient(true);
    }
    for (ExecutionPlan.Step step : plan.steps()) {
      if (step.node().operation() instanceof BatchNorm norm) {
        prepare(step.node(), norm);
      }
    }
    gradientOfLoss = (PtNDArray) manager.ones(new Shape(), precision.type());
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
    PtNDManager manager = (PtNDManager) PyTorch.manager(device);
    try {
      return GradientMode.unrecorded(() -> new NetworkRuntime(plan, source, manager, precision));
    } catch (EngineException e) {
      manager.close();
      throw OutOfDeviceMemoryException.orElse(e);
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
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
    Map<String, NamedTensor> named = new HashMap<>();
    tensors.forEach(tensor -> named.put(tensor.name(), tensor));
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      NamedTensor tensor = named.get(place.name());
      if (tensor == null || !tensor.shape().equals(place.shape())) {
        throw new IllegalArgumentException(
            place.name()
                + (tensor == null ? " is missing" : " has shape " + tensor.shape())
                + "; it must have shape "
                + place.shape());
      }
    }
    WeightSource source =
        parameter -> {
          float[] values = NamedTensor.of(named, NamedTensor.name(parameter)).values();
          return element -> values[element];
        };
    NetworkRuntime runtime = create(network, source, device, precision);
    try {
      for (ExecutionPlan.Step step : runtime.plan.steps()) {
        runtime.statistics.computeIfPresent(
            "node " + step.node().name(),
            (key, fresh) ->
                new Statistics(
                    runtime.replaced(
                        fresh.mean(), NamedTensor.of(named, NamedTensor.runningMean(step.node()))),
                    runtime.replaced(
                        fresh.variance(),
                        NamedTensor.of(named, NamedTensor.runningVariance(step.node())))));
      }
      return runtime;
    } catch (RuntimeException | Error e) {
      runtime.close();
      throw e;
    }
  }

  private PtNDArray replaced(PtNDArray fresh, NamedTensor tensor) {
    fresh.close();
    ByteBuffer buffer = buffer(tensor.values().length);
    for (float value : tensor.values()) {
      put(buffer, value);
    }
    return owned(buffer, new Shape(tensor.values().length));
  }

  /**
   * Returns weights and running statistics of all nodes that are executed, as copies in single
   * precision, in the order of {@link NamedTensor#layout}.
   */
  public List<NamedTensor> tensors() {
    Map<String, float[]> parameters = new HashMap<>();
    if (weights != null) {
      double[] all = doubles(weights);
      for (Parameter parameter : plan.parameters()) {
        parameters.put(
            NamedTensor.name(parameter),
            floats(all, Math.toIntExact(parameter.offset()), parameter.elements()));
      }
    }
    List<NamedTensor> tensors = new ArrayList<>();
    for (ExecutionPlan.Step step : plan.steps()) {
      for (int index : step.parameters()) {
        Parameter parameter = plan.parameters().get(index);
        String name = NamedTensor.name(parameter);
        tensors.add(new NamedTensor(name, parameter.shape(), present(parameters.get(name), name)));
      }
      Statistics running = statistics.get("node " + step.node().name());
      if (running != null) {
        List<Integer> shape = List.of(step.node().output().channels());
        double[] mean = doubles(running.mean());
        double[] variance = doubles(running.variance());
        tensors.add(
            new NamedTensor(
                NamedTensor.runningMean(step.node()), shape, floats(mean, 0, mean.length)));
        tensors.add(
            new NamedTensor(
                NamedTensor.runningVariance(step.node()),
                shape,
                floats(variance, 0, variance.length)));
      }
    }
    return List.copyOf(tensors);
  }

  private static float[] present(float @Nullable [] values, String name) {
    if (values == null) {
      throw new IllegalStateException(name + " was not read");
    }
    return values;
  }

  private static float[] floats(double[] values, int from, int count) {
    float[] floats = new float[count];
    for (int index = 0; index < count; index++) {
      floats[index] = (float) values[from + index];
    }
    return floats;
  }

  /** Returns whether the images can influence the network's output. */
  public static boolean readsInput(Network network) {
    return ExecutionPlan.of(network).readsInput();
  }

  private static void check(ExecutionPlan plan) {
    if (plan.elements() > Integer.MAX_VALUE / Double.BYTES) {
      throw new IllegalArgumentException(
          "network " + plan.network().id() + " has too many parameters: " + plan.elements());
    }
    for (ExecutionPlan.Step step : plan.steps()) {
      Operation layer = step.node().operation();
      if (layer instanceof MaxPool pool) {
        checkPadding(step.node(), pool.kernel(), pool.padding());
      } else if (layer instanceof AveragePool pool) {
        checkPadding(step.node(), pool.kernel(), pool.padding());
      }
    }
  }

  private static void checkPadding(Network.Node node, int kernel, int padding) {
    if (padding > kernel / 2) {
      throw new IllegalArgumentException(
          "node "
              + node.name()
              + ": padding ("
              + padding
              + ") of a pooling must be at most half its kernel ("
              + kernel
              + ")");
    }
  }

  private PtNDArray fill(WeightSource source) {
    ByteBuffer buffer = buffer(plan.elements());
    for (Parameter parameter : plan.parameters()) {
      put(buffer, source.valuesOf(parameter), parameter.elements());
    }
    return owned(buffer, new Shape(plan.elements()));
  }

  private void put(ByteBuffer buffer, IntToDoubleFunction values, int elements) {
    for (int element = 0; element < elements; element++) {
      put(buffer, values.applyAsDouble(element));
    }
  }

  private ByteBuffer buffer(long elements) {
    return ByteBuffer.allocateDirect(Math.toIntExact(elements * precision.bytes()))
        .order(ByteOrder.nativeOrder());
  }

  private void put(ByteBuffer buffer, double value) {
    if (precision == Precision.FLOAT32) {
      buffer.putFloat((float) value);
    } else {
      buffer.putDouble(value);
    }
  }

  private PtNDArray owned(ByteBuffer buffer, Shape shape) {
    return owned(manager, buffer, shape, precision);
  }

  /**
   * Copies a direct buffer into memory that the engine owns: every way of DJL to fill an array from
   * Java, {@code NDArray.set} included, only points into Java's memory.
   */
  private static PtNDArray owned(
      PtNDManager manager, ByteBuffer buffer, Shape shape, Precision precision) {
    buffer.rewind();
    try (PtNDArray borrowed = manager.create(buffer, shape, precision.type())) {
      return JniUtils.clone(borrowed);
    }
  }

  private void prepare(Network.Node node, BatchNorm norm) {
    int channels = node.output().channels();
    ones.computeIfAbsent(channels, c -> constant(c, 1));
    zeros.computeIfAbsent(channels, c -> constant(c, 0));
    // Where nothing is tracked the engine still wants arrays to write to; one pair per width will
    // do, since nobody reads them.
    String key = norm.trackRunningStatistics() ? "node " + node.name() : "scratch " + channels;
    statistics.computeIfAbsent(
        key, k -> new Statistics(constant(channels, 0), constant(channels, 1)));
  }

  private PtNDArray constant(int elements, double value) {
    return full(value, elements);
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

  /** Returns the manager of this runtime's memory, for arrays that live as long as the runtime. */
  public NDManager manager() {
    return manager;
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
  public NDArray weights() {
    if (weights == null) {
      throw new IllegalStateException(plan.network() + " has no parameters");
    }
    return weights;
  }

  /** Returns a copy of all parameters, laid out as {@link #weights()}. */
  public float[] copyOfWeights() {
    return weights().toFloatArray();
  }

  /**
   * Returns the gradient of all parameters, summed over all calls of {@link #backward} since {@link
   * #clearGradients}, laid out as {@link #weights()}; the caller closes it.
   *
   * @throws IllegalStateException if there is none yet
   */
  public NDArray gradients() {
    NDArray gradients = JniUtils.getGradient((PtNDArray) weights());
    if (gradients == null) {
      throw new IllegalStateException("no gradients have been computed");
    }
    return gradients;
  }

  /** Sets the gradients of the parameters to zero. */
  public void clearGradients() {
    if (weights != null && weights.hasGradient()) {
      JniUtils.zeroGrad(weights);
    }
  }

  /**
   * Cuts a vector laid out as {@link #weights()} into one view per parameter, in the order of
   * {@link #parameters()} and of their shapes; the caller closes the list.
   */
  public NDList split(NDArray vector) {
    NDList views = new NDList();
    try (NDList pieces = JniUtils.split((PtNDArray) vector, sizes, 0)) {
      for (int index = 0; index < sizes.length; index++) {
        views.add(
            JniUtils.reshape(
                (PtNDArray) pieces.get(index), plan.parameters().get(index).dimensions()));
      }
    }
    return views;
  }

  /**
   * Returns an array in memory that the engine owns, safe under differentiation.
   *
   * @param values row-major
   */
  public NDArray array(double[] values, long... shape) {
    ByteBuffer buffer = buffer(values.length);
    for (double value : values) {
      put(buffer, value);
    }
    return owned(buffer, new Shape(shape));
  }

  /**
   * Returns a copy of a buffer in memory that the engine owns, safe under differentiation.
   *
   * @param buffer a direct buffer in native byte order, all of whose bytes are values of this
   *     runtime's precision, row-major
   */
  public NDArray array(ByteBuffer buffer, long... shape) {
    return owned(buffer, new Shape(shape));
  }

  /**
   * Returns images (batch, channels, height, width) in memory that the engine owns; the outputs of
   * layers take over their order in memory. The caller closes them.
   *
   * @param pixels row-major (batch, channels, height, width)
   */
  public NDArray images(double[] pixels, int batch, MemoryFormat format) {
    FeatureShape shape = plan.network().input();
    int area = shape.height() * shape.width();
    if (format == MemoryFormat.CHANNELS_FIRST) {
      return array(pixels, batch, shape.channels(), shape.height(), shape.width());
    }
    ByteBuffer buffer = buffer(pixels.length);
    for (int image = 0; image < batch; image++) {
      for (int pixel = 0; pixel < area; pixel++) {
        for (int channel = 0; channel < shape.channels(); channel++) {
          put(buffer, pixels[(image * shape.channels() + channel) * area + pixel]);
        }
      }
    }
    return channelsLast(buffer, batch);
  }

  /**
   * Returns images (batch, channels, height, width) whose channels lie next to each other in
   * memory, which the layers' outputs then do as well: the engine's kernels are faster on them, by
   * 1.2 on large networks and 1.4 on tiny ones. The caller closes them.
   *
   * @param buffer as in {@link #array(ByteBuffer, long...)}, values in the order (batch, height,
   *     width, channels)
   */
  NDArray channelsLast(ByteBuffer buffer, int batch) {
    FeatureShape input = plan.network().input();
    Shape stored = new Shape(batch, input.height(), input.width(), input.channels());
    try (PtNDArray rows = owned(buffer, stored)) {
      return JniUtils.permute(rows, new long[] {0, 3, 1, 2});
    }
  }

  /** Returns a vector in memory that the engine owns; this runtime must have single precision. */
  NDArray array(float[] values) {
    ByteBuffer buffer = buffer(values.length);
    buffer.asFloatBuffer().put(values);
    return owned(buffer, new Shape(values.length));
  }

  /** Returns an array of one value in memory that the engine owns, safe under differentiation. */
  public PtNDArray full(double value, long... shape) {
    return JniUtils.full(
        manager,
        new Shape(shape),
        value,
        precision.type(),
        manager.getDevice(),
        SparseFormat.DENSE);
  }

  /** Returns the only value of an array. */
  public static double scalar(NDArray array) {
    return array.getDataType() == DataType.FLOAT64
        ? array.toDoubleArray()[0]
        : array.toFloatArray()[0];
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
  public NDArray forward(NDArray images, Mode mode, Tap tap) {
    return forward(images, mode, Execution::output, tap);
  }

  /**
   * Executes the network by a rule that may differ from the layers' own formulas.
   *
   * @param images as in {@link #forward(NDArray, Mode, Tap)}
   * @param rule computes every node's output
   * @return as in {@link #forward(NDArray, Mode, Tap)}
   */
  public NDArray forward(NDArray images, Mode mode, Rule rule) {
    return forward(images, mode, rule, Tap.NONE);
  }

  private NDArray forward(NDArray images, Mode mode, Rule rule, Tap tap) {
    FeatureShape input = plan.network().input();
    Shape shape = images.getShape();
    if (shape.dimension() != 4
        || shape.get(1) != input.channels()
        || shape.get(2) != input.height()
        || shape.get(3) != input.width()) {
      throw new IllegalArgumentException("images of shape " + shape + " do not fit " + input);
    }
    @Nullable PtNDArray[] values = new @Nullable PtNDArray[plan.network().nodes().size()];
    values[0] = (PtNDArray) images;
    NDList pieces = weights == null ? new NDList() : JniUtils.split(weights, sizes, 0);
    try {
      for (ExecutionPlan.Step step : plan.steps()) {
        List<NDArray> read = new ArrayList<>();
        for (int index : step.inputs()) {
          read.add(present(values[index]));
        }
        Execution operation = new Execution(step, read, pieces, mode, shape.get(0));
        PtNDArray output = (PtNDArray) rule.output(operation);
        values[step.node().index()] = output;
        NDArray replaced = tap.after(step.node(), output);
        if (replaced != output) {
          values[step.node().index()] = (PtNDArray) replaced;
          output.close();
        }
        for (int released : step.released()) {
          close(values, released);
        }
      }
      int last = plan.network().outputNode().index();
      FeatureShape output = plan.network().outputNode().output();
      if (last == 0) {
        return images.duplicate();
      }
      if (output.height() != 1 || output.width() != 1) {
        NDArray result = present(values[last]);
        values[last] = null;
        return result;
      }
      return JniUtils.reshape(present(values[last]), new long[] {shape.get(0), output.channels()});
    } finally {
      pieces.close();
      for (int index = 1; index < values.length; index++) {
        close(values, index);
      }
    }
  }

  private static void close(@Nullable PtNDArray[] values, int index) {
    PtNDArray value = values[index];
    if (index > 0 && value != null) {
      value.close();
      values[index] = null;
    }
  }

  private static PtNDArray present(@Nullable PtNDArray array) {
    if (array == null) {
      throw new IllegalStateException("a node was read after it was released");
    }
    return array;
  }

  /** One node about to be computed; valid only while its {@link Rule} runs. */
  public final class Execution {
    private final ExecutionPlan.Step step;
    private final List<NDArray> values;
    private final NDList pieces;
    private final Mode mode;
    private final long batch;

    private Execution(
        ExecutionPlan.Step step, List<NDArray> values, NDList pieces, Mode mode, long batch) {
      this.step = step;
      this.values = values;
      this.pieces = pieces;
      this.mode = mode;
      this.batch = batch;
    }

    /** Returns the node. */
    public Network.Node node() {
      return step.node();
    }

    /** Returns whether the output is zero whatever the images are; there are no inputs then. */
    public boolean zero() {
      return step.zero();
    }

    /** Returns the indices of the nodes it reads; a sum skips those that are zero. */
    public List<Integer> inputs() {
      return step.inputs();
    }

    /** Returns the outputs of these nodes; they belong to the runtime. */
    public List<NDArray> values() {
      return values;
    }

    /** Returns what the layer computes. */
    public NDArray output() {
      return output(values);
    }

    /** Returns what the layer would compute from other inputs of the same shapes. */
    public NDArray output(List<NDArray> inputs) {
      return execute(step, inputs, pieces, mode, batch);
    }

    /** Returns what a convolution or linear layer would compute from an input without its bias. */
    public NDArray withoutBias(NDArray input) {
      return step.node().operation() instanceof Convolution convolution
          ? convolve(convolution, step, (PtNDArray) input, pieces, false)
          : multiply(step, (PtNDArray) input, pieces, batch, false);
    }

    /** Returns a new handle of the bias as (1, channels, 1, 1), or null where there is none. */
    public @Nullable NDArray bias() {
      if (step.parameters().size() < 2) {
        return null;
      }
      PtNDArray bias = (PtNDArray) pieces.get(step.parameters().get(1));
      return JniUtils.reshape(bias, new long[] {1, step.node().output().channels(), 1, 1});
    }

    /** Returns what a batch normalisation would compute with another epsilon. */
    public NDArray normalised(BatchNorm norm, NDArray input, double epsilon) {
      return normalise(norm, step, (PtNDArray) input, pieces, mode, epsilon);
    }

    /** Returns the values of an array under a new handle. */
    public NDArray same(NDArray input) {
      return JniUtils.reshape((PtNDArray) input, input.getShape().getShape());
    }

    /**
     * Returns of every image the values where the first image is largest in each window; for the
     * first image this is max pooling. Derivatives do not pass through it.
     */
    public NDArray pooledWhereFirstIsLargest(MaxPool pool, NDArray input) {
      try (NDArray window =
          manager.create(new long[] {pool.kernel(), pool.stride(), pool.padding()})) {
        input.setName("images");
        window.setName("window");
        return Scripts.call("max_pool_as_first", new NDList(input, window)).get(0);
      }
    }
  }

  private PtNDArray execute(
      ExecutionPlan.Step step, List<NDArray> values, NDList pieces, Mode mode, long batch) {
    FeatureShape shape = step.node().output();
    if (step.zero()) {
      return (PtNDArray)
          manager.zeros(
              new Shape(batch, shape.channels(), shape.height(), shape.width()), precision.type());
    }
    PtNDArray input = (PtNDArray) values.get(0);
    Operation layer = step.node().operation();
    if (layer instanceof Convolution convolution) {
      return convolve(convolution, step, input, pieces, true);
    } else if (layer instanceof BatchNorm norm) {
      return normalise(norm, step, input, pieces, mode, norm.epsilon());
    } else if (layer instanceof Relu) {
      return JniUtils.relu(input);
    } else if (layer instanceof MaxPool pool) {
      return JniUtils.maxPool(
          input, square(pool.kernel()), square(pool.stride()), square(pool.padding()), false);
    } else if (layer instanceof AveragePool pool) {
      return average(pool, step, input);
    } else if (layer instanceof GlobalAveragePool) {
      return JniUtils.adaptiveAvgPool(input, VECTOR_1);
    } else if (layer instanceof Linear) {
      return multiply(step, input, pieces, batch, true);
    } else if (layer instanceof Add) {
      return sum(values);
    } else if (layer instanceof Concatenate) {
      return JniUtils.cat(values.toArray(PtNDArray[]::new), 1);
    } else if (layer instanceof Slice slice) {
      return JniUtils.slice(input, 1, slice.from(), slice.to(), 1);
    }
    throw new IllegalArgumentException(
        "node " + step.node().name() + ": no way to execute " + layer);
  }

  private PtNDArray convolve(
      Convolution convolution,
      ExecutionPlan.Step step,
      PtNDArray input,
      NDList pieces,
      boolean withBias) {
    int index = step.parameters().get(0);
    try (PtNDArray weight = shaped(pieces, index)) {
      PtNDArray bias = convolution.bias() && withBias ? (PtNDArray) pieces.get(index + 1) : null;
      return convolve(convolution, input, weight, bias);
    }
  }

  @SuppressWarnings("NullAway") // The engine takes a missing bias as null.
  private static PtNDArray convolve(
      Convolution convolution, PtNDArray input, PtNDArray weight, @Nullable PtNDArray bias) {
    return JniUtils.convolution(
        input,
        weight,
        bias,
        square(convolution.stride()),
        square(convolution.padding()),
        square(convolution.dilation()),
        convolution.groups());
  }

  @SuppressWarnings("NullAway") // The engine takes a missing bias as null.
  private PtNDArray multiply(
      ExecutionPlan.Step step, PtNDArray input, NDList pieces, long batch, boolean withBias) {
    int index = step.parameters().get(0);
    FeatureShape features = plan.network().inputOf(step.node());
    PtNDArray bias =
        step.parameters().size() > 1 && withBias ? (PtNDArray) pieces.get(index + 1) : null;
    try (PtNDArray weight = shaped(pieces, index);
        PtNDArray rows = JniUtils.reshape(input, new long[] {batch, features.channels()});
        PtNDArray product = JniUtils.linear(rows, weight, bias)) {
      return JniUtils.reshape(product, new long[] {batch, step.node().output().channels(), 1, 1});
    }
  }

  private PtNDArray normalise(
      BatchNorm norm,
      ExecutionPlan.Step step,
      PtNDArray input,
      NDList pieces,
      Mode mode,
      double epsilon) {
    int channels = step.node().output().channels();
    boolean tracks = norm.trackRunningStatistics();
    Statistics running =
        statistics.get(tracks ? "node " + step.node().name() : "scratch " + channels);
    PtNDArray scale = ones.get(channels);
    PtNDArray shift = zeros.get(channels);
    if (norm.affine()) {
      scale = (PtNDArray) pieces.get(step.parameters().get(0));
      shift = (PtNDArray) pieces.get(step.parameters().get(1));
    }
    if (running == null || scale == null || shift == null) {
      throw new IllegalStateException("no statistics for node " + step.node().name());
    }
    return JniUtils.batchNorm(
        input,
        running.mean(),
        running.variance(),
        scale,
        shift,
        mode == Mode.TRAINING || !tracks,
        norm.momentum(),
        epsilon);
  }

  private static PtNDArray sum(List<NDArray> terms) {
    PtNDArray first = (PtNDArray) terms.get(0);
    if (terms.size() == 1) {
      // A view under a new handle, so that every node's array can be closed on its own.
      return JniUtils.reshape(first, first.getShape().getShape());
    }
    PtNDArray sum = JniUtils.add(first, (PtNDArray) terms.get(1));
    for (int index = 2; index < terms.size(); index++) {
      JniUtils.addi(sum, (PtNDArray) terms.get(index));
    }
    return sum;
  }

  /**
   * The engine's binding always counts the padding, whatever it is told; so where padding must not
   * count, the mean is scaled by window size / pixels of the image in the window.
   */
  private PtNDArray average(AveragePool pool, ExecutionPlan.Step step, PtNDArray input) {
    PtNDArray mean =
        JniUtils.avgPool(
            input,
            square(pool.kernel()),
            square(pool.stride()),
            square(pool.padding()),
            false,
            true);
    if (pool.countPadding() || pool.padding() == 0) {
      return mean;
    }
    try (mean) {
      PtNDArray correction = corrections.get(step.node().name());
      if (correction == null) {
        correction = correction(pool, plan.network().inputOf(step.node()), step.node().output());
        corrections.put(step.node().name(), correction);
      }
      return JniUtils.mul(mean, correction);
    }
  }

  private PtNDArray correction(AveragePool pool, FeatureShape input, FeatureShape output) {
    ByteBuffer buffer = buffer((long) output.height() * output.width());
    double window = (double) pool.kernel() * pool.kernel();
    for (int row = 0; row < output.height(); row++) {
      for (int column = 0; column < output.width(); column++) {
        int pixels = inside(pool, row, input.height()) * inside(pool, column, input.width());
        put(buffer, window / pixels);
      }
    }
    return owned(buffer, new Shape(1, 1, output.height(), output.width()));
  }

  private static int inside(AveragePool pool, int position, int size) {
    int from = position * pool.stride() - pool.padding();
    return Math.min(from + pool.kernel(), size) - Math.max(from, 0);
  }

  private PtNDArray shaped(NDList pieces, int index) {
    return JniUtils.reshape(
        (PtNDArray) pieces.get(index), plan.parameters().get(index).dimensions());
  }

  private static Shape square(int side) {
    return new Shape(side, side);
  }

  /**
   * Returns what {@link #crossEntropy} compares logits with: -1 / batch at each image's label, 0
   * elsewhere; the caller closes it.
   */
  public NDArray targets(int[] labels, int classes) {
    double[] values = new double[labels.length * classes];
    for (int image = 0; image < labels.length; image++) {
      values[image * classes + labels[image]] = -1.0 / labels.length;
    }
    return array(values, labels.length, classes);
  }

  /**
   * Returns the mean cross-entropy in nats, a scalar; the caller closes it.
   *
   * @param logits (batch, classes)
   * @param targets see {@link #targets}
   */
  public static NDArray crossEntropy(NDArray logits, NDArray targets) {
    try (PtNDArray logarithms = JniUtils.logSoftmax((PtNDArray) logits, 1, logits.getDataType());
        PtNDArray weighted = JniUtils.mul(logarithms, (PtNDArray) targets)) {
      return JniUtils.sum(weighted);
    }
  }

  /**
   * What one training step saw.
   *
   * @param loss mean cross-entropy in nats; may be NaN or infinite
   * @param logits image after image, class after class
   */
  @SuppressWarnings("ArrayRecordComponent") // Made anew for every step and handed on at once.
  public record LossAndLogits(double loss, float[] logits) {}

  /**
   * Executes the network in training mode and adds the gradients of the mean cross-entropy to those
   * of the weights, unless the loss is not finite.
   *
   * @param images a direct buffer, in native byte order, of floats (batch, height, width,
   *     channels); this runtime must have single precision
   * @param targets likewise (batch, classes), see {@link #targets}
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public LossAndLogits lossAndGradients(ByteBuffer images, ByteBuffer targets, int batch) {
    int classes = plan.network().outputNode().output().channels();
    try {
      return GradientMode.recorded(
          () -> {
            try (NDArray pixels = channelsLast(images, batch);
                NDArray wanted = array(targets, batch, classes);
                NDArray logits = forward(pixels, Mode.TRAINING, Tap.NONE);
                NDArray loss = crossEntropy(logits, wanted)) {
              double value = scalar(loss);
              if (Double.isFinite(value)) {
                backward(loss);
              }
              return new LossAndLogits(value, logits.toFloatArray());
            }
          });
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  /**
   * Executes the network in evaluation mode and returns the logits, image after image.
   *
   * @param images as in {@link #lossAndGradients}
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public float[] logits(ByteBuffer images, int batch) {
    try {
      return GradientMode.unrecorded(
          () -> {
            try (NDArray pixels = channelsLast(images, batch);
                NDArray logits = forward(pixels, Mode.EVALUATION, Tap.NONE)) {
              return logits.toFloatArray();
            }
          });
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  /** Adds the gradients of a recorded scalar to those of the weights and of other leaves. */
  public void backward(NDArray scalar) {
    JniUtils.backward((PtNDArray) scalar, gradientOfLoss, false, false);
  }

  /**
   * Returns the running mean and variance of a batch normalisation, as copies.
   *
   * @return two rows, one value per channel
   * @throws IllegalArgumentException if the node tracks none
   */
  public double[][] runningStatistics(Network.Node node) {
    Statistics running = statistics.get("node " + node.name());
    if (running == null) {
      throw new IllegalArgumentException("node " + node.name() + " tracks no statistics");
    }
    return new double[][] {doubles(running.mean()), doubles(running.variance())};
  }

  /**
   * Returns copies of all running statistics of batch normalisations, by names that are those of
   * their nodes and {@code mean} or {@code variance}; this runtime must have single precision.
   */
  public SortedMap<String, float[]> runningStatistics() {
    SortedMap<String, float[]> copies = new TreeMap<>();
    statistics.forEach(
        (key, running) -> {
          copies.put(key + " mean", running.mean().toFloatArray());
          copies.put(key + " variance", running.variance().toFloatArray());
        });
    return copies;
  }

  /**
   * Replaces all running statistics.
   *
   * @param values what {@link #runningStatistics()} of a runtime of the same network returned
   * @throws IllegalArgumentException if arrays are missing or of another size
   */
  public void restoreRunningStatistics(SortedMap<String, float[]> values) {
    statistics.replaceAll(
        (key, old) ->
            new Statistics(
                restored(values, key + " mean", old.mean()),
                restored(values, key + " variance", old.variance())));
  }

  private PtNDArray restored(SortedMap<String, float[]> values, String name, PtNDArray old) {
    float[] found = values.get(name);
    if (found == null || found.length != old.size()) {
      throw new IllegalArgumentException(name + " must have " + old.size() + " values");
    }
    old.close();
    return (PtNDArray) array(found);
  }

  /** Returns the values of an array in row-major order, whatever its precision. */
  public static double[] doubles(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] floats = array.toFloatArray();
    double[] values = new double[floats.length];
    Arrays.setAll(values, index -> floats[index]);
    return values;
  }

  /** Frees the native memory. */
  @Override
  public void close() {
    manager.close();
  }
}
