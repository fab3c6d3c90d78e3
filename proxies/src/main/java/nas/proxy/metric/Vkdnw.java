package nas.proxy.metric;

import java.util.Arrays;
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
import nas.proxy.probe.LogitJacobians;
import nas.proxy.probe.WeightJacobian;

/**
 * How evenly an image tells about weights: the entropy of nine quantiles of the spectrum of the
 * Fisher information of one weight of each of the first 128 trained arrays, ranked after the number
 * of trained arrays.
 *
 * <p>VKDNW, Tybl and Neumann 2025, arXiv:2502.04975. With J_n the derivatives of image n's logits
 * by these weights and A_n = L J_n, L a triangular factor of the covariance of its class
 * probabilities, the Fisher information is the mean of A_nT A_n. The singular values' quantiles at
 * 0.1, ..., 0.9, divided by their sum, are the shares t; the entropy is -sum t log(t + 1e-10), at
 * most log 9.
 *
 * <p>As in the authors' code (github.com/ondratybl/VKDNW) networks are in evaluation mode with
 * untouched running statistics, L multiplies J and not its transpose, and probabilities are
 * smoothed by a twentieth in half precision. The authors read 64 Gaussian images, this 8 of the
 * minibatch: in their ablation 8 tell nearly as much, and an image costs as many backward passes as
 * there are classes. They rank by the number of trained arrays, then by the entropy: {@code vkdnw}
 * is that number plus a third of the entropy, which is below 1, so that it ranks alike.
 */
final class Vkdnw implements MetricPlugin<Vkdnw.Settings> {

  private static final int ARRAYS = 128;
  private static final int TENTHS = 9;
  private static final double SMOOTHING = 0.05;
  private static final double TINY = 1e-10;

  /**
   * The settings.
   *
   * @param score which number
   * @param images number of images
   */
  record Settings(
      @Setting(
              value =
                  "Which number: arrays + entropy / 3, which ranks by the number of trained arrays and"
                      + " then by the entropy, or one of these alone",
              byDefault = "ranking")
          Part score,
      @Setting(
              value = "Images of the minibatch that are read, the first ones",
              byDefault = "8",
              min = 1,
              max = 4096)
          int images) {}

  /** Which number. */
  enum Part {
    /** The number of arrays, and then the entropy. */
    RANKING("Number of trained arrays, plus a third of the "),
    /** The entropy. */
    ENTROPY("The "),
    /** The number of arrays. */
    ARRAYS("");

    private final String words;

    Part(String words) {
      this.words = words;
    }

    private String summary() {
      return this == ARRAYS
          ? "Number of trained arrays, weights, biases, scales and shifts"
          : words
              + "entropy of the Fisher information's spectrum, by one weight of each of the first"
              + " 128 arrays";
    }
  }

  @Override
  public String name() {
    return "vkdnw";
  }

  @Override
  public String summary() {
    return Part.RANKING.summary();
  }

  @Override
  public Optional<Paper> paper() {
    return Papers.VKDNW;
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public SortedMap<String, Settings> presets() {
    return new TreeMap<>(
        Map.of(
            "vkdnw", new Settings(Part.RANKING, 8),
            "vkdnw-entropy", new Settings(Part.ENTROPY, 8),
            "vkdnw-arrays", new Settings(Part.ARRAYS, 8)));
  }

  @Override
  public Metric create(Settings settings) {
    WeightJacobian jacobian = new WeightJacobian(settings.images(), ARRAYS);
    Part number = settings.score();
    return number == Part.ARRAYS
        ? Formula.of(
                name(),
                number.summary(),
                paper(),
                List.of(),
                measured -> Score.of((double) arrays(measured.network())))
            .in("arrays")
        : Formula.of(
            name(),
            number.summary(),
            paper(),
            List.of(jacobian),
            measured ->
                score(
                    measured.get(jacobian),
                    number == Part.RANKING ? arrays(measured.network()) : -1));
  }

  private static long arrays(Network network) {
    return network.nodes().stream()
        .mapToLong(
            node ->
                network.parametersOf(node).stream()
                    .filter(array -> !network.isShared(node, array))
                    .count())
        .sum();
  }

  /**
   * Returns the score.
   *
   * @param arrays number of trained arrays, -1 for the entropy alone
   */
  static Score score(LogitJacobians jacobians, long arrays) {
    if (jacobians.images().isEmpty() || jacobians.images().get(0).derivatives()[0].length == 0) {
      return Undefined.noWeights();
    }
    double[][] fisher = fisher(jacobians);
    if (!Nwot.isFinite(fisher)) {
      return Undefined.nonFinite("the Fisher information");
    }
    double entropy = entropy(SymmetricMatrix.eigenvalues(fisher));
    return Score.of(arrays < 0 ? entropy : arrays + entropy / 3);
  }

  private static double[][] fisher(LogitJacobians jacobians) {
    int weights = jacobians.images().get(0).derivatives()[0].length;
    double[][] fisher = new double[weights][weights];
    for (LogitJacobians.OfImage image : jacobians.images()) {
      for (double[] row : rooted(image)) {
        for (int i = 0; i < weights; i++) {
          for (int j = 0; j < weights; j++) {
            fisher[i][j] += row[i] * row[j] / jacobians.images().size();
          }
        }
      }
    }
    return fisher;
  }

  /** Returns L J, (classes, weights). */
  private static double[][] rooted(LogitJacobians.OfImage image) {
    double[] shares = smoothed(image.logits());
    int classes = shares.length;
    double[][] product = new double[classes][image.derivatives()[0].length];
    double before = 1;
    for (int k = 0; k < classes; k++) {
      double rest = k == classes - 1 ? 0 : before - shares[k];
      double size = Math.sqrt(shares[k] * rest / before);
      for (int j = k; j < classes; j++) {
        double factor = j == k ? size : rest == 0 ? 0 : -shares[j] / rest * size;
        for (int weight = 0; weight < product[j].length; weight++) {
          product[j][weight] += factor * image.derivatives()[k][weight];
        }
      }
      before = rest;
    }
    return product;
  }

  private static double[] smoothed(double[] logits) {
    double largest = Arrays.stream(logits).max().orElse(0);
    double[] shares = Arrays.stream(logits).map(x -> StrictMath.exp(x - largest)).toArray();
    double sum = Sums.sum(shares);
    double lost = half(SMOOTHING);
    double kept = half(1 - lost);
    double each = half(lost / logits.length);
    return Arrays.stream(shares).map(share -> share / sum * kept + each).toArray();
  }

  /** Rounds a positive number below 2 to half precision. */
  static double half(double value) {
    double unit = Math.scalb(1.0, Math.max(Math.getExponent(value) - 10, -24));
    return Math.rint(value / unit) * unit;
  }

  private static double entropy(double[] eigenvalues) {
    double[] sorted = Arrays.stream(eigenvalues).map(Math::abs).sorted().toArray();
    double[] quantiles = new double[TENTHS];
    for (int tenth = 1; tenth <= TENTHS; tenth++) {
      double at = tenth / 10.0 * (sorted.length - 1);
      int below = (int) at;
      double above = sorted[Math.min(below + 1, sorted.length - 1)];
      quantiles[tenth - 1] = sorted[below] + (at - below) * (above - sorted[below]);
    }
    double sum = Sums.sum(quantiles) + TINY;
    double entropy = 0;
    for (double quantile : quantiles) {
      entropy -= quantile / sum * StrictMath.log(quantile / sum + TINY);
    }
    return entropy;
  }
}
