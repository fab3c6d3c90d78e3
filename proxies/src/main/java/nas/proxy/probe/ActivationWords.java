package nas.proxy.probe;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import nas.core.Seeds;
import nas.engine.Mode;
import nas.engine.NetworkRuntime;
import nas.engine.Tap;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.network.Network;
import nas.proxy.Activation;
import nas.proxy.ImageBatch;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * Number of different words that the units of a network's rectifiers spell, a letter for each
 * image: whether the unit is on; the mean over initialisations, in training mode. 0 without any
 * rectifier, NaN where the network's output is not finite.
 *
 * <p>All rectifiers count, those that do not reach the output included, as in published code. The
 * images are the first of the batch, all of them where it has fewer.
 *
 * @param images number of images, 2 to {@value #MOST_IMAGES}
 * @param initialisations how many times weights are drawn from N(0, 1), with biases 0; 0: once,
 *     with the initial weights
 */
public record ActivationWords(int images, int initialisations) implements Probe<Double> {

  /** So that all words can be ticked off. */
  public static final int MOST_IMAGES = 24;

  /** Checks the ranges. */
  public ActivationWords {
    if (images < 2 || images > MOST_IMAGES || initialisations < 0) {
      throw new IllegalArgumentException(
          "images (%d) must be from 2 to %d and initialisations (%d) at least 0"
              .formatted(images, MOST_IMAGES, initialisations));
    }
  }

  @Override
  public Class<Double> type() {
    return Double.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        initialisations == 0
            ? new Pass.Shared(Mode.TRAINING, Pass.Feed.firstImages(images), Pass.Step.FORWARD)
            : new Pass.Own(
                "%d forward(s) of %d images with Gaussian weights"
                    .formatted(initialisations, images),
                Mode.TRAINING,
                Pass.Weights.DRAWN,
                Pass.Input.BATCH,
                images,
                initialisations,
                0));
  }

  @Override
  public Nodes nodes() {
    return Nodes.ALL;
  }

  @Override
  public Observation<Double> observe(Place place) {
    return initialisations > 0 ? Observation.of(() -> drawn(place)) : new Given(place.network());
  }

  /** Words with the initial weights. */
  private static final class Given implements Observation<Double> {
    private final Network network;
    private final BitSet words = new BitSet();
    private boolean finite = true;

    Given(Network network) {
      this.network = network;
    }

    @Override
    public void onOutput(Pass.Shared pass, Activation output) {
      Network.Node node = output.node();
      if (node.operation().isRectifier()) {
        add(output.positive(), node, words);
      }
      if (node.index() == network.outputNode().index()) {
        finite = Arrays.stream(output.values()).allMatch(Double::isFinite);
      }
    }

    @Override
    public Double result() {
      return finite ? words.cardinality() : Double.NaN;
    }
  }

  private double drawn(Place place) {
    ImageBatch batch = place.batches().get(0);
    int read = Math.min(images, batch.images());
    double[] pixels =
        Arrays.copyOf(batch.pixels(), Math.toIntExact(read * batch.shape().elements()));
    double sum = 0;
    for (int draw = 0; draw < initialisations; draw++) {
      long stream = Seeds.mix(place.stream("swap/weights") + draw);
      try (NetworkRuntime runtime =
          place.open(place.network(), Gaussian.weights(stream), Nodes.ALL)) {
        sum += words(runtime, pixels, read, place);
      }
    }
    return sum / initialisations;
  }

  private static double words(NetworkRuntime runtime, double[] pixels, int images, Place place) {
    BitSet words = new BitSet();
    Tap tap =
        (node, output) -> {
          if (node.operation().isRectifier()) {
            try (Tensor positive = output.gt(0)) {
              add(positive.toBytes(), node, words);
            }
          }
          return output;
        };
    return GradientMode.unrecorded(
        () -> {
          try (Tensor input = runtime.images(pixels, images, place.layout());
              Tensor output = runtime.forward(input, Mode.TRAINING, tap)) {
            return Arrays.stream(output.toDoubles()).allMatch(Double::isFinite)
                ? words.cardinality()
                : Double.NaN;
          }
        });
  }

  /**
   * Ticks off the words of a rectifier.
   *
   * @param on (images, units), 1 or 0
   */
  private static void add(byte[] on, Network.Node node, BitSet words) {
    int units = Math.toIntExact(node.output().elements());
    int[] spelt = new int[units];
    for (int image = 0; image < on.length / units; image++) {
      for (int unit = 0; unit < units; unit++) {
        spelt[unit] |= on[image * units + unit] << image;
      }
    }
    for (int word : spelt) {
      words.set(word);
    }
  }
}
