package nas.proxy.probe;

import java.util.List;

/**
 * Eigenvalues of feature maps' covariances.
 *
 * @param blocks of each block the eigenvalues of the covariance of the channels of what it hands
 *     on, ascending; all NaN where a value is not finite
 */
public record BlockSpectra(List<double[]> blocks) {

  /** Copies the list. */
  public BlockSpectra {
    blocks = List.copyOf(blocks);
  }
}
