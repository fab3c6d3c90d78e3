package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * How many units of a rectifier are in the same state for two images, in training mode: with b the
 * matrix of which units are on, b bT + (1 - b)(1 - b)T. Whole numbers; the diagonal holds the
 * number of units of one image.
 *
 * <p>All rectifiers of the network count, those that do not reach the output included, as in
 * published code.
 */
public record ReluKernels() implements Probe<Kernels> {
  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }
}
