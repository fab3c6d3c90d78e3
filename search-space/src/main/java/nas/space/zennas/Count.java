package nas.space.zennas;

import nas.network.zen.ZenCounts;
import nas.network.zen.ZenNetwork;

/** How the sizes are counted that a search limits; both count shortcuts, as published. */
public enum Count {
  /** By the formulas of the published search, which are up to a few percent below the truth. */
  FORMULA {
    @Override
    ZenCounts of(ZenNetwork network, int pixels, int classes) {
      return ZenCounts.of(network, pixels, classes, true);
    }
  },
  /** As the networks are built. */
  BUILT {
    @Override
    ZenCounts of(ZenNetwork network, int pixels, int classes) {
      return ZenCounts.built(network, pixels, classes, true);
    }
  };

  abstract ZenCounts of(ZenNetwork network, int pixels, int classes);
}
