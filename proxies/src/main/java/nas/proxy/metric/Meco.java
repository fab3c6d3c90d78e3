package nas.proxy.metric;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Setting;
import nas.network.Network;
import nas.network.Operation;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.ChannelCorrelations;
import nas.proxy.probe.LeastCorrelations;

/**
 * How nearly the channels of feature maps follow from each other: sum over layers of the smallest
 * eigenvalue of their correlations over the places of one image, the first of the batch, in
 * training mode.
 *
 * <p>MeCo, Jiang, Wang and Bie, NeurIPS 2023, "MeCo: Zero-Shot NAS with One Data and Single Forward
 * Pass via Minimum Eigenvalue of Correlation". Layers are convolutions, linear layers,
 * normalisations, activation functions and poolings, those that do not reach the output included.
 * The authors' code (github.com/HamsterMimi/MeCo) sums over all modules of a network, also those
 * that contain others and yield what the last of them yields: so {@code meco-modules} counts the
 * output of a layer again for each container around it, where whoever built the network has said
 * how many there are. A layer with as many channels as places, or more, has the eigenvalue 0.
 */
final class Meco implements MetricPlugin<Meco.Settings> {

  /**
   * The settings.
   *
   * @param count what is summed over
   */
  record Settings(
      @Setting(
              value =
                  "What is summed over: layers, each once, or modules of published code, containers"
                      + " included, as its authors do",
              byDefault = "layers")
          Summands count) {}

  /** What is summed over. */
  enum Summands {
    /** Layers, each once. */
    LAYERS("layers"),
    /** Modules of published code, containers included. */
    MODULES("modules of published code, containers included,");

    private final String words;

    Summands(String words) {
      this.words = words;
    }
  }

  @Override
  public String name() {
    return "meco";
  }

  @Override
  public String summary() {
    return summary(Summands.LAYERS);
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "meco", new Settings(Summands.LAYERS), "meco-modules", new Settings(Summands.MODULES)));
  }

  @Override
  public Metric create(Settings settings) {
    return Formula.of(
        name(),
        summary(settings.count()),
        paper(),
        List.of(new ChannelCorrelations()),
        measured ->
            score(measured.get(new ChannelCorrelations()), measured.network(), settings.count()));
  }

  private static String summary(Summands count) {
    return "Sum over "
        + count.words
        + " of the smallest eigenvalue of the correlations of their channels, for one image";
  }

  static Score score(LeastCorrelations measured, Network network, Summands count) {
    if (count == Summands.MODULES && !network.knowsContainers()) {
      return new Score.Undefined(
          Score.Reason.UNSUITABLE,
          "it is not known which modules published code has around the layers of the network");
    }
    Map<String, Network.Node> nodes = new HashMap<>();
    network.nodes().forEach(node -> nodes.put(node.name(), node));
    double sum = 0;
    int counted = 0;
    for (LeastCorrelations.OfNode each : measured.nodes()) {
      Network.Node node = nodes.get(each.node());
      if (node != null) {
        int times =
            (isLayer(node.operation()) ? 1 : 0)
                + (count == Summands.MODULES ? network.containers(node) : 0);
        counted += times;
        sum += times == 0 ? 0 : times * each.eigenvalue();
      }
    }
    return counted == 0
        ? new Score.Undefined(Score.Reason.UNSUITABLE, "no layer yields a map of several places")
        : Score.of(sum);
  }

  private static boolean isLayer(Operation operation) {
    return switch (operation.category()) {
      case CONVOLUTION, PROJECTION, NORMALISATION, ACTIVATION, POOLING -> true;
      case INPUT, JOIN, ROUTING -> false;
    };
  }
}
