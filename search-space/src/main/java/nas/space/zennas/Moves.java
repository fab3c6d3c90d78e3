package nas.space.zennas;

import nas.network.zen.ZenMutation;

/** What an edit may turn a block into. */
public enum Moves {
  /** Residual blocks, as searched for small images. */
  RESIDUAL(ZenMutation.SMALL),
  /** Inverted residual blocks; the last block stays, as searched for large images. */
  INVERTED(ZenMutation.INVERTED);

  private final ZenMutation mutation;

  Moves(ZenMutation mutation) {
    this.mutation = mutation;
  }

  ZenMutation mutation() {
    return mutation;
  }
}
