package nas.proxy.metric;

import java.util.List;
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
import nas.proxy.probe.Kernels;
import nas.proxy.probe.TangentKernel;

/**
 * Condition number of the neural tangent kernel K_ij = g_i . g_j, its largest over its smallest
 * eigenvalue, the lower the better; g_i is the gradient of the sum of the logits of image i in
 * training mode.
 *
 * <p>One of the two metrics of TE-NAS, Chen, Gong and Wang 2021, arXiv:2102.11535. As in the
 * authors' code (github.com/VITA-Group/TENAS) gradients are those of weights, not of biases; that
 * code also takes the scales of batch normalisation, which count as constants here, as in all
 * metrics of this package. It is measured on the first 16 images of the batch unless its setting
 * says otherwise, so that its cost stays bounded, and on the network's given weights; the authors
 * draw them from Kaiming's normal distribution by fan-out, average 3 repetitions with 72 images,
 * and replace NaN by 1e5. A kernel that gradients in single precision cannot tell from a singular
 * one, its condition number above 2^46 / images, has no score.
 *
 * <p>TE-NAS adds up the ranks of this and of {@link LinearRegions} among the networks at hand. That
 * ranks networks but scores none, so it is no metric of its own; the authors of ZenNAS take -{@code
 * ntk-condition} for it.
 */
final class NtkCondition implements MetricPlugin<NtkCondition.Settings> {

  /** Relative size of an eigenvalue that single precision of gradients cannot tell from 0. */
  private static final double INDISTINGUISHABLE = 0x1p-46;

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
          int images) {}

  @Override
  public String name() {
    return "ntk-condition";
  }

  @Override
  public String summary() {
    return "Condition number of the neural tangent kernel of the sum of logits, for the first images"
        + " of the batch";
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
    return new TreeMap<>(Map.of("ntk-condition", new Settings(16)));
  }

  @Override
  public Metric create(Settings settings) {
    TangentKernel kernel = new TangentKernel(settings.images());
    return Formula.of(
            name(),
            "Condition number of the neural tangent kernel of the sum of logits, for the first "
                + settings.images()
                + " images of the batch",
            paper(),
            List.of(kernel),
            measured -> condition(measured.get(kernel)))
        .lowerIsBetter();
  }

  static Score condition(Kernels kernels) {
    if (kernels.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double[][] kernel = kernels.sum();
    if (kernel.length < 2) {
      return Undefined.tooFewImages(kernel.length);
    }
    if (!Nwot.isFinite(kernel)) {
      return Undefined.nonFinite("the tangent kernel");
    }
    double largest = 0;
    for (int image = 0; image < kernel.length; image++) {
      largest = Math.max(largest, kernel[image][image]);
    }
    if (largest == 0) {
      return new Score.Undefined(Score.Reason.SINGULAR, "the tangent kernel is zero");
    }
    for (double[] row : kernel) {
      for (int column = 0; column < row.length; column++) {
        // So that no product overflows or vanishes.
        row[column] /= largest;
      }
    }
    double[] eigenvalues = SymmetricMatrix.eigenvalues(kernel);
    double greatest = eigenvalues[0];
    double least = eigenvalues[kernel.length - 1];
    return least > kernel.length * INDISTINGUISHABLE * greatest
        ? Score.of(greatest / least)
        : new Score.Undefined(
            Score.Reason.SINGULAR,
            "the gradients of " + kernel.length + " images are not independent");
  }
}
