package nas.network;

/**
 * Makes networks as narrow as their graph allows, for grey images as small as it allows.
 *
 * <p>The number of channels of every convolution is divided by that of the narrowest one, rounded
 * down, but is at least 1. Where channel counts follow from others they do so in the thin network:
 * concatenations add up what they join, terms of a sum are equally wide, a depthwise convolution
 * has a group for each channel, and the other term of a sum with a concatenation takes its width.
 * Slices keep their place, moved to the front where too few channels remain behind it. Linear
 * layers keep their features. Images are 1 x s x s, and sequences 1 x s, s the smallest side from 3
 * to that of the network's own images for which all shapes fit. Poolings that halve an image of odd
 * size round up by padding, as strided convolutions do, so that s is 3 for the networks of
 * NAS-Bench-101 and 201. Depth, names and order of the nodes stay.
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
            .filter(node -> node.operation().category() == Operation.Category.CONVOLUTION)
            .mapToInt(node -> node.output().channels())
            .min()
            .orElse(1);
    for (Network.Node node : network.nodes()) {
      tied[node.index()] = node.index();
      if (rule(node) == Operation.Width.KEPT) {
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
    int most =
        isImage(network.input())
            ? Math.min(network.input().height(), network.input().width())
            : network.input().width();
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

  private static boolean isImage(FeatureShape shape) {
    return shape.kind() == FeatureShape.Kind.IMAGE;
  }

  private Network build(int side) {
    FeatureShape small = network.input().resized(1, isImage(network.input()) ? side : 1, side);
    Network.Builder thin = Network.builder(network.id(), small);
    for (Network.Node node : network.nodes().subList(1, tied.length)) {
      thin.addLike(node, operation(node, thin.shape(node.inputs().get(0))));
    }
    return thin.build();
  }

  private Operation operation(Network.Node node, FeatureShape input) {
    return node.operation()
        .narrowed(
            new Operation.Narrowing(narrowest, network.inputOf(node), input, width(node.index())));
  }

  private Operation.Width rule(Network.Node node) {
    return node.operation().width(network.inputsOf(node));
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
        switch (rule(node)) {
          case SUMMED -> {
            return node.inputs().stream().mapToInt(this::width).sum();
          }
          case MULTIPLE -> {
            int multiple = node.output().channels() / network.inputOf(node).channels();
            return multiple * width(node.inputs().get(0));
          }
          case FIXED -> free = node.output().channels();
          case KEPT, FREE ->
              free = free == 0 ? Math.max(1, node.output().channels() / narrowest) : free;
        }
      }
    }
    return free;
  }
}
