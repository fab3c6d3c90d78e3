package nas.engine;

import nas.network.Network;

/** Tells how long one image takes through a network. */
@FunctionalInterface
public interface LatencyMeter {

  /**
   * Measures a network; two calls need not agree.
   *
   * @return milliseconds for one image; NaN if the network cannot be executed
   */
  double milliseconds(Network network);
}
