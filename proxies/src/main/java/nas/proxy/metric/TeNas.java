package nas.proxy.metric;

import java.util.List;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.ActivationPatterns;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.TangentKernel;

/**
 * The two metrics of TE-NAS, Chen, Gong and Wang 2021, arXiv:2102.11535.
 *
 * <p>{@code ntk-condition}, the lower the better: largest over smallest eigenvalue of the neural
 * tangent kernel K_ij = g_i . g_j, g_i the gradient of the sum of the logits of image i in training
 * mode. As in the authors' code (github.com/VITA-Group/TENAS) gradients are those of weights, not
 * of biases; that code also takes the scales of batch normalisation, which count as constants here,
 * as in all metrics of this package. It is measured on the first 16 images of the batch, so that
 * its cost stays bounded, and on the network's given weights; the authors draw them from Kaiming's
 * normal distribution by fan-out, average 3 repetitions with 72 images, and replace NaN by 1e5. A
 * kernel that gradients in single precision cannot tell from a singular one, its condition number
 * above 2^46 / images, has no score.
 *
 * <p>{@code linear-regions}, the higher the better: number of different patterns of rectifiers that
 * are on, among 3 batches of 1,000 small images in a thin version of the network ({@link
 * nas.network.ThinNetwork}), at most 3,000. The authors take random crops of one channel of real
 * images where this draws from N(0, 1), and a network of one cell a stage where this keeps the
 * depth: 98 random cells of NAS-Bench-201 had from 51 to 3,000 patterns, three quarters of them
 * more than 2,700.
 *
 * <p>TE-NAS adds up the ranks of both among the networks at hand. That ranks networks but scores
 * none, so it is no metric of its own; the authors of ZenNAS take -{@code ntk-condition} for it.
 */
final class TeNas {

  private static final TangentKernel KERNEL = new TangentKernel(16);
  private static final ActivationPatterns PATTERNS = new ActivationPatterns(3, 1000);

  /** Relative size of an eigenvalue that single precision of gradients cannot tell from 0. */
  private static final double INDISTINGUISHABLE = 0x1p-46;

  /** The condition number of the tangent kernel. */
  static final Metric NTK_CONDITION =
      Formula.of(
              "ntk-condition",
              "Condition number of the neural tangent kernel of the sum of logits, for the first 16"
                  + " images of the batch",
              Papers.TE_NAS,
              List.of(KERNEL),
              measured -> condition(measured.get(KERNEL)))
          .lowerIsBetter();

  /** The number of linear regions met. */
  static final Metric LINEAR_REGIONS =
      Formula.of(
              "linear-regions",
              "Number of different patterns of rectifiers among 3,000 small Gaussian images, in a"
                  + " thin version of the network",
              Papers.TE_NAS,
              List.of(PATTERNS),
              measured -> Score.of(measured.get(PATTERNS)))
          .in("regions");

  private TeNas() {}

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
