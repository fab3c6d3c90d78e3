package nas.proxy.probe;

import nas.proxy.Probe;

/**
 * How many outputs of a convolution or linear layer have the same sign for two images, in
 * evaluation mode: with b the matrix of which outputs are positive, b bT + (1 - b)(1 - b)T. Whole
 * numbers; the diagonal holds the number of outputs of one image.
 *
 * <p>All convolutions and linear layers of the network count, those that do not reach the output
 * included, as in published code.
 */
public record LayerKernels() implements Probe<Kernels> {
  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }
}
