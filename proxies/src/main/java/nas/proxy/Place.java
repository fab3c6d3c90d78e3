package nas.proxy;

import java.util.List;
import nas.engine.MemoryFormat;
import nas.engine.NetworkRuntime;
import nas.engine.WeightSource;
import nas.engine.tensor.Precision;
import nas.network.Network;

/** Where a network is measured: what there is to measure, and the door to the engine. */
public interface Place {

  /** Returns the network. */
  Network network();

  /** Returns whether the images can influence the network's output. */
  boolean readsInput();

  /** Returns the initial weights. */
  WeightSource weights();

  /** Returns the minibatches, at least as many as the passes read. */
  List<ImageBatch> batches();

  /** Returns what decides, together with the network's id, the random numbers that probes draw. */
  long seed();

  /**
   * Returns where the random numbers of a purpose begin: number i is SplitMix64's output at this
   * counter plus i, see {@link nas.core.Seeds#mix}.
   */
  long stream(String purpose);

  /** Returns the number format of weights, activations and gradients. */
  Precision precision();

  /** Returns the order of images and activations in memory. */
  MemoryFormat layout();

  /** Puts a network on the device; the caller closes it. */
  NetworkRuntime open(Network network, WeightSource source, Nodes nodes);

  /**
   * Returns the network with the absolute values of its initial weights, the same for all probes;
   * it is closed when all is measured.
   */
  NetworkRuntime magnitudes();
}
