package nas.space.zennas;

import nas.network.zen.ZenMutation;

/** What an edit may turn a block into. */
public enum Moves {
  /** Residual blocks, as searched for small images. */
  RESIDUAL,
  /** Inverted residual blocks; the last block stays, as searched for large images. */
  INVERTED;

  ZenMutation mutation() {
    return this == RESIDUAL ? ZenMutation.SMALL : ZenMutation.INVERTED;
  }
}
