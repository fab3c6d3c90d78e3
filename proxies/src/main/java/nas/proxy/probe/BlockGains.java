package nas.proxy.probe;

import java.util.List;

/**
 * How strongly blocks hand gradients back.
 *
 * @param blocks each block but the first
 */
public record BlockGains(List<Gain> blocks) {

  /** Copies the list. */
  public BlockGains {
    blocks = List.copyOf(blocks);
  }

  /**
   * One block.
   *
   * @param unchanged whether it hands gradients back as they are
   * @param norm spectral norm of {@link nas.proxy.BlockProducts#matrix}; NaN where one of its
   *     elements is not finite
   */
  public record Gain(boolean unchanged, double norm) {}
}
