package nas.proxy.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Pass;
import nas.proxy.Score;
import nas.proxy.probe.BlockFeatures;
import nas.proxy.probe.BlockGains;
import nas.proxy.probe.BlockGradients;
import nas.proxy.probe.BlockSpectra;

/**
 * What AZ-NAS looks at beside the number of multiplications: feature maps of the blocks of a
 * network (stem, cells, reductions), and how the blocks hand gradients back, all in one pass.
 *
 * <p>Lee and Ham 2024, arXiv:2403.19232. With H_i the entropy of the shares of the eigenvalues of
 * the covariance of block i's channels, -sum p log(p + 1e-8), expressivity is sum H_i and
 * progressivity the smallest H_i - H_(i-1). With s_i the spectral norm of the mean product of
 * random signs g and the gradient that block i makes of them (see {@link nas.proxy.BlockProducts}),
 * trainability is the mean of 2 - s_i - 1 / (s_i + 1e-6). A block that hands gradients back
 * unchanged counts as minus infinity in the authors' code, and has no score here.
 *
 * <p>As there, networks have weights from Kaiming's normal distribution by fan-in and no biases,
 * and read 64 Gaussian images; on a minibatch they have the weights that other metrics see. AZ-NAS
 * ranks networks by the sum of the logarithms of their ranks by these three and by multiplications.
 */
final class AzNas implements MetricPlugin<AzNas.Settings> {

  /**
   * The settings.
   *
   * @param on what networks are executed on
   * @param images number of images
   */
  record Settings(
      @Setting(
              value =
                  "What networks are executed on: Gaussian images, with weights from Kaiming's normal"
                      + " distribution, or a minibatch, with the initial weights",
              byDefault = "gaussian")
          Feed on,
      @Setting(
              value = "Images: Gaussian ones, or the first of the minibatch",
              byDefault = "64",
              min = 2,
              max = 4096)
          int images) {

    private static final int IMAGES = 64;

    private Pass.Feed feed() {
      return on == Feed.MINIBATCH
          ? Pass.Feed.roundedFirstImages(images)
          : Pass.Feed.gaussian(images);
    }
  }

  /** What networks are executed on. */
  enum Feed {
    /** Gaussian images, with drawn weights. */
    GAUSSIAN,
    /** A minibatch, with the initial weights. */
    MINIBATCH
  }

  /** Which of its parts. */
  enum Part {
    /** How evenly feature maps fill their space. */
    EXPRESSIVITY(
        "Sum over the network's blocks of the entropy of the eigenvalues of their channels'"
            + " covariance"),
    /** How that grows from block to block. */
    PROGRESSIVITY(
        "Smallest increase, from block to block, of the entropy of the eigenvalues of their"
            + " channels' covariance"),
    /** How evenly gradients pass blocks. */
    TRAINABILITY(
        "Mean over the network's blocks of 2 - s - 1 / s, s the spectral norm by which they hand"
            + " gradients of random signs back");

    private final String summary;

    Part(String summary) {
      this.summary = summary;
    }
  }

  private final Part part;

  AzNas(Part part) {
    this.part = part;
  }

  @Override
  public String name() {
    return "az-" + part.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String summary() {
    return part.summary;
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.AZ_NAS;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(Map.of(name(), new Settings(Feed.GAUSSIAN, Settings.IMAGES)));
  }

  /** Returns the metric on a minibatch. */
  Metric onMinibatch() {
    return create(new Settings(Feed.MINIBATCH, Settings.IMAGES));
  }

  @Override
  public Metric create(Settings settings) {
    return switch (part) {
      case EXPRESSIVITY -> ofFeatures(settings.feed(), AzNas::expressivity);
      case PROGRESSIVITY -> ofFeatures(settings.feed(), AzNas::progressivity);
      case TRAINABILITY -> {
        BlockGradients gradients = new BlockGradients(settings.feed());
        yield Formula.of(
            this, List.of(gradients), measured -> trainability(measured.get(gradients)));
      }
    };
  }

  private Metric ofFeatures(Pass.Feed feed, ToDoubleFunction<double[]> score) {
    BlockFeatures features = new BlockFeatures(feed);
    return Formula.of(this, List.of(features), measured -> score(measured.get(features), score));
  }

  static Score score(BlockSpectra spectra, ToDoubleFunction<double[]> score) {
    if (spectra.blocks().size() < 2) {
      return noBlocks();
    }
    return Score.of(
        score.applyAsDouble(spectra.blocks().stream().mapToDouble(AzNas::entropy).toArray()));
  }

  private static Score noBlocks() {
    return new Score.Undefined(
        Score.Reason.UNSUITABLE, "the network has no blocks to compare with each other");
  }

  static double expressivity(double[] entropies) {
    return Sums.sum(entropies);
  }

  static double progressivity(double[] entropies) {
    double smallest = Double.POSITIVE_INFINITY;
    for (int block = 1; block < entropies.length; block++) {
      smallest = Math.min(smallest, entropies[block] - entropies[block - 1]);
    }
    return smallest;
  }

  private static double entropy(double[] eigenvalues) {
    double sum = Sums.sum(eigenvalues);
    double entropy = 0;
    for (double eigenvalue : eigenvalues) {
      double share = eigenvalue / sum;
      entropy -= share * StrictMath.log(share + 1e-8);
    }
    return entropy;
  }

  static Score trainability(BlockGains gains) {
    if (gains.blocks().isEmpty()) {
      return noBlocks();
    }
    double sum = 0;
    for (BlockGains.Gain gain : gains.blocks()) {
      if (gain.unchanged()) {
        return new Score.Undefined(
            Score.Reason.UNSUITABLE,
            "a block hands gradients back unchanged, which AZ-NAS takes for minus infinity");
      }
      sum += 2 - gain.norm() - 1 / (gain.norm() + 1e-6);
    }
    return Score.of(sum / gains.blocks().size());
  }
}
