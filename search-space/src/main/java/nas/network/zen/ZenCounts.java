package nas.network.zen;

/**
 * Sizes of a network, counted from its blocks before anything is built.
 *
 * <p>The published search limits sizes by formulas, which are not the true counts: a batch
 * normalisation counts its channels once instead of twice, the classifier's bias one, and the
 * multiply-adds of a shortcut are those of images that are once more smaller by the stride.
 *
 * @param size parameters
 * @param flops multiply-adds
 */
public record ZenCounts(long size, double flops) {

  /**
   * Counts a network by the published formulas.
   *
   * @param side height and width of images
   * @param linked whether units have their shortcuts
   */
  public static ZenCounts of(ZenNetwork network, int side, int classes, boolean linked) {
    long size = 0;
    double flops = 0;
    int sides = side;
    int channels = ZenNetwork.IMAGE_CHANNELS;
    for (ZenLayers.Unit unit : ZenLayers.of(network).units()) {
      int before = sides;
      for (ZenLayers.Layer layer : unit.layers()) {
        long weights =
            (long) layer.in() / layer.groups() * layer.out() * layer.kernel() * layer.kernel();
        size += weights + layer.out();
        flops += Math.floorDiv(weights * sides * sides, (long) layer.stride() * layer.stride());
        sides /= layer.stride();
        flops += (double) layer.out() * sides * sides;
      }
      if (linked && unit.projected()) {
        long weights = (long) unit.in() * unit.out();
        size += weights + unit.out();
        int after = before / unit.stride();
        double again = Math.pow((double) after / unit.stride(), 2);
        flops += (weights + unit.out()) * again;
      }
      channels = unit.out();
    }
    return new ZenCounts(size + (long) channels * classes + 1, flops + (double) channels * classes);
  }

  /**
   * Counts a network as it is built: all parameters, and the multiplications by weights of
   * convolutions and of the classifier.
   *
   * @param side height and width of images
   * @param linked whether units have their shortcuts
   */
  public static ZenCounts built(ZenNetwork network, int side, int classes, boolean linked) {
    long size = 0;
    double macs = 0;
    int sides = side;
    int channels = ZenNetwork.IMAGE_CHANNELS;
    for (ZenLayers.Unit unit : ZenLayers.of(network).units()) {
      int before = sides;
      for (ZenLayers.Layer layer : unit.layers()) {
        long weights =
            (long) layer.in() / layer.groups() * layer.out() * layer.kernel() * layer.kernel();
        sides = strided(sides, layer.stride());
        size += weights + 2L * layer.out();
        macs += (double) weights * sides * sides;
      }
      if (linked && unit.projected()) {
        long weights = (long) unit.in() * unit.out();
        int after = strided(before, unit.stride());
        size += weights + 3L * unit.out();
        macs += (double) weights * after * after;
      }
      channels = unit.out();
    }
    long classifier = (long) channels * classes;
    return new ZenCounts(size + classifier + classes, macs + classifier);
  }

  /** A padded convolution begins at every so many pixels, the last of them counted in full. */
  private static int strided(int side, int stride) {
    return (side - 1) / stride + 1;
  }
}
