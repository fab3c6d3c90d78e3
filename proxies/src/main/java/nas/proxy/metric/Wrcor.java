package nas.proxy.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.network.Network;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.ResponseCorrelations;

/**
 * How differently rectifiers respond to images, forward and backward: log |det K|, K = sum over
 * rectifiers of 2^i (|corr x| + |corr dL/dx|), i the number of the block.
 *
 * <p>WRCor, Jing et al. 2025, arXiv:2507.08841. Blocks are counted from 0, the stem only where it
 * has a rectifier, the head as one; without known blocks all weights are 1. As each block weighs as
 * much as all before it together, the last ones decide. No independent evaluation is known. The
 * authors read a whole minibatch, this 16 images of it.
 *
 * <p>The authors' code (github.com/kunjing96/ZSNAS-WRCor) takes all modules for rectifiers whose
 * class has "ReLU" in its name: also the containers of rectifier, convolution and normalisation of
 * NAS-Bench-201, and rectifiers that do not reach the output. {@code wrcor-code} counts as it does,
 * where whoever built the network has said which containers there are.
 */
final class Wrcor implements MetricPlugin<Wrcor.Settings> {

  private static final String SUMMARY =
      "log |det K|, K the correlations of what rectifiers read and of its gradients, those of"
          + " block i times 2^i, so that the last blocks decide; not evaluated independently";

  /**
   * The settings.
   *
   * @param images number of images
   */
  record Settings(
      @Setting(
              value = "Images of the minibatch that are read, the first ones",
              byDefault = "16",
              min = 2,
              max = 4096)
          int images,
      @Setting(
              value =
                  "Which rectifiers count: those of the paper, on a path to the output, or the modules"
                      + " that the authors' code takes for some",
              byDefault = "paper")
          Variant formula) {}

  /** Which rectifiers count. */
  enum Variant {
    /** Those that reach the output, each once. */
    PAPER,
    /** All modules that the authors' code finds. */
    CODE
  }

  @Override
  public String name() {
    return "wrcor";
  }

  @Override
  public String summary() {
    return SUMMARY;
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.WRCOR;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "wrcor",
            new Settings(16, Variant.PAPER),
            "wrcor-code",
            new Settings(16, Variant.CODE)));
  }

  @Override
  public Metric create(Settings settings) {
    boolean code = settings.formula() == Variant.CODE;
    ResponseCorrelations responses = new ResponseCorrelations(settings.images(), code);
    return Formula.of(
        name(),
        SUMMARY + (code ? ", of the modules that the authors' code takes for rectifiers" : ""),
        paper(),
        List.of(responses),
        measured -> score(measured.get(responses), measured.network()));
  }

  static Score score(Kernels responses, Network network) {
    if (responses.layers().isEmpty()) {
      return new Score.Undefined(Score.Reason.NO_RELUS, "no rectifier reaches the output");
    }
    int images = responses.layers().get(0).matrix().length;
    if (images < 2) {
      return Undefined.tooFewImages(images);
    }
    double[][] sum = weighted(responses, network);
    if (!Nwot.isFinite(sum)) {
      return Undefined.nonFinite("a correlation of a rectifier's responses");
    }
    double logDeterminant = Determinant.logOfSize(sum);
    return logDeterminant == Double.NEGATIVE_INFINITY
        ? new Score.Undefined(
            Score.Reason.SINGULAR,
            "the responses to %d images are not independent".formatted(images))
        : Score.of(logDeterminant);
  }

  private static double[][] weighted(Kernels responses, Network network) {
    Map<String, Network.Node> nodes = new HashMap<>();
    network.nodes().forEach(node -> nodes.put(node.name(), node));
    int images = responses.layers().get(0).matrix().length;
    double[][] sum = new double[images][images];
    for (Kernels.Layer layer : responses.layers()) {
      Network.Node node = nodes.get(layer.node());
      double weight = node == null ? 1 : Math.scalb(1.0, blocksBefore(network, node));
      for (int i = 0; i < images; i++) {
        for (int j = 0; j < images; j++) {
          sum[i][j] += weight * layer.matrix()[i][j];
        }
      }
    }
    return sum;
  }

  private static int blocksBefore(Network network, Network.Node node) {
    return (int)
        network.blocks().stream()
            .filter(block -> block.to() <= node.index())
            .filter(block -> block.role() != Network.Role.STEM || rectifies(network, block))
            .count();
  }

  private static boolean rectifies(Network network, Network.Block block) {
    return network.nodes().subList(block.from(), block.to()).stream()
        .anyMatch(node -> node.operation().isRectifier());
  }
}
