package nas.network.zen;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a Zen-NAS network, unit by unit, as its blocks stand for them.
 *
 * @param units in their order
 */
record ZenLayers(List<Unit> units) {

  /**
   * A convolution, which is followed by a normalisation.
   *
   * @param groups 1, or all channels for a depthwise one
   * @param rectified whether a ReLU follows
   */
  record Layer(int in, int out, int kernel, int stride, int groups, boolean rectified) {}

  /**
   * Some layers, and what is added to what they yield.
   *
   * @param link whether there is a shortcut
   * @param projected whether the shortcut is a convolution with bias, normalised
   */
  record Unit(String place, List<Layer> layers, boolean link, boolean projected) {

    int in() {
      return layers.get(0).in();
    }

    int out() {
      return layers.get(layers.size() - 1).out();
    }

    int stride() {
      int stride = 1;
      for (Layer layer : layers) {
        stride *= layer.stride();
      }
      return stride;
    }
  }

  private static final int CHANNEL_STEP = 8;

  /** Returns the multiple of eight that is nearest, at least eight; halves go to the even one. */
  static int round8(double channels) {
    return Math.max(CHANNEL_STEP, (int) Math.rint(channels / CHANNEL_STEP) * CHANNEL_STEP);
  }

  static ZenLayers of(ZenNetwork network) {
    List<Unit> units = new ArrayList<>();
    for (int index = 0; index < network.blocks().size(); index++) {
      ZenBlock block = network.blocks().get(index);
      for (int layer = 0; layer < block.subLayers(); layer++) {
        String place = "block" + (index + 1) + ".layer" + (layer + 1);
        int in = layer == 0 ? block.in() : block.out();
        int stride = layer == 0 ? block.stride() : 1;
        add(units, place, block, in, stride, layer == 0);
      }
    }
    return new ZenLayers(List.copyOf(units));
  }

  private static void add(
      List<Unit> units, String place, ZenBlock block, int in, int stride, boolean first) {
    int kernel = block.type().kernel();
    int out = block.out();
    int narrow = block.bottleneck();
    switch (block.type().kind()) {
      case CONVOLUTION ->
          units.add(
              new Unit(place, List.of(new Layer(in, out, kernel, stride, 1, true)), false, false));
      case RESIDUAL ->
          residual(
              units,
              place,
              List.of(
                  new Layer(in, narrow, kernel, stride, 1, true),
                  new Layer(narrow, out, kernel, 1, 1, false)),
              first);
      case BOTTLENECK -> {
        residual(units, place + ".unit1", bottleneck(in, narrow, out, kernel, stride), first);
        residual(units, place + ".unit2", bottleneck(out, narrow, out, kernel, 1), false);
      }
      case INVERTED -> {
        int times = block.type().expansion();
        residual(
            units,
            place + ".unit1",
            inverted(in, round8(narrow * times), narrow, kernel, stride),
            first);
        residual(
            units, place + ".unit2", inverted(narrow, round8(out * times), out, kernel, 1), false);
      }
    }
  }

  private static List<Layer> bottleneck(int in, int narrow, int out, int kernel, int stride) {
    return List.of(
        new Layer(in, narrow, 1, 1, 1, true),
        new Layer(narrow, narrow, kernel, stride, 1, true),
        new Layer(narrow, out, 1, 1, 1, false));
  }

  private static List<Layer> inverted(int in, int wide, int out, int kernel, int stride) {
    return List.of(
        new Layer(in, wide, 1, 1, 1, true),
        new Layer(wide, wide, kernel, stride, wide, true),
        new Layer(wide, out, 1, 1, 1, false));
  }

  /** The first unit of a block is always projected, others where their shape changes. */
  private static void residual(List<Unit> units, String place, List<Layer> layers, boolean first) {
    Unit unit = new Unit(place, layers, true, false);
    boolean changes = unit.stride() > 1 || unit.in() != unit.out();
    units.add(new Unit(place, layers, true, first || changes));
  }
}
