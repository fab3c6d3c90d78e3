package nas.proxy.probe;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import nas.core.Seeds;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.WeightSource;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.network.Network;
import nas.network.ThinNetwork;
import nas.proxy.Nodes;
import nas.proxy.Place;
import nas.proxy.Score;

/** Measures {@link ActivationPatterns}. */
final class LinearRegions {

  private LinearRegions() {}

  /** Which rectifiers are on for one image, as a hash of 128 bits that no two patterns share. */
  private record Pattern(long first, long second) {}

  /** Returns why a network cannot be made thin. */
  static Optional<Score.Undefined> obstacle(Network network) {
    try {
      ThinNetwork.of(network.live());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(
          new Score.Undefined(
              Score.Reason.UNSUITABLE, "the network cannot be made thin: " + e.getMessage()));
    }
  }

  static double measure(ActivationPatterns probe, Place place) {
    Network network = place.network();
    long seed = place.seed();
    Network thin = ThinNetwork.of(network.live());
    WeightSource weights =
        Initialiser.KAIMING_NORMAL.weights(
            Seeds.mix(seed ^ Seeds.hash("linear-regions")), network.id());
    try (NetworkRuntime runtime = place.open(thin, weights, Nodes.LIVE)) {
      Set<Pattern> patterns = new HashSet<>();
      boolean finite = true;
      for (int batch = 0; batch < probe.batches(); batch++) {
        long stream = Gaussian.stream(seed, network.id(), "linear-regions/images " + batch);
        int pixels = Math.toIntExact(probe.images() * thin.input().elements());
        finite &= collect(runtime, Gaussian.numbers(stream, pixels), probe.images(), patterns);
      }
      return finite ? patterns.size() : Double.NaN;
    }
  }

  /** Adds the patterns of a batch; returns whether all activations are finite. */
  private static boolean collect(
      NetworkRuntime runtime, double[] pixels, int images, Set<Pattern> patterns) {
    long[] first = new long[images];
    long[] second = new long[images];
    boolean[] finite = {true};
    Tap tap =
        (node, output) -> {
          if (node.operation().isRectifier()) {
            finite[0] &= hash(output.toDoubles(), first, second);
          }
          return output;
        };
    GradientMode.unrecorded(
        () -> {
          try (Tensor batch = runtime.images(pixels, images, MemoryFormat.CHANNELS_FIRST)) {
            runtime.forward(batch, Mode.TRAINING, tap).close();
          }
          return true;
        });
    for (int image = 0; image < images; image++) {
      patterns.add(new Pattern(first[image], second[image]));
    }
    return finite[0];
  }

  /** Appends a rectifier's states to the hashes of all images. */
  private static boolean hash(double[] outputs, long[] first, long[] second) {
    int units = outputs.length / first.length;
    boolean finite = true;
    int index = 0;
    for (int image = 0; image < first.length; image++) {
      long word = 1;
      for (int unit = 0; unit < units; unit++) {
        double output = outputs[index++];
        finite &= Double.isFinite(output);
        word = word << 1 | (output > 0 ? 1 : 0);
        // The leading one tells a short last word from a longer one.
        if (unit % 63 == 62 || unit == units - 1) {
          first[image] = Seeds.mix(first[image] ^ word);
          second[image] = Seeds.mix(second[image] + 0x2545F4914F6CDD1DL * word);
          word = 1;
        }
      }
    }
    return finite;
  }
}
