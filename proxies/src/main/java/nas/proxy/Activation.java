package nas.proxy;

import nas.network.Network;

/** What a node has computed for a batch of images. */
public interface Activation {

  /** Returns the node. */
  Network.Node node();

  /** Returns the values, row-major (images, channels, height, width). */
  double[] values();

  /**
   * Returns for each pair of images for how many units the values are positive for both or for none
   * of the two, which is faster than by {@link #values}.
   */
  double[][] agreement();

  /** Returns where the values are positive, 1 or 0, in the order of {@link #values}. */
  byte[] positive();

  /**
   * Returns the covariance of channels over all images and positions, in double precision:
   * (channels, channels), divisor images * height * width.
   */
  double[][] channelCovariance();
}
