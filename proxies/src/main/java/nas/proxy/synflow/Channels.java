package nas.proxy.synflow;

import java.util.ArrayList;
import java.util.List;
import nas.network.Operation;
import org.jspecify.annotations.Nullable;

/** The output of a layer: blocks of neighbouring channels whose expected maps are equal. */
final class Channels {

  private final List<Block> blocks;
  private final List<Derived> derived = new ArrayList<>(4);
  private @Nullable Block joined;

  /**
   * Equal channels.
   *
   * @param weight number of channels, or what else their sum is to be multiplied with
   * @param flow what each of them carries
   */
  record Block(double weight, Flow flow) {}

  private record Derived(Operation layer, Channels output) {}

  Channels(List<Block> blocks) {
    this.blocks = blocks;
  }

  static Channels of(double count, Flow flow) {
    return new Channels(List.of(new Block(count, flow)));
  }

  List<Block> blocks() {
    return blocks;
  }

  /**
   * Returns what a layer yields that was applied to these channels before, or null.
   *
   * <p>Layers with equal settings and equal inputs have equal expectations, though not equal
   * weights. Cells are full of them.
   */
  @Nullable Channels known(Operation layer) {
    for (Derived before : derived) {
      if (before.layer().equals(layer)) {
        return before.output();
      }
    }
    return null;
  }

  void remember(Operation layer, Channels output) {
    derived.add(new Derived(layer, output));
  }

  /** Returns the sum of all channels, as a flow and the factor that it is to be taken times. */
  Block joined() {
    if (joined == null) {
      joined = join(blocks);
    }
    return joined;
  }

  /** Returns the sum of blocks; without them, zero. */
  static Block join(List<Block> blocks) {
    if (blocks.isEmpty()) {
      return new Block(1, Flow.ZERO);
    }
    if (blocks.size() == 1) {
      return blocks.get(0);
    }
    Flow[] flows = new Flow[blocks.size()];
    double[] factors = new double[blocks.size()];
    for (int i = 0; i < flows.length; i++) {
      flows[i] = blocks.get(i).flow();
      factors[i] = blocks.get(i).weight();
    }
    return new Block(1, Flow.sum(flows, factors));
  }

  /** Returns the channels from one (inclusive) to another (exclusive). */
  List<Block> range(double from, double to) {
    if (blocks.size() == 1) {
      return List.of(new Block(to - from, blocks.get(0).flow()));
    }
    List<Block> range = new ArrayList<>();
    double start = 0;
    for (Block block : blocks) {
      double end = start + block.weight();
      double count = Math.min(end, to) - Math.max(start, from);
      if (count > 0) {
        range.add(new Block(count, block.flow()));
      }
      start = end;
    }
    return range;
  }
}
