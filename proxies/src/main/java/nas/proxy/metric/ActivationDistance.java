package nas.proxy.metric;

import java.util.List;
import java.util.OptionalDouble;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.Score;
import nas.proxy.probe.ActivationKernels;
import nas.proxy.probe.Kernels;

/**
 * How differently the activation functions of a network treat the examples of a batch: log det K,
 * K_ij the number of their outputs that have the same sign for examples i and j.
 *
 * <p>The Hamming distance of NASWOT (see {@link Nwot}) for recurrent cells, whose activations are
 * hyperbolic tangents, logistic and leaky rectifiers at every step: Serianni and Kalita 2023,
 * arXiv:2306.00288. Their code counts each output twice, which adds log 2 for each example.
 */
final class ActivationDistance {

  /** The metric. */
  static final Metric METRIC =
      Formula.of(
          "activation-distance",
          "Logarithm of the determinant of the numbers of outputs of activation functions whose"
              + " signs agree for two examples, log det K",
          Papers.RECURRENT,
          List.of(new ActivationKernels()),
          measured -> score(measured.get(new ActivationKernels())));

  private ActivationDistance() {}

  static Score score(Kernels kernels) {
    if (kernels.layers().isEmpty()) {
      return new Score.Undefined(
          Score.Reason.UNSUITABLE, "the network executes no activation function");
    }
    double[][] sum = kernels.sum();
    if (sum.length < 2) {
      return Undefined.tooFewImages(sum.length);
    }
    if (!Nwot.isFinite(sum)) {
      return Undefined.nonFinite("a number of agreeing signs");
    }
    OptionalDouble logDeterminant = SymmetricMatrix.logDeterminant(sum);
    return logDeterminant.isPresent()
        ? Score.of(logDeterminant.getAsDouble())
        : new Score.Undefined(
            Score.Reason.SINGULAR,
            "the signs for %d examples are not independent, so their kernel is singular"
                .formatted(sum.length));
  }
}
