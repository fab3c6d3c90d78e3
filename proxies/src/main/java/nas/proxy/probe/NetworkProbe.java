package nas.proxy.probe;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Parameter;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.OutOfDeviceMemoryException;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.network.operation.BatchNorm;
import nas.network.operation.Relu;
import nas.proxy.Measurements;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * Measures untrained networks on DJL.
 *
 * <p>What is measured depends on network, weights, images, seed, precision and layout alone: not on
 * the thread, nor on what else is measured. Safe for use by several threads.
 *
 * @param device where to compute
 * @param precision number format of weights, activations and gradients
 * @param layout order of images and activations in memory; what is measured has the same order in
 *     either. Channels last, forward passes take 0.75 of the time, backward passes 0.85 to 0.95,
 *     but the second backward pass of {@link HessianGradient} 1.6 times as long
 */
public record NetworkProbe(Device device, Precision precision, MemoryFormat layout) {

  /** Measures channels first, the order of published code. */
  public NetworkProbe(Device device, Precision precision) {
    this(device, precision, MemoryFormat.CHANNELS_FIRST);
  }

  /**
   * What was measured of a network, and what could not be.
   *
   * @param measurements what was measured
   * @param undefined why each of the other probes has no value
   */
  public record Result(Measurements measurements, Map<Probe<?>, Score.Undefined> undefined) {
    /** Copies the map. */
    public Result {
      undefined = Map.copyOf(undefined);
    }
  }

  /**
   * Measures a network.
   *
   * @param weights gives the initial weights; must give the same values whenever it is asked
   * @param batches at least as many as the plan reads
   * @param seed decides, together with the network's id, the random numbers that some probes draw
   * @throws IllegalArgumentException if the batches do not fit the network or the plan
   * @throws OutOfDeviceMemoryException if the device's memory does not suffice
   */
  public Result measure(
      Network network, WeightSource weights, List<ImageBatch> batches, ProbePlan plan, long seed) {
    check(network, batches, plan);
    Measuring measuring = new Measuring(network, weights, batches, plan, seed);
    try {
      return measuring.run();
    } catch (EngineException e) {
      throw OutOfDeviceMemoryException.orElse(e);
    }
  }

  private static void check(Network network, List<ImageBatch> batches, ProbePlan plan) {
    if (batches.size() < plan.batches()) {
      throw new IllegalArgumentException(
          "the plan reads " + plan.batches() + " batches of images, got " + batches.size());
    }
    int classes = network.outputNode().output().channels();
    for (ImageBatch batch : batches) {
      if (!batch.shape().equals(network.input())) {
        throw new IllegalArgumentException(
            "images of " + batch.shape() + " do not fit a network for " + network.input());
      }
      for (int image = 0; image < batch.images(); image++) {
        if (batch.labels()[image] >= classes) {
          throw new IllegalArgumentException(
              "label ("
                  + batch.labels()[image]
                  + ") of image "
                  + image
                  + " must be below the number of classes ("
                  + classes
                  + ")");
        }
      }
    }
  }

  /** A layer whose weights count: a convolution or a linear layer that reaches the output. */
  private record Weighted(Network.Node node, Parameter weight) {
    int from() {
      return Math.toIntExact(weight.offset());
    }

    double[] of(double[] vector) {
      return Arrays.copyOfRange(vector, from(), from() + weight.elements());
    }
  }

  /** The measuring of one network. */
  private final class Measuring {
    private final Network network;
    private final Network live;
    private final boolean readsInput;
    private final WeightSource weights;
    private final List<ImageBatch> batches;
    private final ProbePlan plan;
    private final long seed;
    private final Map<Probe<?>, Score.Undefined> undefined = new LinkedHashMap<>();
    private Measurements measurements;

    Measuring(
        Network network,
        WeightSource weights,
        List<ImageBatch> batches,
        ProbePlan plan,
        long seed) {
      this.network = network;
      live = network.live();
      readsInput = NetworkRuntime.readsInput(network);
      this.weights = weights;
      this.batches = batches;
      this.plan = plan;
      this.seed = seed;
      measurements = Measurements.of(network);
    }

    Result run() {
      for (Probe<?> probe : plan.probes()) {
        obstacle(probe).ifPresent(reason -> undefined.put(probe, reason));
      }
      ProbePlan possible =
          undefined.isEmpty()
              ? plan
              : ProbePlan.of(
                  plan.probes().stream().filter(probe -> !undefined.containsKey(probe)).toList());
      execute(possible);
      return new Result(measurements, undefined);
    }

    private Optional<Score.Undefined> obstacle(Probe<?> probe) {
      if (probe instanceof LayerWeights) {
        return Optional.empty();
      }
      if (!readsInput) {
        return Optional.of(
            new Score.Undefined(
                Score.Reason.NO_PATH, "the images cannot influence the network's output"));
      }
      if (probe instanceof ActivationPatterns) {
        return LinearRegions.obstacle(network);
      }
      int images = batches.stream().mapToInt(ImageBatch::images).min().orElse(0);
      boolean synflow = probe instanceof SynflowGradients || probe instanceof SynflowTangent;
      if (!synflow
          && !(probe instanceof LayerKernels)
          && !(probe instanceof GaussianPerturbation)) {
        boolean whole = probe instanceof ReluKernels;
        for (Network.Node node : (whole ? network : live).nodes()) {
          FeatureShape shape = node.output();
          if (node.operation() instanceof BatchNorm
              && (long) images * shape.height() * shape.width() < 2) {
            return Optional.of(
                new Score.Undefined(
                    Score.Reason.BATCH_TOO_SMALL,
                    "batch normalisation "
                        + node.name()
                        + " needs more than 1 value per channel, but the batch has "
                        + images
                        + " image of "
                        + shape.height()
                        + " x "
                        + shape.width()
                        + " pixels there"));
          }
        }
      }
      return Optional.empty();
    }

    private <T> void found(Probe<T> probe, T value) {
      measurements = measurements.with(probe, value);
    }

    private void execute(ProbePlan possible) {
      if (possible.has(ProbePlan.Kind.WEIGHTS, 0)) {
        found(new LayerWeights(), initialWeights());
      }
      boolean evaluation = possible.has(ProbePlan.Kind.EVALUATION_FORWARD, 0);
      boolean training = possible.has(ProbePlan.Kind.TRAINING_FORWARD, 0);
      if (evaluation || training) {
        // Published code also counts the units of layers whose output goes nowhere.
        boolean whole = evaluation || possible.probes().contains(new ReluKernels());
        try (NetworkRuntime runtime =
            whole
                ? NetworkRuntime.createWhole(network, weights, device, precision)
                : NetworkRuntime.create(network, weights, device, precision)) {
          if (evaluation) {
            found(new LayerKernels(), layerKernels(runtime));
          }
          if (training) {
            new TrainingPasses(runtime, possible).run();
          }
        }
      }
      boolean tangent = possible.has(ProbePlan.Kind.SYNFLOW_TANGENT, 0);
      if (tangent || possible.has(ProbePlan.Kind.SYNFLOW_GRADIENTS, 0)) {
        WeightSource magnitudes =
            parameter -> {
              IntToDoubleFunction values = weights.valuesOf(parameter);
              return element -> Math.abs(values.applyAsDouble(element));
            };
        try (NetworkRuntime runtime =
            NetworkRuntime.create(network, magnitudes, device, precision)) {
          if (tangent) {
            found(new SynflowTangent(), synflowTangent(runtime));
          }
          for (Probe<?> probe : possible.probes()) {
            if (probe instanceof SynflowGradients gradients) {
              found(gradients, synflowGradients(runtime, gradients));
            }
          }
        }
      }
      for (Probe<?> probe : possible.probes()) {
        if (probe instanceof TangentKernel kernel) {
          found(
              kernel,
              NtkGradients.measure(kernel, network, weights, batches.get(0), NetworkProbe.this));
        } else if (probe instanceof GaussianPerturbation perturbation) {
          found(perturbation, ZenForward.measure(perturbation, network, seed, NetworkProbe.this));
        } else if (probe instanceof ActivationPatterns patterns) {
          found(patterns, LinearRegions.measure(patterns, network, seed, NetworkProbe.this));
        }
      }
    }

    private Weights initialWeights() {
      List<Weights.Layer> layers = new ArrayList<>();
      for (Network.Node node : network.nodes()) {
        for (Parameter parameter : Parameter.of(network, node)) {
          if (parameter.role() == ParameterSpec.Role.WEIGHT) {
            IntToDoubleFunction source = weights.valuesOf(parameter);
            double[] values = new double[parameter.elements()];
            for (int element = 0; element < values.length; element++) {
              double value = source.applyAsDouble(element);
              values[element] = precision == Precision.FLOAT32 ? (float) value : value;
            }
            layers.add(new Weights.Layer(node.name(), node.output().channels(), values));
          }
        }
      }
      return new Weights(layers);
    }

    private Kernels layerKernels(NetworkRuntime runtime) {
      List<Kernels.Layer> kernels = new ArrayList<>();
      Tap tap =
          (node, output) -> {
            if (node.operation().hasWeights()) {
              kernels.add(new Kernels.Layer(node.name(), agreement(runtime, output)));
            }
            return output;
          };
      GradientMode.unrecorded(
          () -> {
            try (NDArray images = images(runtime, batches.get(0))) {
              runtime.forward(images, Mode.EVALUATION, tap).close();
            }
            return true;
          });
      return new Kernels(kernels);
    }

    /** The passes in training mode, batch after batch, always with the initial weights. */
    private final class TrainingPasses {
      private final NetworkRuntime runtime;
      private final ProbePlan possible;
      private final List<Weighted> layers;
      private final Set<String> live;
      private final List<Double> losses = new ArrayList<>();
      private final List<double[]> gradients = new ArrayList<>();

      TrainingPasses(NetworkRuntime runtime, ProbePlan possible) {
        this.runtime = runtime;
        this.possible = possible;
        layers = weighted(runtime);
        live = runtime.live();
      }

      void run() {
        for (int batch = 0; possible.has(ProbePlan.Kind.TRAINING_FORWARD, batch); batch++) {
          measure(batch);
        }
        for (Probe<?> probe : possible.probes()) {
          if (probe instanceof LossGradients loss) {
            found(loss, lossGradients(loss.batches()));
          }
        }
      }

      private void measure(int batch) {
        boolean jacobian = possible.has(ProbePlan.Kind.JACOBIAN_BACKWARD, batch);
        boolean loss = possible.has(ProbePlan.Kind.LOSS_BACKWARD, batch);
        boolean gated = batch == 0 && possible.probes().contains(new ChannelProducts());
        boolean watched = batch == 0 && possible.probes().contains(new ReluKernels());
        Map<String, NDArray> gates = new LinkedHashMap<>();
        List<Kernels.Layer> kernels = new ArrayList<>();
        Map<Integer, double[][]> agreements = new HashMap<>();
        Tap tap =
            (node, output) -> {
              if (watched && node.operation() instanceof Relu) {
                // Rectifiers of the same input, as at the edges of a cell, are in the same states.
                double[][] agreement =
                    agreements.computeIfAbsent(
                        node.inputs().get(0), input -> agreement(runtime, output));
                kernels.add(new Kernels.Layer(node.name(), agreement));
              }
              if (gated && node.operation().hasWeights() && live.contains(node.name())) {
                NDArray gate =
                    runtime.full(1, output.getShape().get(0), output.getShape().get(1), 1, 1);
                gates.put(node.name(), gate);
                gate.setRequiresGradient(true);
                return output.mul(gate);
              }
              return output;
            };
        try (NDArray images = images(runtime, batches.get(batch))) {
          if (!jacobian && !loss) {
            GradientMode.unrecorded(
                () -> {
                  runtime.forward(images, Mode.TRAINING, tap).close();
                  return true;
                });
          } else {
            GradientMode.recorded(
                () -> {
                  images.setRequiresGradient(jacobian);
                  try (NDArray logits = runtime.forward(images, Mode.TRAINING, tap)) {
                    if (jacobian) {
                      found(new InputJacobian(), jacobian(images, logits, loss));
                    }
                    if (loss) {
                      lossBackward(batch, logits, gates);
                    }
                  }
                  return true;
                });
          }
        } finally {
          gates.values().forEach(NDArray::close);
        }
        if (watched) {
          found(new ReluKernels(), new Kernels(kernels));
        }
      }

      private Jacobian jacobian(NDArray images, NDArray logits, boolean again) {
        ImageBatch batch = batches.get(0);
        Autograd.Graph graph = again ? Autograd.Graph.RETAINED : Autograd.Graph.FREED;
        try (NDArray sum = logits.sum();
            NDList derivatives = Autograd.gradients(sum, List.of(images), graph)) {
          double[][] rows = rows(derivatives.get(0), batch.images());
          return new Jacobian(rows, batch.labels().clone());
        }
      }

      private void lossBackward(int batch, NDArray logits, Map<String, NDArray> gates) {
        int classes = network.outputNode().output().channels();
        boolean second = possible.has(ProbePlan.Kind.SECOND_BACKWARD, batch);
        boolean gated = batch == 0 && possible.probes().contains(new ChannelProducts());
        try (NDArray targets = runtime.targets(batches.get(batch).labels(), classes);
            NDArray loss = NetworkRuntime.crossEntropy(logits, targets)) {
          losses.add(NetworkRuntime.scalar(loss));
          List<NDArray> inputs = new ArrayList<>(gates.values());
          if (!runtime.parameters().isEmpty()) {
            inputs.add(runtime.weights());
          }
          if (inputs.isEmpty()) {
            gradients.add(new double[0]);
            if (second) {
              hessianProducts(new double[0]);
            }
            if (gated) {
              found(new ChannelProducts(), new ChannelSums(List.of()));
            }
            return;
          }
          Autograd.Graph graph = second ? Autograd.Graph.EXTENDED : Autograd.Graph.FREED;
          try (NDList derivatives = Autograd.gradients(loss, inputs, graph)) {
            if (gated) {
              found(new ChannelProducts(), channelSums(derivatives));
            }
            // Gates exist only where there are weights, so these come last.
            NDArray gradient = derivatives.get(derivatives.size() - 1);
            gradients.add(NetworkRuntime.doubles(gradient));
            if (second) {
              hessianProducts(secondBackward(gradient));
            }
          }
        }
      }

      private ChannelSums channelSums(NDList derivatives) {
        List<ChannelSums.Layer> sums = new ArrayList<>();
        for (int index = 0; index < layers.size(); index++) {
          Network.Node node = layers.get(index).node();
          int perChannel = layers.get(index).weight().elements() / node.output().channels();
          NDArray derivative = derivatives.get(index);
          int images = Math.toIntExact(derivative.getShape().get(0));
          sums.add(new ChannelSums.Layer(node.name(), perChannel, rows(derivative, images)));
        }
        return new ChannelSums(sums);
      }

      private double[] secondBackward(NDArray gradient) {
        double[] ones = new double[Math.toIntExact(gradient.size())];
        for (Weighted layer : layers) {
          Arrays.fill(ones, layer.from(), layer.from() + layer.weight().elements(), 1);
        }
        try (NDArray mask = runtime.array(ones, ones.length);
            NDArray constant = gradient.stopGradient();
            NDArray direction = constant.mul(mask);
            NDArray products = gradient.mul(direction);
            NDArray sum = products.sum();
            NDList derivatives =
                Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.FREED)) {
          return NetworkRuntime.doubles(derivatives.get(0));
        }
      }

      private void hessianProducts(double[] product) {
        double[] all = initial();
        found(
            new HessianGradient(),
            new HessianProducts(
                layers.stream()
                    .map(
                        layer ->
                            new HessianProducts.Layer(
                                layer.node().name(),
                                layer.node().output().channels(),
                                layer.of(all),
                                layer.of(product)))
                    .toList()));
      }

      private double[] initial() {
        return layers.isEmpty() ? new double[0] : NetworkRuntime.doubles(runtime.weights());
      }

      private LayerGradients lossGradients(int batches) {
        double[] all = initial();
        List<LayerGradients.Layer> found = new ArrayList<>();
        for (Weighted layer : layers) {
          found.add(
              new LayerGradients.Layer(
                  layer.node().name(),
                  layer.node().output().channels(),
                  layer.of(all),
                  gradients.subList(0, batches).stream().map(layer::of).toList()));
        }
        return new LayerGradients(losses.subList(0, batches), found);
      }
    }
  }

  private static double[][] rows(NDArray array, int rows) {
    double[] values = NetworkRuntime.doubles(array);
    int columns = values.length / rows;
    double[][] table = new double[rows][];
    for (int row = 0; row < rows; row++) {
      table[row] = Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }
    return table;
  }

  private NDArray images(NetworkRuntime runtime, ImageBatch batch) {
    return runtime.images(batch.pixels(), batch.images(), layout);
  }

  private static List<Weighted> weighted(NetworkRuntime runtime) {
    Set<String> live = runtime.live();
    return runtime.parameters().stream()
        .filter(parameter -> parameter.role() == ParameterSpec.Role.WEIGHT)
        .filter(parameter -> live.contains(parameter.node().name()))
        .map(parameter -> new Weighted(parameter.node(), parameter))
        .toList();
  }

  /** Counts the units that agree for each pair of images. */
  private double[][] agreement(NetworkRuntime runtime, NDArray output) {
    try (NDArray zero = runtime.full(0, 1);
        NDArray positive = output.gt(zero);
        NDArray ordered = inMemoryOrder(positive)) {
      return SignPatterns.of(ordered).agreement();
    }
  }

  /** The order of an image's units does not matter to its reader, but to copy them costs time. */
  private NDArray inMemoryOrder(NDArray array) {
    return layout == MemoryFormat.CHANNELS_LAST && array.getShape().dimension() == 4
        ? array.transpose(0, 2, 3, 1)
        : array.reshape(array.getShape());
  }

  private double synflowTangent(NetworkRuntime runtime) {
    return GradientMode.unrecorded(
        () -> {
          FeatureShape shape = runtime.network().input();
          SynflowRule rule = new SynflowRule(true, false);
          double[] pixels = new double[Math.toIntExact(2 * shape.elements())];
          Arrays.fill(pixels, 0, pixels.length / 2, 1);
          try (NDArray images = runtime.images(pixels, 2, layout);
              NDArray output = runtime.forward(images, Mode.TRAINING, rule)) {
            double[] values = NetworkRuntime.doubles(output);
            double sum = 0;
            for (int index = values.length / 2; index < values.length; index++) {
              sum += values[index];
            }
            int exponent = rule.exponent(runtime.network().outputNode());
            return sum == 0
                ? Double.NEGATIVE_INFINITY
                : StrictMath.log(sum) + exponent * StrictMath.log(2);
          }
        });
  }

  private Saliencies synflowGradients(NetworkRuntime runtime, SynflowGradients probe) {
    List<Weighted> layers = weighted(runtime);
    if (layers.isEmpty()) {
      return new Saliencies(List.of(), 0);
    }
    return GradientMode.recorded(
        () -> {
          FeatureShape shape = runtime.network().input();
          SynflowRule rule = new SynflowRule(false, probe.keepReductionBatchNorm());
          double[] pixels = new double[Math.toIntExact(shape.elements())];
          Arrays.fill(pixels, 1);
          try (NDArray images = runtime.images(pixels, 1, layout);
              NDArray output = runtime.forward(images, Mode.TRAINING, rule);
              NDArray sum = output.sum();
              NDList found =
                  Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.FREED)) {
            double[] gradient = NetworkRuntime.doubles(found.get(0));
            double[] weights = NetworkRuntime.doubles(runtime.weights());
            List<Saliencies.Layer> saliencies = new ArrayList<>();
            for (Weighted layer : layers) {
              double[] values = new double[layer.weight().elements()];
              for (int index = 0; index < values.length; index++) {
                int place = layer.from() + index;
                values[index] = Math.abs(weights[place] * gradient[place]);
              }
              saliencies.add(
                  new Saliencies.Layer(
                      layer.node().name(), layer.node().output().channels(), values));
            }
            int exponent = rule.exponent(runtime.network().outputNode());
            return new Saliencies(saliencies, exponent * StrictMath.log(2));
          }
        });
  }
}
