package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.network.BatchStatistics;
import nas.network.Network;
import nas.network.Operation;
import nas.proxy.Nodes;
import nas.proxy.Place;

/** Measures {@link GaussianPerturbation}. */
final class ZenForward {

  /** By how much the images move: alpha in the paper, mixup_gamma in its code. */
  private static final double STEP = 0.01;

  private ZenForward() {}

  /**
   * What is drawn from N(0, 1).
   *
   * @param images values of all images, row-major
   * @param change as many
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once.
  record Draws(WeightSource weights, double[] images, double[] change) {

    static Draws of(Network network, int images, long seed) {
      int pixels = Math.toIntExact(images * network.input().elements());
      return new Draws(
          Gaussian.weights(Gaussian.stream(seed, network.id(), "zen/weights")),
          Gaussian.numbers(Gaussian.stream(seed, network.id(), "zen/images"), pixels),
          Gaussian.numbers(Gaussian.stream(seed, network.id(), "zen/change"), pixels));
    }
  }

  static PerturbedFeatures measure(GaussianPerturbation probe, Place place) {
    return measure(place, probe.images(), Draws.of(place.network(), probe.images(), place.seed()));
  }

  static PerturbedFeatures measure(Place place, int images, Draws draws) {
    Network network = place.network();
    Network features = features(network);
    double[] first = draws.images();
    double[] second = new double[first.length];
    for (int index = 0; index < second.length; index++) {
      second[index] = first[index] + STEP * draws.change()[index];
    }
    // Whole, because published code counts every batch normalisation.
    try (NetworkRuntime runtime = place.open(features, draws.weights(), Nodes.ALL)) {
      return GradientMode.unrecorded(
          () -> {
            List<Network.Node> norms = norms(runtime);
            double[] before;
            List<Double> variances;
            try (Tensor output = forward(runtime, first, images)) {
              before = output.toDoubles();
              variances = variances(runtime, norms);
            }
            try (Tensor output = forward(runtime, second, images)) {
              double[] after = output.toDoubles();
              return changed(
                  before,
                  after,
                  images,
                  normalisations(
                      network, runtime, norms, images, variances, variances(runtime, norms)));
            }
          });
    }
  }

  /**
   * Returns the network up to its last feature map, its batch normalisations without trained
   * parameters and with running statistics that are those of the newest batch.
   */
  static Network features(Network network) {
    int last = lastFeatures(network);
    Network.Builder features = Network.builder(network.id(), network.input());
    for (Network.Node node : network.nodes().subList(1, last + 1)) {
      Operation operation = node.operation();
      features.addLike(
          node, operation.batchStatistics().map(BatchStatistics::newest).orElse(operation));
    }
    return features.build();
  }

  private static int lastFeatures(Network network) {
    Network.Node node = network.outputNode();
    while (node.inputs().size() == 1) {
      int input = node.inputs().get(0);
      if (node.operation().averagesImages()) {
        return input;
      }
      node = network.nodes().get(input);
    }
    return network.outputNode().index();
  }

  private static Tensor forward(NetworkRuntime runtime, double[] pixels, int images) {
    try (Tensor batch = runtime.images(pixels, images, MemoryFormat.CHANNELS_FIRST)) {
      return runtime.forward(batch, Mode.TRAINING, Tap.NONE);
    }
  }

  private static List<Network.Node> norms(NetworkRuntime runtime) {
    return runtime.network().nodes().stream()
        .filter(node -> node.operation().usesBatchStatistics())
        .toList();
  }

  /** Returns the mean over channels of the variance of the newest batch, divisor n - 1. */
  private static List<Double> variances(NetworkRuntime runtime, List<Network.Node> norms) {
    List<Double> variances = new ArrayList<>();
    for (Network.Node node : norms) {
      double sum = 0;
      double[] ofChannels = runtime.runningStatistics(node)[1];
      for (double variance : ofChannels) {
        sum += variance;
      }
      variances.add(sum / ofChannels.length);
    }
    return variances;
  }

  private static List<PerturbedFeatures.Normalisation> normalisations(
      Network network,
      NetworkRuntime runtime,
      List<Network.Node> norms,
      int images,
      List<Double> variances,
      List<Double> perturbed) {
    Set<String> live = runtime.live();
    List<PerturbedFeatures.Normalisation> all = new ArrayList<>();
    for (int index = 0; index < norms.size(); index++) {
      Network.Node node = norms.get(index);
      BatchStatistics statistics =
          network.nodes().get(node.index()).operation().batchStatistics().orElseThrow();
      long values = (long) images * node.output().height() * node.output().width();
      double biased = (values - 1.0) / values;
      all.add(
          new PerturbedFeatures.Normalisation(
              node.name(),
              live.contains(node.name()),
              values,
              variances.get(index) * biased,
              perturbed.get(index) * biased,
              statistics.tracked(),
              statistics.momentum()));
    }
    return all;
  }

  private static PerturbedFeatures changed(
      double[] before,
      double[] after,
      int images,
      List<PerturbedFeatures.Normalisation> normalisations) {
    int perImage = before.length / images;
    double norms = 0;
    double sums = 0;
    for (int image = 0; image < images; image++) {
      double squares = 0;
      for (int index = image * perImage; index < (image + 1) * perImage; index++) {
        double change = after[index] - before[index];
        squares += change * change;
        sums += Math.abs(change);
      }
      norms += Math.sqrt(squares);
    }
    return new PerturbedFeatures(norms / images, sums / images, normalisations);
  }
}
