package nas.proxy.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.proxy.Measurements;
import nas.proxy.Pass;
import nas.proxy.Probe;
import nas.proxy.probe.ActivationKernels;
import nas.proxy.probe.ActivationPatterns;
import nas.proxy.probe.ActivationWords;
import nas.proxy.probe.BlockFeatures;
import nas.proxy.probe.BlockGains;
import nas.proxy.probe.BlockGradients;
import nas.proxy.probe.BlockSpectra;
import nas.proxy.probe.ChannelCorrelations;
import nas.proxy.probe.ChannelProducts;
import nas.proxy.probe.ChannelSums;
import nas.proxy.probe.GaussianPerturbation;
import nas.proxy.probe.GradientSigns;
import nas.proxy.probe.HessianGradient;
import nas.proxy.probe.HessianProducts;
import nas.proxy.probe.HiddenStates;
import nas.proxy.probe.InputJacobian;
import nas.proxy.probe.Jacobian;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.LayerGradients;
import nas.proxy.probe.LayerKernels;
import nas.proxy.probe.LayerSpectra;
import nas.proxy.probe.LayerWeights;
import nas.proxy.probe.LeastCorrelations;
import nas.proxy.probe.LogitJacobians;
import nas.proxy.probe.LossGradients;
import nas.proxy.probe.OutputRanks;
import nas.proxy.probe.PerturbedFeatures;
import nas.proxy.probe.ReluKernels;
import nas.proxy.probe.ResponseCorrelations;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.StateRows;
import nas.proxy.probe.SynflowGradients;
import nas.proxy.probe.SynflowTangent;
import nas.proxy.probe.TangentKernel;
import nas.proxy.probe.WeightJacobian;
import nas.proxy.probe.Weights;

/**
 * Made-up measurements of a small network, ordinary and degenerate, for every probe at once.
 *
 * @param images number of images in a batch
 * @param layers number of layers measured
 * @param value turns an ordinary value into the one measured
 */
record Measured(int images, int layers, DoubleUnaryOperator value) {

  private static final int WEIGHTS = 12;
  private static final int CHANNELS = 4;
  private static final int PIXELS = 20;
  private static final int UNITS = 60;

  /** Ordinary values. */
  static Measured ordinary() {
    return new Measured(6, 3, x -> x);
  }

  /** One value everywhere; kernels are those of units that are always off. */
  static Measured constant(double value) {
    return new Measured(6, 3, x -> value);
  }

  /** Returns what every probe measures. */
  Map<Probe<?>, Object> all() {
    Map<Probe<?>, Object> all = new LinkedHashMap<>();
    RandomGenerator random = Seeds.generator(7);
    List<Weights.Layer> weights = new ArrayList<>();
    List<HessianProducts.Layer> products = new ArrayList<>();
    List<ChannelSums.Layer> sums = new ArrayList<>();
    List<Saliencies.Layer> saliencies = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String node = "layer" + layer;
      weights.add(new Weights.Layer(node, CHANNELS, array(random, WEIGHTS)));
      products.add(
          new HessianProducts.Layer(
              node, CHANNELS, array(random, WEIGHTS), array(random, WEIGHTS)));
      sums.add(new ChannelSums.Layer(node, WEIGHTS / CHANNELS, matrix(random, images, CHANNELS)));
      double[] saliency = array(random, WEIGHTS);
      for (int i = 0; i < WEIGHTS; i++) {
        saliency[i] = Math.abs(saliency[i]);
      }
      saliencies.add(new Saliencies.Layer(node, CHANNELS, saliency));
    }
    all.put(new LayerWeights(), new Weights(weights));
    for (int batches = 1; batches <= 2; batches++) {
      List<LayerGradients.Layer> gradients = new ArrayList<>();
      for (int layer = 0; layer < layers; layer++) {
        List<double[]> ofBatches = new ArrayList<>();
        for (int batch = 0; batch < batches; batch++) {
          ofBatches.add(array(random, WEIGHTS));
        }
        gradients.add(
            new LayerGradients.Layer("layer" + layer, CHANNELS, array(random, WEIGHTS), ofBatches));
      }
      List<Double> losses = new ArrayList<>();
      for (int batch = 0; batch < batches; batch++) {
        losses.add(value.applyAsDouble(2.3));
      }
      all.put(new LossGradients(batches), new LayerGradients(losses, gradients));
    }
    all.put(new HessianGradient(), new HessianProducts(products));
    all.put(new ChannelProducts(), new ChannelSums(sums));
    int[] labels = new int[images];
    for (int image = 0; image < images; image++) {
      labels[image] = image % 2;
    }
    all.put(new InputJacobian(), new Jacobian(matrix(random, images, PIXELS), labels));
    all.put(new ReluKernels(), kernels(random));
    all.put(new LayerKernels(), kernels(random));
    all.put(new ActivationKernels(), kernels(random));
    List<StateRows.Layer> states = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      states.add(new StateRows.Layer("layer" + layer, matrix(random, CHANNELS, 4 * images)));
    }
    all.put(new HiddenStates(), new StateRows(states));
    all.put(new SynflowGradients(false), new Saliencies(saliencies, 100));
    all.put(new SynflowGradients(true), new Saliencies(saliencies, 90));
    double score = value.applyAsDouble(0.5);
    all.put(new SynflowTangent(), layers == 0 ? Double.NEGATIVE_INFINITY : 100 + Math.log(score));
    all.put(new TangentKernel(16), tangentKernel(random));
    List<PerturbedFeatures.Normalisation> normalisations = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      normalisations.add(
          new PerturbedFeatures.Normalisation(
              "norm" + layer,
              layer > 0,
              64,
              Math.abs(value.applyAsDouble(0.7)),
              Math.abs(value.applyAsDouble(0.8)),
              true,
              0.1));
    }
    all.put(
        new GaussianPerturbation(64),
        new PerturbedFeatures(
            Math.abs(value.applyAsDouble(0.3)), Math.abs(value.applyAsDouble(2)), normalisations));
    all.put(new ActivationPatterns(3, 1000), layers == 0 ? 1 : value.applyAsDouble(500));
    followUps(all, random);
    return all;
  }

  /** Adds what the metrics since 2022 read. */
  private void followUps(Map<Probe<?>, Object> all, RandomGenerator random) {
    List<LeastCorrelations.OfNode> correlations = new ArrayList<>();
    List<double[]> spectra = new ArrayList<>();
    List<BlockGains.Gain> gains = new ArrayList<>();
    List<LayerSpectra.Layer> ranks = new ArrayList<>();
    List<LogitJacobians.OfImage> jacobians = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      String node = List.of("conv", "norm", "relu").get(layer % 3);
      correlations.add(
          new LeastCorrelations.OfNode(node, Math.abs(value.applyAsDouble(0.1 * layer))));
      spectra.add(sizes(random, CHANNELS));
      gains.add(new BlockGains.Gain(false, Math.abs(value.applyAsDouble(0.5 + layer))));
      ranks.add(new LayerSpectra.Layer(node, sizes(random, CHANNELS)));
    }
    for (int image = 0; image < images; image++) {
      jacobians.add(
          new LogitJacobians.OfImage(array(random, 5), matrix(random, 5, layers * CHANNELS)));
    }
    all.put(new ChannelCorrelations(), new LeastCorrelations(correlations));
    all.put(new BlockFeatures(Pass.Feed.gaussian(64)), new BlockSpectra(spectra));
    all.put(new BlockGradients(Pass.Feed.gaussian(64)), new BlockGains(gains));
    all.put(new ActivationWords(16, 32), layers == 0 ? 0 : value.applyAsDouble(500));
    all.put(new OutputRanks(16, false), new LayerSpectra(ranks));
    all.put(new WeightJacobian(8, 128), new LogitJacobians(jacobians));
    all.put(new ResponseCorrelations(16, false), kernels(random));
    all.put(new ResponseCorrelations(16, true), kernels(random));
    all.put(new GradientSigns(16), value.applyAsDouble(700));
  }

  private double[] sizes(RandomGenerator random, int length) {
    return Arrays.stream(array(random, length)).map(Math::abs).toArray();
  }

  /** Returns products of rows, as gradients of images have them. */
  private Kernels tangentKernel(RandomGenerator random) {
    List<Kernels.Layer> kernels = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      double[][] rows = matrix(random, images, WEIGHTS);
      double[][] kernel = new double[images][images];
      for (int i = 0; i < images; i++) {
        for (int j = 0; j < images; j++) {
          for (int weight = 0; weight < WEIGHTS; weight++) {
            kernel[i][j] += rows[i][weight] * rows[j][weight];
          }
        }
      }
      kernels.add(new Kernels.Layer("layer" + layer, kernel));
    }
    return new Kernels(kernels);
  }

  /** Returns the measurements of some probes on a network. */
  Measurements only(Network network, Iterable<? extends Probe<?>> probes, MetricContract contract) {
    Measurements measurements = Measurements.of(network);
    Map<Probe<?>, Object> all = all();
    for (Probe<?> probe : probes) {
      Object measured = all.get(probe);
      measurements =
          with(
              measurements,
              probe,
              measured == null ? contract.madeUp(probe, images, layers, value) : measured);
    }
    return measurements;
  }

  private static <T> Measurements with(Measurements measurements, Probe<T> probe, Object value) {
    return measurements.with(probe, probe.type().cast(value));
  }

  private double[] array(RandomGenerator random, int length) {
    double[] array = new double[length];
    for (int i = 0; i < length; i++) {
      array[i] = value.applyAsDouble(random.nextDouble(-1, 1));
    }
    return array;
  }

  private double[][] matrix(RandomGenerator random, int rows, int columns) {
    double[][] matrix = new double[rows][];
    for (int row = 0; row < rows; row++) {
      matrix[row] = array(random, columns);
    }
    return matrix;
  }

  private Kernels kernels(RandomGenerator random) {
    List<Kernels.Layer> kernels = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      double[][] outputs = matrix(random, images, UNITS);
      kernels.add(new Kernels.Layer("layer" + layer, agreements(outputs)));
    }
    return new Kernels(kernels);
  }

  /** Returns how many outputs have the same sign; NaN where one of them is NaN. */
  static double[][] agreements(double[][] outputs) {
    double[][] kernel = new double[outputs.length][outputs.length];
    for (int i = 0; i < outputs.length; i++) {
      for (int j = 0; j < outputs.length; j++) {
        for (int unit = 0; unit < outputs[i].length; unit++) {
          if (Double.isNaN(outputs[i][unit] + outputs[j][unit])) {
            kernel[i][j] = Double.NaN;
          } else if (outputs[i][unit] > 0 == outputs[j][unit] > 0) {
            kernel[i][j]++;
          }
        }
      }
    }
    return kernel;
  }

  /** Returns a network of one convolution, batch normalisation, rectifier and linear layer. */
  static Network network() {
    Network.Builder builder = Network.builder("small", new FeatureShape(3, 5, 5));
    int convolution = builder.add("conv", Convolution.same(4, 3, 1, true), 0);
    int normalised = builder.add("norm", BatchNorm.standard(true), convolution);
    int rectified = builder.add("relu", new Relu(), normalised);
    int pooled = builder.add("pool", new GlobalAveragePool(), rectified);
    builder.within(rectified, 1);
    builder.add("linear", new Linear(2, true), pooled);
    return builder.build();
  }

  /** Returns a network that only averages. */
  static Network networkWithoutWeights() {
    Network.Builder builder = Network.builder("bare", new FeatureShape(3, 5, 5));
    builder.add("pool", new GlobalAveragePool(), 0);
    return builder.build();
  }
}
