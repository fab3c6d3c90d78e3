package nas.network.zen;

/**
 * A block of a Zen-NAS network.
 *
 * @param type what is repeated in it
 * @param in channels that it reads, at least 1
 * @param out channels that it yields, at least 1
 * @param stride of its first layer, at least 1
 * @param bottleneck channels inside of residual units, at least 1; 0 for convolutions, which have
 *     none
 * @param subLayers how often its type is repeated, at least 1
 */
public record ZenBlock(ZenType type, int in, int out, int stride, int bottleneck, int subLayers) {

  /** Most channels that a block may have; more do not fit into memory. */
  static final int MOST_CHANNELS = 65_536;

  /** Most repetitions in a block. */
  static final int MOST_LAYERS = 1_000;

  /** Checks the ranges. */
  public ZenBlock {
    require("input channels", in, MOST_CHANNELS);
    require("output channels", out, MOST_CHANNELS);
    require("stride", stride, 64);
    if (type.isResidual()) {
      require("bottleneck channels", bottleneck, MOST_CHANNELS);
    }
    require("sub-layers", subLayers, MOST_LAYERS);
  }

  private static void require(String what, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "%s (%d) must be from 1 to %d".formatted(what, value, most));
    }
  }

  /** Returns the same block for other input channels. */
  public ZenBlock reading(int channels) {
    return new ZenBlock(type, channels, out, stride, bottleneck, subLayers);
  }

  @Override
  public String toString() {
    return type.name()
        + (type.isResidual()
            ? "(%d,%d,%d,%d,%d)".formatted(in, out, stride, bottleneck, subLayers)
            : "(%d,%d,%d,%d)".formatted(in, out, stride, subLayers));
  }
}
