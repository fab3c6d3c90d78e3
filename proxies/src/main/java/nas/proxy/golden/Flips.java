package nas.proxy.golden;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Tensor;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Window;

/**
 * The units of a network that single precision switches: rectifiers whose input is so close to zero
 * that rounding decides whether they are on, and windows of max pooling whose two largest values
 * are so close that rounding decides which is taken. Gradients jump there.
 *
 * @param units number of rectifiers and windows, all images together
 * @param switched those that differ
 */
public record Flips(long units, List<Unit> switched) {

  /** Copies the list. */
  public Flips {
    switched = List.copyOf(switched);
  }

  /**
   * A unit that differs.
   *
   * @param node the rectifier or max pooling
   * @param image index of the image
   * @param index row-major index of the output among channels, rows and columns
   * @param margin in double precision: how far the rectifier's input is from zero, or the window's
   *     largest value from the one that single precision takes
   */
  public record Unit(Network.Node node, int image, int index, double margin) {
    @Override
    public String toString() {
      boolean relu = node.operation().isRectifier();
      return String.format(
          Locale.ROOT,
          relu
              ? "ReLU %s, image %d, unit %d: its input is %.1e from 0"
              : "max pooling %s, image %d, window %d: its two largest values are %.1e apart",
          node.name(),
          image,
          index,
          margin);
    }
  }

  /** Returns what differs between double and single precision in a case, in training mode. */
  static Flips of(GoldenCase golden, Device device, MemoryFormat format) {
    Map<String, int[]> single = new HashMap<>();
    forward(
        golden,
        device,
        Precision.FLOAT32,
        format,
        (node, input) -> single.put(node.name(), choices(golden, node, input)));
    Found found = new Found();
    forward(
        golden,
        device,
        Precision.FLOAT64,
        format,
        (node, input) ->
            found.compare(golden, node, input, single.getOrDefault(node.name(), new int[0])));
    return new Flips(found.units, found.switched);
  }

  private static final class Found {
    private final List<Unit> switched = new ArrayList<>();
    private long units;

    void compare(GoldenCase golden, Network.Node node, double[] input, int[] single) {
      int[] exact = choices(golden, node, input);
      int perImage = exact.length / golden.images();
      units += exact.length;
      for (int i = 0; i < exact.length; i++) {
        if (exact[i] != single[i]) {
          double margin =
              node.operation().isRectifier()
                  ? Math.abs(input[i])
                  : input[exact[i]] - input[single[i]];
          switched.add(new Unit(node, i / perImage, i % perImage, margin));
        }
      }
    }
  }

  /** Executes a network and shows what its rectifiers and max poolings read. */
  private static void forward(
      GoldenCase golden,
      Device device,
      Precision precision,
      MemoryFormat format,
      BiConsumer<Network.Node, double[]> watcher) {
    Network network = golden.network();
    try (NetworkRuntime runtime =
            NetworkRuntime.create(network, golden.weights(), device, precision);
        Tensor images = runtime.images(golden.pixels(), golden.images(), format)) {
      GradientMode.unrecorded(
          () -> {
            runtime
                .forward(
                    images,
                    Mode.TRAINING,
                    (node, output) -> {
                      List<Network.Node> readers = readers(network, node);
                      if (!readers.isEmpty()) {
                        double[] values = output.toDoubles();
                        readers.forEach(reader -> watcher.accept(reader, values));
                      }
                      return output;
                    })
                .close();
            return true;
          });
    }
  }

  private static List<Network.Node> readers(Network network, Network.Node read) {
    return network.nodes().stream()
        .filter(node -> node.operation().isRectifier() || node.operation().largestOf().isPresent())
        .filter(node -> node.inputs().contains(read.index()))
        .toList();
  }

  /** Returns for each output whether a rectifier is on, or which input max pooling takes. */
  private static int[] choices(GoldenCase golden, Network.Node node, double[] input) {
    return node.operation()
        .largestOf()
        .map(window -> largest(golden, node, window, input))
        .orElseGet(() -> DoubleStream.of(input).mapToInt(value -> value > 0 ? 1 : 0).toArray());
  }

  private static int[] largest(GoldenCase golden, Network.Node node, Window pool, double[] input) {
    FeatureShape from = golden.network().inputOf(node);
    FeatureShape to = node.output();
    int[] largest = new int[Math.toIntExact(golden.images() * to.elements())];
    int i = 0;
    for (int map = 0; map < golden.images() * to.channels(); map++) {
      int first = map * from.height() * from.width();
      for (int row = 0; row < to.height(); row++) {
        for (int column = 0; column < to.width(); column++) {
          largest[i] = -1;
          for (int window = 0; window < pool.kernel().area(); window++) {
            int y =
                row * pool.stride().height()
                    - pool.padding().top()
                    + window / pool.kernel().width();
            int x =
                column * pool.stride().width()
                    - pool.padding().left()
                    + window % pool.kernel().width();
            int at = first + y * from.width() + x;
            boolean inside = y >= 0 && y < from.height() && x >= 0 && x < from.width();
            if (inside && (largest[i] < 0 || input[at] > input[largest[i]])) {
              largest[i] = at;
            }
          }
          i++;
        }
      }
    }
    return largest;
  }
}
