package nas.proxy.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.ActivationPatterns;

/**
 * Number of different patterns of rectifiers that are on, among batches of small images in a thin
 * version of the network ({@link nas.network.ThinNetwork}), the higher the better.
 *
 * <p>One of the two metrics of TE-NAS, Chen, Gong and Wang 2021, arXiv:2102.11535; see {@link
 * NtkCondition}. With 3 batches of 1,000 images there are at most 3,000 patterns. The authors take
 * random crops of one channel of real images where this draws from N(0, 1), and a network of one
 * cell a stage where this keeps the depth: 98 random cells of NAS-Bench-201 had from 51 to 3,000
 * patterns, three quarters of them more than 2,700.
 */
final class LinearRegions implements MetricPlugin<LinearRegions.Settings> {

  /**
   * The settings.
   *
   * @param batches number of batches
   * @param images images in a batch
   */
  record Settings(
      @Setting(value = "Batches of Gaussian images", byDefault = "3", min = 1, max = 1000)
          int batches,
      @Setting(value = "Images in a batch", byDefault = "1000", min = 2, max = 100000)
          int images) {}

  @Override
  public String name() {
    return "linear-regions";
  }

  @Override
  public String summary() {
    return "Number of different patterns of rectifiers among small Gaussian images, in a thin version"
        + " of the network";
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.TE_NAS;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of("linear-regions", new Settings(3, 1000)));
  }

  @Override
  public Metric create(Settings settings) {
    ActivationPatterns patterns = new ActivationPatterns(settings.batches(), settings.images());
    return Formula.of(
            name(),
            String.format(
                Locale.ROOT,
                "Number of different patterns of rectifiers among %,d small Gaussian images, in a"
                    + " thin version of the network",
                (long) settings.batches() * settings.images()),
            paper(),
            List.of(patterns),
            measured -> Score.of(measured.get(patterns)))
        .in("regions");
  }
}
