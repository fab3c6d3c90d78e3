package nas.network;

/**
 * Makes networks as narrow as their graph allows, for grey images as small as it allows.
 *
 * <p>The number of channels of every convolution is divided by that of the narrowest one, rounded
 * down, but is at least 1. Where channel counts follow from others they do so in the thin network:
 * concatenations add up what they join, terms of a sum are equally wide, a depthwise convolution
 * has a group for each channel, and the other term of a sum with a concatenation takes its width.
 * Slices keep their place, moved to the front where too few channels remain behind it. Linear
 * layers keep their features. Images are 1 x s x s, s the smallest side from 3 to that of the
 * network's own images for which all shapes fit. Poolings that halve an image of odd size round up
 * by padding, as strided convolutions do, so that s is 3 for the networks of NAS-Bench-101 and 201.
 * Depth, names and order of the nodes stay.
 */
public final class ThinNetwork {

  private static final int SMALLEST_SIDE = 3;

  private final Network network;

  /** By node: a node with the same number of channels, itself if it is the first found. */
  private final int[] tied;

  /** By first of tied nodes: number of channels in the thin network, 0 before it is known. */
  private final int[] widths;

  private final int narrowest;

  private ThinNetwork(Network network) {
    this.network = network;
    tied = new int[network.nodes().size()];
    widths = new int[tied.length];
    narrowest =
        network.nodes().stream()
            .map(Network.Node::layer)
            .filter(Layer.Convolution.class::isInstance)
            .mapToInt(layer -> ((Layer.Convolution) layer).outChannels())
            .min()
            .orElse(1);
    for (Network.Node node : network.nodes()) {
      tied[node.index()] = node.index();
      if (keepsChannels(node)) {
        for (int input : node.inputs()) {
          tied[first(input)] = first(node.index());
        }
      }
    }
  }

  /**
   * Returns the thin network.
   *
   * @throws IllegalArgumentException if there is none; the message names a node
   */
  public static Network of(Network network) {
    ThinNetwork thin = new ThinNetwork(network);
    int most = Math.min(network.input().height(), network.input().width());
    int side = Math.min(SMALLEST_SIDE, most);
    while (true) {
      try {
        return thin.build(side);
      } catch (IllegalArgumentException e) {
        if (side == most) {
          throw e;
        }
        side++;
      }
    }
  }

  private Network build(int side) {
    Network.Builder thin = Network.builder(network.id(), new FeatureShape(1, side, side));
    for (Network.Node node : network.nodes().subList(1, tied.length)) {
      thin.add(node.name(), layer(node, thin.shape(node.inputs().get(0))), node.inputs());
    }
    return thin.build();
  }

  private Layer layer(Network.Node node, FeatureShape input) {
    int width = width(node.index());
    if (node.layer() instanceof Layer.Convolution convolution) {
      int read = width(node.inputs().get(0));
      return new Layer.Convolution(
          width,
          convolution.kernel(),
          convolution.stride(),
          convolution.padding(),
          convolution.dilation(),
          isDepthwise(node) ? read : divisor(convolution.groups(), divisor(read, width)),
          convolution.bias());
    } else if (node.layer() instanceof Layer.Slice slice) {
      int last = width(node.inputs().get(0)) - width;
      int from = Math.max(0, Math.min(slice.from() / narrowest, last));
      return new Layer.Slice(from, from + width);
    } else if (node.layer() instanceof Layer.MaxPool pool
        && leavesPixelsOut(pool.kernel(), pool.stride(), pool.padding(), input)) {
      return new Layer.MaxPool(2, 2, 1);
    } else if (node.layer() instanceof Layer.AveragePool pool
        && leavesPixelsOut(pool.kernel(), pool.stride(), pool.padding(), input)) {
      return new Layer.AveragePool(2, 2, 1, false);
    }
    return node.layer();
  }

  /** Whether a pooling halves an image of odd size and so leaves out its last row and column. */
  private static boolean leavesPixelsOut(int kernel, int stride, int padding, FeatureShape input) {
    return kernel == 2 && stride == 2 && padding == 0 && input.height() % 2 == 1;
  }

  /** Whether a node has as many channels as all that it reads. */
  private boolean keepsChannels(Network.Node node) {
    Layer layer = node.layer();
    if (layer instanceof Layer.Convolution convolution) {
      return isDepthwise(node) && convolution.outChannels() == network.inputOf(node).channels();
    }
    return !(layer instanceof Layer.Linear
        || layer instanceof Layer.Slice
        || (layer instanceof Layer.Concatenate && node.inputs().size() > 1));
  }

  private boolean isDepthwise(Network.Node node) {
    return node.layer() instanceof Layer.Convolution convolution
        && convolution.groups() > 1
        && convolution.groups() == network.inputOf(node).channels();
  }

  private int first(int node) {
    int first = node;
    while (tied[first] != first) {
      first = tied[first];
    }
    return first;
  }

  /** Returns the number of channels of a node in the thin network. */
  private int width(int node) {
    int first = first(node);
    if (widths[first] == 0) {
      // Ends, since whatever a width follows from has fewer channels.
      widths[first] = derived(first);
    }
    return widths[first];
  }

  private int derived(int first) {
    if (first(0) == first) {
      return 1;
    }
    int free = 0;
    for (Network.Node node : network.nodes()) {
      if (first(node.index()) == first) {
        if (node.layer() instanceof Layer.Concatenate && !keepsChannels(node)) {
          return node.inputs().stream().mapToInt(this::width).sum();
        } else if (isDepthwise(node) && !keepsChannels(node)) {
          int read = node.inputs().get(0);
          int multiple = node.output().channels() / network.nodes().get(read).output().channels();
          return multiple * width(read);
        } else if (node.layer() instanceof Layer.Linear linear) {
          free = linear.outFeatures();
        } else if (free == 0) {
          free = Math.max(1, node.output().channels() / narrowest);
        }
      }
    }
    return free;
  }

  /** Returns the greatest common divisor. */
  private static int divisor(int one, int other) {
    return other == 0 ? one : divisor(other, one % other);
  }
}
