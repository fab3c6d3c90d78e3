package nas.benchmark;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import nas.engine.MemoryFormat;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.WeightSource;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.PyTorch;
import nas.engine.tensor.Tensor;
import nas.network.Network;
import nas.proxy.ImageBatch;
import nas.proxy.Probe;
import nas.proxy.probe.ChannelProducts;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.ReluKernels;
import nas.proxy.probe.SignPatterns;
import nas.space.NetworkVariant;
import nas.space.nasbench201.EdgeOperation;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a plan for NAS-Bench-201, written out as calls of the engine: what the network
 * graph, its execution and the plan are compared with. In single precision on the processor.
 */
final class HandWrittenPasses implements AutoCloseable {

  private static final int NODES = NasBench201Architecture.NODES;
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;

  private static final Set<Probe<?>> WRITTEN =
      Set.of(new InputJacobian(), new LossGradients(1), new ChannelProducts(), new ReluKernels());

  private final PtNDManager manager = (PtNDManager) PyTorch.manager(Device.CPU);
  private final NasBench201Architecture cell;
  private final NasBench201Settings settings;
  private final MemoryFormat layout;
  private final Wanted wanted;
  private final Deque<PtNDArray> parameters = new ArrayDeque<>();
  private final List<PtNDArray> weights = new ArrayList<>();
  private final List<PtNDArray> gates = new ArrayList<>();
  private final List<double[][]> kernels = new ArrayList<>();

  /**
   * Which passes are made.
   *
   * @param jacobian backward from the logits to the images
   * @param loss backward from the loss to the weights
   * @param gated the latter to gates of channels as well
   * @param watched compare the states of rectifiers
   */
  record Wanted(boolean jacobian, boolean loss, boolean gated, boolean watched) {

    /**
     * Returns what measures some probes; empty if one needs a pass that is not written out here.
     */
    static Optional<Wanted> of(Collection<? extends Probe<?>> probes) {
      return WRITTEN.containsAll(probes) && !probes.isEmpty()
          ? Optional.of(
              new Wanted(
                  probes.contains(new InputJacobian()),
                  probes.contains(new LossGradients(1)) || probes.contains(new ChannelProducts()),
                  probes.contains(new ChannelProducts()),
                  probes.contains(new ReluKernels())))
          : Optional.empty();
    }

    /**
     * Returns the floating-point operations for each multiply-accumulate of the network: 2 forward,
     * 2 backward to the images, 4 backward to images and weights.
     */
    int operations() {
      return 2 + (jacobian ? 2 : 0) + (loss ? 4 : 0);
    }
  }

  /**
   * What was measured, in the order of the layers.
   *
   * @param jacobian row-major as the images; empty where not wanted
   * @param gradients of the parameters that have a gradient; empty where not wanted
   * @param channelSums likewise of the gates
   * @param kernels one for each input of rectifiers
   */
  @SuppressWarnings("ArrayRecordComponent") // Read by nobody who would change them.
  record Found(
      double[] jacobian,
      List<double[]> gradients,
      List<double[]> channelSums,
      List<double[][]> kernels) {}

  private HandWrittenPasses(
      NasBench201Architecture cell,
      NasBench201Settings settings,
      MemoryFormat layout,
      Wanted wanted) {
    this.cell = cell;
    this.settings = settings;
    this.layout = layout;
    this.wanted = wanted;
  }

  /** Measures the network of a cell, whose graph only gives its parameters' names here. */
  static Found measure(
      NasBench201Architecture cell,
      NasBench201Settings settings,
      Network network,
      WeightSource source,
      ImageBatch batch,
      MemoryFormat layout,
      Wanted wanted) {
    try (HandWrittenPasses passes = new HandWrittenPasses(cell, settings, layout, wanted)) {
      GradientMode.unrecorded(() -> passes.draw(network, source));
      PtNDArray images = passes.images(batch);
      int classes = network.outputNode().output().channels();
      boolean record = wanted.jacobian() || wanted.loss();
      return record
          ? GradientMode.recorded(() -> passes.run(images, batch.labels(), classes))
          : GradientMode.unrecorded(() -> passes.run(images, batch.labels(), classes));
    }
  }

  private boolean draw(Network network, WeightSource source) {
    for (Network.Node node : network.nodes()) {
      for (Parameter parameter : Parameter.of(network, node)) {
        int elements = parameter.elements();
        float[] values = drawn(source.valuesOf(parameter), elements);
        long[] shape = parameter.shape().stream().mapToLong(Integer::longValue).toArray();
        parameters.add(owned(values, shape));
      }
    }
    return true;
  }

  private static float[] drawn(IntToDoubleFunction values, int elements) {
    float[] drawn = new float[elements];
    for (int element = 0; element < elements; element++) {
      drawn[element] = (float) values.applyAsDouble(element);
    }
    return drawn;
  }

  private PtNDArray owned(float[] values, long... shape) {
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    try (PtNDArray borrowed = manager.create(buffer, new Shape(shape), DataType.FLOAT32)) {
      return JniUtils.clone(borrowed);
    }
  }

  private PtNDArray images(ImageBatch batch) {
    int height = batch.shape().height();
    int width = batch.shape().width();
    int channels = batch.shape().channels();
    int area = height * width;
    double[] pixels = batch.pixels();
    float[] values = new float[pixels.length];
    if (layout == MemoryFormat.CHANNELS_FIRST) {
      for (int index = 0; index < values.length; index++) {
        values[index] = (float) pixels[index];
      }
      return owned(values, batch.images(), channels, height, width);
    }
    int to = 0;
    for (int image = 0; image < batch.images(); image++) {
      for (int pixel = 0; pixel < area; pixel++) {
        for (int channel = 0; channel < channels; channel++) {
          values[to++] = (float) pixels[(image * channels + channel) * area + pixel];
        }
      }
    }
    try (PtNDArray rows = owned(values, batch.images(), height, width, channels)) {
      return JniUtils.permute(rows, new long[] {0, 3, 1, 2});
    }
  }

  private Found run(PtNDArray images, int[] labels, int classes) {
    images.setRequiresGradient(wanted.jacobian());
    double[] jacobian = new double[0];
    List<double[]> gradients = new ArrayList<>();
    List<double[]> channelSums = new ArrayList<>();
    try (PtNDArray logits = forward(images)) {
      if (wanted.jacobian()) {
        Autograd.Graph graph = wanted.loss() ? Autograd.Graph.RETAINED : Autograd.Graph.FREED;
        try (PtNDArray sum = JniUtils.sum(logits);
            NDList derivatives = Autograd.gradients(sum, List.of(images), graph)) {
          jacobian = Tensor.of(derivatives.get(0)).toDoubles();
        }
      }
      if (wanted.loss()) {
        List<NDArray> inputs = new ArrayList<>(weights);
        inputs.addAll(gates);
        try (PtNDArray targets = targets(labels, classes);
            NDArray loss =
                NetworkRuntime.crossEntropy(Tensor.of(logits), Tensor.of(targets)).ndArray();
            NDList derivatives = Autograd.gradients(loss, inputs, Autograd.Graph.FREED)) {
          for (int index = 0; index < derivatives.size(); index++) {
            (index < weights.size() ? gradients : channelSums)
                .add(Tensor.of(derivatives.get(index)).toDoubles());
          }
        }
      }
    }
    return new Found(jacobian, gradients, channelSums, kernels);
  }

  private PtNDArray targets(int[] labels, int classes) {
    float[] values = new float[labels.length * classes];
    for (int image = 0; image < labels.length; image++) {
      values[image * classes + labels[image]] = -1f / labels.length;
    }
    return owned(values, labels.length, classes);
  }

  private PtNDArray forward(PtNDArray images) {
    int channels = settings.channels();
    PtNDArray value;
    try (PtNDArray stem = convolution(images, 1, 1, false, true)) {
      value = normalised(stem, channels, true, true);
    }
    for (int stage = 0; stage < 3; stage++) {
      if (stage > 0) {
        channels *= 2;
        try (PtNDArray input = value) {
          value = reduction(input);
        }
      }
      for (int i = 0; i < settings.cellsPerStage(); i++) {
        try (PtNDArray input = value) {
          value = cell(input);
        }
      }
    }
    try (PtNDArray input = value;
        PtNDArray normalised = normalised(input, channels, true, true);
        PtNDArray rectified = rectified(normalised, true);
        PtNDArray pooled = JniUtils.adaptiveAvgPool(rectified, new Shape(1, 1));
        PtNDArray rows = JniUtils.reshape(pooled, new long[] {pooled.getShape().get(0), channels});
        PtNDArray logits = linear(rows)) {
      long[] shape = logits.getShape().getShape();
      try (PtNDArray maps = JniUtils.reshape(logits, new long[] {shape[0], shape[1], 1, 1});
          PtNDArray gated = gated(maps, true)) {
        return JniUtils.reshape(gated, shape);
      }
    }
  }

  private PtNDArray linear(PtNDArray rows) {
    PtNDArray weight = parameter(true);
    return JniUtils.linear(rows, weight, parameter(true));
  }

  private PtNDArray reduction(PtNDArray input) {
    try (PtNDArray halved = searched(input, 1, 2, false, true, true, true);
        PtNDArray value = searched(halved, 1, 1, false, true, true, true);
        PtNDArray pooled =
            JniUtils.avgPool(
                input, new Shape(2, 2), new Shape(2, 2), new Shape(0, 0), false, true);
        PtNDArray shortcut = convolution(pooled, 1, 0, false, true)) {
      return JniUtils.add(shortcut, value);
    }
  }

  private PtNDArray cell(PtNDArray input) {
    boolean[] live = live();
    boolean trained = settings.variant() == NetworkVariant.TRAINED;
    @Nullable PtNDArray[] nodes = new @Nullable PtNDArray[NODES];
    nodes[0] = input;
    boolean[] seen = new boolean[NODES];
    for (int to = 1; to < NODES; to++) {
      PtNDArray sum = null;
      for (int from = 0; from < to; from++) {
        EdgeOperation operation = cell.operation(from, to);
        PtNDArray source = nodes[from];
        if (operation == EdgeOperation.NONE) {
          continue;
        }
        boolean convolves =
            operation == EdgeOperation.CONVOLUTION_1X1
                || operation == EdgeOperation.CONVOLUTION_3X3;
        if (source == null) {
          if (!convolves) {
            continue;
          }
          source = zeros(input);
          nodes[from] = source;
        }
        PtNDArray summand =
            switch (operation) {
              case SKIP_CONNECT -> JniUtils.reshape(source, source.getShape().getShape());
              case AVERAGE_POOL_3X3 -> average(source);
              case CONVOLUTION_1X1 ->
                  searched(source, 0, 1, !trained, trained, live[to], !seen[from]);
              case CONVOLUTION_3X3 ->
                  searched(source, 1, 1, !trained, trained, live[to], !seen[from]);
              case NONE -> throw new IllegalStateException();
            };
        seen[from] |= convolves;
        if (sum == null) {
          sum = summand;
        } else {
          try (summand;
              PtNDArray before = sum) {
            sum = JniUtils.add(before, summand);
          }
        }
      }
      nodes[to] = sum;
    }
    for (int node = 1; node < NODES - 1; node++) {
      if (nodes[node] != null) {
        nodes[node].close();
      }
    }
    PtNDArray output = nodes[NODES - 1];
    return output == null ? zeros(input) : output;
  }

  /** Returns which nodes of the cell reach its output. */
  private boolean[] live() {
    boolean[] live = new boolean[NODES];
    live[NODES - 1] = true;
    for (int to = NODES - 1; to > 0; to--) {
      for (int from = 0; from < to; from++) {
        live[from] |= live[to] && cell.operation(from, to) != EdgeOperation.NONE;
      }
    }
    return live;
  }

  private PtNDArray zeros(PtNDArray like) {
    return full(0, like.getShape().getShape());
  }

  private PtNDArray average(PtNDArray input) {
    Shape window = new Shape(3, 3);
    Shape one = new Shape(1, 1);
    long[] shape = input.getShape().getShape();
    try (PtNDArray mean = JniUtils.avgPool(input, window, one, one, false, true);
        PtNDArray ones = full(1, 1, 1, shape[2], shape[3]);
        PtNDArray inside = JniUtils.avgPool(ones, window, one, one, false, true)) {
      return JniUtils.div(mean, inside);
    }
  }

  private PtNDArray full(double value, long... shape) {
    return JniUtils.full(
        manager,
        new Shape(shape),
        value,
        DataType.FLOAT32,
        manager.getDevice(),
        SparseFormat.DENSE);
  }

  /** ReLU, convolution, batch normalisation. */
  private PtNDArray searched(
      PtNDArray input,
      int padding,
      int stride,
      boolean bias,
      boolean trained,
      boolean live,
      boolean first) {
    try (PtNDArray rectified = rectified(input, first);
        PtNDArray convolved = convolution(rectified, stride, padding, bias, live)) {
      return normalised(convolved, Math.toIntExact(convolved.getShape().get(1)), trained, live);
    }
  }

  private PtNDArray rectified(PtNDArray input, boolean first) {
    PtNDArray output = JniUtils.relu(input);
    if (wanted.watched() && first) {
      try (PtNDArray zero = full(0, 1);
          PtNDArray positive = JniUtils.gt(output, zero);
          PtNDArray ordered =
              layout == MemoryFormat.CHANNELS_LAST
                  ? JniUtils.permute(positive, new long[] {0, 2, 3, 1})
                  : JniUtils.reshape(positive, positive.getShape().getShape())) {
        kernels.add(SignPatterns.of(Tensor.of(ordered)).agreement());
      }
    }
    return output;
  }

  @SuppressWarnings("NullAway") // The engine takes a missing bias as null.
  private PtNDArray convolution(
      PtNDArray input, int stride, int padding, boolean bias, boolean live) {
    PtNDArray weight = parameter(live);
    PtNDArray shift = bias ? parameter(live) : null;
    try (PtNDArray output =
        JniUtils.convolution(
            input,
            weight,
            shift,
            new Shape(stride, stride),
            new Shape(padding, padding),
            new Shape(1, 1),
            1)) {
      return gated(output, live);
    }
  }

  private PtNDArray gated(PtNDArray output, boolean live) {
    long[] shape = output.getShape().getShape();
    if (!wanted.gated() || !live) {
      return JniUtils.reshape(output, shape);
    }
    PtNDArray gate = full(1, shape[0], shape[1], 1, 1);
    gate.setRequiresGradient(true);
    gates.add(gate);
    return JniUtils.mul(output, gate);
  }

  private PtNDArray normalised(PtNDArray input, int channels, boolean trained, boolean live) {
    PtNDArray scale = trained ? parameter(live) : full(1, channels);
    PtNDArray shift = trained ? parameter(live) : full(0, channels);
    try (PtNDArray mean = full(0, channels);
        PtNDArray variance = full(1, channels)) {
      return JniUtils.batchNorm(input, mean, variance, scale, shift, true, MOMENTUM, EPSILON);
    }
  }

  private PtNDArray parameter(boolean live) {
    PtNDArray parameter = parameters.remove();
    if (live && wanted.loss()) {
      parameter.setRequiresGradient(true);
      weights.add(parameter);
    }
    return parameter;
  }

  @Override
  public void close() {
    manager.close();
  }
}
