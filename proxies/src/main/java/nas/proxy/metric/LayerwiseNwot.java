package nas.proxy.metric;

import java.util.List;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.Kernels;
import nas.proxy.probe.LayerKernels;

/**
 * NASWOT layer by layer: sum over convolutions and linear layers of log det K_l, K_l,ij the number
 * of the layer's outputs that have the same sign for images i and j; 0 for a singular K_l.
 *
 * <p>The expressivity part of T-CET, as in its authors' code (github.com/iViolinSolo/
 * zero-cost-proxies), in evaluation mode. That code takes a layer for singular where a
 * factorisation in rounded arithmetic meets an exact zero, so rounding decides whether a layer
 * counts 0 or a large negative number; here it counts 0 whenever double precision cannot tell K_l
 * from a singular matrix. A layer with fewer outputs than images minus one is always singular.
 */
final class LayerwiseNwot {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "lnwot",
          "Sum over layers of the logarithm of the determinant of the numbers of outputs whose signs"
              + " agree for two images, sum_l log det K_l",
          Papers.WITHOUT_TRAINING,
          List.of(new LayerKernels()),
          measured -> score(measured.get(new LayerKernels())));

  private LayerwiseNwot() {}

  static Score score(Kernels kernels) {
    if (kernels.layers().isEmpty()) {
      return Undefined.noWeights();
    }
    double sum = 0;
    for (Kernels.Layer layer : kernels.layers()) {
      if (layer.matrix().length < 2) {
        return Undefined.tooFewImages(layer.matrix().length);
      }
      sum += ofLayer(layer);
    }
    return Score.of(sum);
  }

  /** Returns the logarithm of one layer's determinant; 0 if singular, NaN if not finite. */
  static double ofLayer(Kernels.Layer layer) {
    return Nwot.isFinite(layer.matrix())
        ? SymmetricMatrix.logDeterminant(layer.matrix()).orElse(0)
        : Double.NaN;
  }
}
