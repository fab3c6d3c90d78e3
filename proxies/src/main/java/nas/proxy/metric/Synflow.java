package nas.proxy.metric;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.network.Network;
import nas.network.Operation;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.Saliencies;
import nas.proxy.probe.SynflowGradients;
import nas.proxy.probe.SynflowTangent;

/**
 * Synaptic flow: the natural logarithm of the sum over weights of |w * dR/dw|; R is the sum of the
 * logits for one image of ones, all parameters replaced by their absolute values, batch
 * normalisation removed.
 *
 * <p>Tanaka et al. 2020, arXiv:2006.05467; as the score of a network Abdelfattah et al. 2021,
 * arXiv:2101.08134. The logarithm keeps the order and is needed because the sum reaches 1e68 and
 * more. Three ways: {@code synflow} by one forward pass that carries a derivative, {@code
 * synflow-backprop} by back-propagation, equal up to rounding, and {@code
 * synflow-backprop-reduction-bn} as the published code computes it on NAS-Bench-201, where it
 * leaves the batch normalisations of the two reduction blocks in place.
 */
final class Synflow implements MetricPlugin<Synflow.Settings> {

  /**
   * The settings.
   *
   * @param by how it is computed
   */
  record Settings(
      @Setting(
              value =
                  "How it is computed: by one forward pass, by back-propagation (equal but for"
                      + " rounding), or so with the batch normalisation of NAS-Bench-201's reduction"
                      + " blocks kept, as in published code",
              byDefault = "forward")
          Way by) {}

  /** How it is computed. */
  enum Way {
    /** By one forward pass that carries a derivative. */
    FORWARD("exactly, by one forward pass"),
    /** By back-propagation. */
    BACKPROP("by back-propagation"),
    /** By back-propagation, with some batch normalisations kept. */
    BACKPROP_REDUCTION_BN(
        "by back-propagation, batch normalisation kept in NAS-Bench-201's reduction blocks");

    private final String words;

    Way(String words) {
      this.words = words;
    }
  }

  @Override
  public String name() {
    return "synflow";
  }

  @Override
  public String summary() {
    return summary(Way.FORWARD);
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.SYNFLOW;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "synflow",
            new Settings(Way.FORWARD),
            "synflow-backprop",
            new Settings(Way.BACKPROP),
            "synflow-backprop-reduction-bn",
            new Settings(Way.BACKPROP_REDUCTION_BN)));
  }

  @Override
  public Metric create(Settings settings) {
    SynflowGradients gradients = new SynflowGradients(settings.by() == Way.BACKPROP_REDUCTION_BN);
    return settings.by() == Way.FORWARD
        ? Formula.of(
            this,
            List.of(new SynflowTangent()),
            measured -> forward(measured.get(new SynflowTangent()), measured.network()))
        : Formula.of(
            name(),
            summary(settings.by()),
            paper(),
            List.of(gradients),
            measured -> backward(measured.get(gradients)));
  }

  private static String summary(Way by) {
    return "log sum |w * dR/dw|, R the sum of logits of the network of absolute weights for an image"
        + " of ones, "
        + by.words;
  }

  static Score forward(double logScore, Network network) {
    if (logScore != Double.NEGATIVE_INFINITY) {
      return Score.of(logScore);
    }
    boolean weights =
        network.live().nodes().stream()
            .map(Network.Node::operation)
            .anyMatch(Operation::hasWeights);
    return weights ? Undefined.noPath() : Undefined.noWeights();
  }

  static Score backward(Saliencies saliencies) {
    if (saliencies.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (Saliencies.Layer layer : saliencies.layers()) {
      sum += Sums.sum(layer.values());
    }
    return sum == 0 ? Undefined.noPath() : Score.of(saliencies.logScale() + StrictMath.log(sum));
  }
}
