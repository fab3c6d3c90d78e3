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
import nas.proxy.probe.GradientSigns;

/**
 * How far images agree on where the loss falls: sum over weights of |sum over images of the sign of
 * the loss gradient of that image alone|.
 *
 * <p>Zhang and Jia 2022, arXiv:2110.08616. An independent evaluation on all cells of NAS-Bench-201,
 * in the repository of VKDNW's authors, found negative correlations with accuracy, Kendall -.10 to
 * -.24. The authors read a whole minibatch, image by image, where this reads 16 images.
 */
final class GradSign implements MetricPlugin<GradSign.Settings> {

  /**
   * The settings.
   *
   * @param images number of images
   */
  record Settings(
      @Setting(
              value = "Images of the minibatch that are read, the first ones, each alone",
              byDefault = "16",
              min = 1,
              max = 4096)
          int images) {}

  @Override
  public String name() {
    return "gradsign";
  }

  @Override
  public String summary() {
    return "Sum over weights of |sum over images of the sign of their loss gradient|; correlates"
        + " negatively with accuracy in the one independent evaluation";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.GRAD_SIGN;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of("gradsign", new Settings(16)));
  }

  @Override
  public Metric create(Settings settings) {
    GradientSigns signs = new GradientSigns(settings.images());
    return Formula.of(
        this, List.of(signs), measured -> score(measured.get(signs), measured.network()));
  }

  static Score score(double agreement, Network network) {
    boolean weights =
        network.live().nodes().stream()
            .map(Network.Node::operation)
            .anyMatch(Operation::hasWeights);
    return weights ? Score.of(agreement) : Undefined.noWeights();
  }
}
