package nas.network.zen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.network.zen.ZenType.Kind;

/**
 * How the published search changes a network.
 *
 * @param types what a residual block may become, each as often as it is drawn
 * @param mostChannels more are cut to this
 * @param keepsLast whether the last block, a convolution, never changes
 */
public record ZenMutation(List<ZenType> types, int mostChannels, boolean keepsLast) {

  /** For small images; published code draws kernels of 3, 5 and 7 in the proportion 3 : 2 : 1. */
  public static final ZenMutation SMALL = new ZenMutation(residual(), 2048, false);

  /** For large images: inverted blocks, drawn in the proportion 12 : 11 : ... : 1. */
  public static final ZenMutation INVERTED = new ZenMutation(inverted(), Integer.MAX_VALUE, true);

  private static final double[] FACTORS = {2.5, 2, 1.5, 1.25, 1};
  private static final int FEWEST_CHANNELS = 8;
  private static final int LAYERS = 2;

  /** Copies the list. */
  public ZenMutation {
    types = List.copyOf(types);
  }

  private static List<ZenType> residual() {
    List<ZenType> types = new ArrayList<>();
    for (Kind kind : List.of(Kind.BOTTLENECK, Kind.RESIDUAL)) {
      types.addAll(
          growing(IntStream.of(3, 5, 7).mapToObj(kernel -> new ZenType(kind, kernel, 0)).toList()));
    }
    return types;
  }

  private static List<ZenType> inverted() {
    List<ZenType> types = new ArrayList<>();
    for (int kernel : List.of(3, 5, 7)) {
      for (int times : List.of(1, 2, 4, 6)) {
        types.add(new ZenType(Kind.INVERTED, kernel, times));
      }
    }
    return growing(types);
  }

  /** Published code appends its growing list after each type, so the first is there most often. */
  private static List<ZenType> growing(List<ZenType> types) {
    List<ZenType> drawn = new ArrayList<>();
    for (int count = 1; count <= types.size(); count++) {
      drawn.addAll(types.subList(0, count));
    }
    return drawn;
  }

  /**
   * Returns the numbers of channels that a block may get instead of its own, itself among them, in
   * ascending order.
   */
  public List<Integer> channels(int own) {
    Set<Integer> channels = new TreeSet<>();
    for (double factor : FACTORS) {
      channels.add(near(own * factor));
      channels.add(near(own / factor));
    }
    return List.copyOf(channels);
  }

  private int near(double channels) {
    double most = Math.min(mostChannels, ZenBlock.MOST_CHANNELS);
    return ZenLayers.round8(Math.min(most, Math.max(FEWEST_CHANNELS, channels)));
  }

  /**
   * Changes blocks: each of so many draws, uniform over all blocks, replaces one by a uniformly
   * drawn candidate; a block drawn twice is changed once. Then long blocks are {@linkplain
   * ZenNetwork#split parted}.
   *
   * @param draws at least 1; the published search begins with 1 and goes on with 2
   */
  public ZenNetwork mutate(ZenNetwork network, int draws, RandomGenerator random) {
    List<ZenBlock> blocks = new ArrayList<>(network.blocks());
    Set<Integer> changed = new HashSet<>();
    for (int draw = 0; draw < draws; draw++) {
      int index = random.nextInt(blocks.size());
      if (changed.add(index) && !(keepsLast && index == blocks.size() - 1)) {
        blocks.set(index, changed(blocks.get(index), random));
      }
    }
    return chained(blocks);
  }

  /**
   * Returns the networks that one changed block can give, the network itself not among them, by the
   * index of the block, then by type, channels, bottleneck and sub-layers.
   */
  public Set<ZenNetwork> neighbours(ZenNetwork network) {
    Set<ZenNetwork> neighbours = new LinkedHashSet<>();
    int changing = network.blocks().size() - (keepsLast ? 1 : 0);
    for (int index = 0; index < changing; index++) {
      List<ZenBlock> blocks = new ArrayList<>(network.blocks());
      for (ZenBlock candidate : candidates(blocks.get(index))) {
        blocks.set(index, candidate);
        neighbours.add(chained(blocks));
      }
    }
    neighbours.remove(network);
    return neighbours;
  }

  private Set<ZenBlock> candidates(ZenBlock block) {
    Set<ZenBlock> candidates = new LinkedHashSet<>();
    if (!block.type().isResidual()) {
      for (int out : channels(block.out())) {
        candidates.add(new ZenBlock(block.type(), block.in(), out, block.stride(), 0, 1));
      }
      return candidates;
    }
    for (ZenType type : new LinkedHashSet<>(types)) {
      for (int out : channels(block.out())) {
        for (int narrow : channels(block.bottleneck())) {
          for (int layers : layers(block.subLayers())) {
            candidates.add(new ZenBlock(type, block.in(), out, block.stride(), narrow, layers));
          }
        }
      }
    }
    return candidates;
  }

  private static ZenNetwork chained(List<ZenBlock> blocks) {
    List<ZenBlock> chained = new ArrayList<>();
    int channels = ZenNetwork.IMAGE_CHANNELS;
    for (ZenBlock block : blocks) {
      chained.add(block.reading(channels));
      channels = block.out();
    }
    return new ZenNetwork(chained).split();
  }

  /** Returns how many sub-layers a block may get instead of its own, itself among them. */
  private static List<Integer> layers(int own) {
    return IntStream.rangeClosed(
            Math.max(1, own - LAYERS), Math.min(ZenBlock.MOST_LAYERS, own + LAYERS))
        .boxed()
        .toList();
  }

  private ZenBlock changed(ZenBlock block, RandomGenerator random) {
    int out = drawn(channels(block.out()), random);
    if (!block.type().isResidual()) {
      return new ZenBlock(block.type(), block.in(), out, block.stride(), 0, 1);
    }
    return new ZenBlock(
        drawn(types, random),
        block.in(),
        out,
        block.stride(),
        drawn(channels(block.bottleneck()), random),
        drawn(layers(block.subLayers()), random));
  }

  private static <T> T drawn(List<T> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }
}
