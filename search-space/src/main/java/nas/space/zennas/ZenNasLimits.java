package nas.space.zennas;

import java.util.Locale;
import java.util.Optional;
import nas.core.plugin.Setting;
import nas.network.zen.ZenBlock;
import nas.network.zen.ZenCounts;
import nas.network.zen.ZenNetwork;

/**
 * What networks of the space keep, whatever the data that they meet later.
 *
 * @param parameters most parameters
 * @param layers most sub-layers, all blocks together
 * @param multiplyAdds most multiply-adds for one image
 * @param count how both are counted
 * @param classes for which the classifier is counted
 * @param pixels side of the images for which multiply-adds are counted
 */
public record ZenNasLimits(
    @Setting(value = "Most parameters.", byDefault = "1000000", min = 1, max = 1e12)
        long parameters,
    @Setting(
            value = "Most sub-layers, those of all blocks together.",
            byDefault = "18",
            min = 1,
            max = 1000)
        int layers,
    @Setting(value = "Most multiply-adds for an image; left out: any number.", min = 1, max = 1e18)
        Optional<Long> multiplyAdds,
    @Setting(
            value =
                "How parameters and multiply-adds are counted: formula, as the published search"
                    + " does, or built, as networks are.",
            byDefault = "formula")
        Count count,
    @Setting(
            value = "Classes for which the classifier is counted.",
            byDefault = "100",
            min = 2,
            max = 1_000_000)
        int classes,
    @Setting(
            value = "Side of the images for which multiply-adds are counted, in pixels.",
            byDefault = "32",
            min = 1,
            max = 4096)
        int pixels) {

  /** Says in a few words which limit a network breaks, or nothing. */
  Optional<String> whyBroken(ZenNetwork network) {
    if (network.layers() > layers) {
      return Optional.of(
          "its sub-layers are %d, but must be at most %d".formatted(network.layers(), layers));
    }
    double smaller = 1;
    for (ZenBlock block : network.blocks()) {
      smaller *= block.stride();
    }
    if (smaller > pixels) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its strides make images %,.0f times smaller, more than their %,d pixels",
              smaller,
              pixels));
    }
    ZenCounts counts = count.of(network, pixels, classes);
    String how = (count == Count.FORMULA ? " by the published formula" : "") + ", ";
    if (counts.size() > parameters) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its parameters for %,d classes are %,d%sbut must be at most %,d",
              classes,
              counts.size(),
              how,
              parameters));
    }
    if (multiplyAdds.isPresent() && counts.flops() > multiplyAdds.get()) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "its multiply-adds for %,d x %,d pixels are %,.0f%sbut must be at most %,d",
              pixels,
              pixels,
              counts.flops(),
              how,
              multiplyAdds.get()));
    }
    return Optional.empty();
  }
}
