package nas.network.zen;

/**
 * What the published search limits: sizes by its formulas, which are not the true counts. A batch
 * normalisation counts its channels once instead of twice, the classifier's bias one, and the
 * multiply-adds of a shortcut are those of images that are once more smaller by the stride.
 *
 * @param size the formula of parameters
 * @param flops the formula of multiply-adds
 */
public record ZenCounts(long size, double flops) {

  /**
   * Counts a network.
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
}
