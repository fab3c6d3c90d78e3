package nas.proxy.golden;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.core.Seeds;
import nas.engine.WeightSource;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.proxy.probe.Streams;

/**
 * A network with weights, images and labels given by closed forms, and what a reference
 * implementation measured on them in double precision.
 *
 * <p>With {@code u(stream, i) = (splitmix64(i + (stream << 32)) >>> 11) * 2^-52 - 1} in [-1, 1),
 * element i of the weight of layer k is {@code u(2k, i) * bound}, bound being {@code sqrt(6 /
 * fanIn)} for a convolution and {@code 1 / sqrt(fanIn)} for the classifier; that of its bias is
 * {@code u(2k + 1, i) * 0.1}; both are rounded to single precision. Batch normalisations have scale
 * 1 and shift 0.
 *
 * @param place where the case stands, for messages, such as {@code golden.json:12: case 2}
 * @param name text of the architecture
 * @param network the network that scores were published for
 * @param trained the network that was trained, where it is another one
 * @param layers names of all its convolutions and linear layers, in the order that numbers them
 * @param images number of images
 * @param loss mean cross-entropy in nats, in training mode
 * @param measures what was measured, by the reference's names
 */
public record GoldenCase(
    String place,
    String name,
    Network network,
    Network trained,
    List<String> layers,
    int images,
    double loss,
    Map<String, Double> measures) {

  /** Shape of the images. */
  public static final FeatureShape SHAPE = new FeatureShape(3, 32, 32);

  /** Number of different labels. */
  static final int LABELS = 10;

  /** Copies list and map. */
  public GoldenCase {
    layers = List.copyOf(layers);
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }

  /** Returns the same case with another number of images. */
  GoldenCase withImages(int number) {
    return new GoldenCase(place, name, network, trained, layers, number, loss, measures);
  }

  /** Returns the same case with the network that was trained. */
  GoldenCase asTrained() {
    return new GoldenCase(place, name, trained, trained, layers, images, loss, measures);
  }

  /**
   * Returns one of the measures.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double measure(String measure) {
    Double value = measures.get(measure);
    if (value == null) {
      throw new IllegalArgumentException(place + " has no " + measure);
    }
    return value;
  }

  /** Returns the weights. */
  public WeightSource weights() {
    Map<String, Integer> order = new HashMap<>();
    for (String layer : layers) {
      order.put(layer, order.size());
    }
    return parameter -> {
      long layer = order.getOrDefault(parameter.node().name(), 0);
      return switch (parameter.role()) {
        case SCALE -> element -> 1;
        case SHIFT -> element -> 0;
        case SLOPE -> element -> 0.25;
        case BIAS -> element -> (float) (0.1 * uniform(2 * layer + 1, element));
        case WEIGHT -> {
          boolean linear = parameter.node().operation().category() == Operation.Category.PROJECTION;
          double bound = Math.sqrt((linear ? 1.0 : 6.0) / parameter.fanIn());
          yield element -> (float) (bound * uniform(2 * layer, element));
        }
      };
    };
  }

  /**
   * Returns the images, row-major (images, channels, height, width): with k = floor(n / 2) the
   * pixel of image n, channel c, row h, column w is {@code sin(2 pi ((1 + k mod 3) h + (1 + k mod
   * 4) w) / 32 + c + 0.3 n) + 0.25 u(2^20, i)}, i being its index.
   */
  public double[] pixels() {
    double[] pixels = new double[Math.toIntExact(images * SHAPE.elements())];
    int i = 0;
    for (int n = 0; n < images; n++) {
      int k = n / 2;
      for (int c = 0; c < SHAPE.channels(); c++) {
        for (int h = 0; h < SHAPE.height(); h++) {
          for (int w = 0; w < SHAPE.width(); w++) {
            double wave = (1 + k % 3) * h + (1 + k % 4) * w;
            pixels[i] =
                Math.sin(2 * Math.PI * wave / 32 + c + 0.3 * n) + 0.25 * uniform(1L << 20, i);
            i++;
          }
        }
      }
    }
    return pixels;
  }

  /** Returns the label of each image, {@code (7 n + 3) mod 10}. */
  public int[] labels() {
    int[] labels = new int[images];
    for (int n = 0; n < images; n++) {
      labels[n] = (7 * n + 3) % LABELS;
    }
    return labels;
  }

  /**
   * Returns the signs in whose direction the blocks of the network are differentiated: of block i
   * behind the stem, element j is plus where {@code u(2^21 + i, j)} is at least 0, else minus.
   */
  Streams streams() {
    Map<String, Long> signs = new HashMap<>();
    for (int block = 1; block <= network.blocks().size(); block++) {
      signs.put("features/signs " + block, ((1L << 21) + block) << 32);
    }
    return new Streams(0, signs);
  }

  private static double uniform(long stream, long index) {
    return (Seeds.mix(index + (stream << 32)) >>> 11) * 0x1p-52 - 1;
  }
}
