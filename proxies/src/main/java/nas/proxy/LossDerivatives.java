package nas.proxy;

import java.util.Arrays;
import java.util.List;
import nas.network.Network;

/** The loss of a batch and its derivatives. */
public interface LossDerivatives {

  /**
   * The place of a convolution's or linear layer's weights in a vector of all parameters.
   *
   * @param node the layer
   * @param from index of its first weight
   * @param elements number of its weights
   */
  record Slice(Network.Node node, int from, int elements) {

    /** Returns the layer's part of a vector: (outChannels, inChannels / groups, kernel, kernel). */
    public double[] of(double[] vector) {
      return Arrays.copyOfRange(vector, from, from + elements);
    }
  }

  /** Returns the mean cross-entropy in nats. */
  double loss();

  /** Returns the convolutions and linear layers that reach the output, in topological order. */
  List<Slice> layers();

  /** Returns the initial values of all parameters. */
  double[] weights();

  /** Returns the derivatives by all parameters. */
  double[] gradient();

  /**
   * Returns the derivatives by the {@linkplain Observation#gates gate} of a node: (images,
   * channels).
   *
   * @throws IllegalArgumentException if it has none
   */
  double[][] byGate(Network.Node node);

  /** Returns whether there are derivatives by the output of a node. */
  boolean hasOutput(Network.Node node);

  /**
   * Returns the derivatives by the output of a node that the observation {@linkplain
   * Observation#differentiates asked for}: (images, values of an image).
   *
   * @throws IllegalArgumentException if none did
   */
  double[][] byOutput(Network.Node node);
}
