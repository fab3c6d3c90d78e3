package nas.network.zen;

import java.util.ArrayList;
import java.util.HashSet;
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
    return ZenLayers.round8(Math.min(mostChannels, Math.max(FEWEST_CHANNELS, channels)));
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
    int channels = ZenNetwork.IMAGE_CHANNELS;
    for (int index = 0; index < blocks.size(); index++) {
      blocks.set(index, blocks.get(index).reading(channels));
      channels = blocks.get(index).out();
    }
    return new ZenNetwork(blocks).split();
  }

  private ZenBlock changed(ZenBlock block, RandomGenerator random) {
    int out = drawn(channels(block.out()), random);
    if (!block.type().isResidual()) {
      return new ZenBlock(block.type(), block.in(), out, block.stride(), 0, 1);
    }
    List<Integer> layers =
        IntStream.rangeClosed(block.subLayers() - LAYERS, block.subLayers() + LAYERS)
            .filter(count -> count > 0)
            .boxed()
            .toList();
    return new ZenBlock(
        drawn(types, random),
        block.in(),
        out,
        block.stride(),
        drawn(channels(block.bottleneck()), random),
        drawn(layers, random));
  }

  private static <T> T drawn(List<T> all, RandomGenerator random) {
    return all.get(random.nextInt(all.size()));
  }
}
