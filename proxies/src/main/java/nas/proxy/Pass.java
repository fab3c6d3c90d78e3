package nas.proxy;

import java.util.Comparator;
import java.util.Optional;
import nas.engine.Mode;

/**
 * A pass through a network, as a probe states it. The natural order is the order in which passes
 * run: those that execute nothing, then shared ones, in evaluation mode before training mode moves
 * the statistics, then those that probes make by themselves, the shorter first.
 */
public sealed interface Pass extends Comparable<Pass> {

  /** What a network is executed on. */
  enum Input {
    /** Nothing is executed. */
    NONE("nothing"),
    /** A minibatch of the data. */
    BATCH("minibatch"),
    /** One image of ones. */
    ONES("ones"),
    /** Images drawn by the probe. */
    NOISE("noise");

    private final String words;

    Input(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** Which weights the network has. */
  enum Weights {
    /** The absolute values of the initial weights. */
    MAGNITUDES("absolute"),
    /** The initial weights. */
    INITIAL("initial"),
    /** Weights drawn by the probe. */
    DRAWN("drawn");

    private final String words;

    Weights(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * What a shared pass executes a network on.
   *
   * @param input minibatches, or images drawn from N(0, 1)
   * @param batch index of the minibatch, from 0; 0 where images are drawn
   * @param images number of images: of a minibatch the first ones, all where it has fewer
   * @param weights the initial ones, or such as are drawn from Kaiming's normal distribution
   *     (variance 2 / fanIn, biases 0)
   * @param rounded whether what max pooling reads is rounded, so that rounding does not decide
   *     which of equal values it takes and so hands gradients to
   */
  record Feed(Input input, int batch, int images, Weights weights, boolean rounded) {

    private static final int ALL = Integer.MAX_VALUE;

    /** Checks the ranges. */
    public Feed {
      if (batch < 0 || images < 1) {
        throw new IllegalArgumentException(
            "batch (%d) must be at least 0 and images (%d) at least 1".formatted(batch, images));
      }
    }

    /** Returns a minibatch, with the initial weights. */
    public static Feed minibatch(int batch) {
      return new Feed(Input.BATCH, batch, ALL, Weights.INITIAL, false);
    }

    /** Returns the first images of the first minibatch, with the initial weights. */
    public static Feed firstImages(int images) {
      return new Feed(Input.BATCH, 0, images, Weights.INITIAL, false);
    }

    /** Returns {@link #firstImages}, rounded before max pooling. */
    public static Feed roundedFirstImages(int images) {
      return new Feed(Input.BATCH, 0, images, Weights.INITIAL, true);
    }

    /** Returns Gaussian images, with weights that are drawn, too, rounded before max pooling. */
    public static Feed gaussian(int images) {
      return new Feed(Input.NOISE, 0, images, Weights.DRAWN, true);
    }

    /** Returns what it is, in words. */
    @Override
    public String toString() {
      String drawn = images + " Gaussian images and Kaiming weights";
      String first = images == 1 ? ", first image" : ", first " + images + " images";
      String read = "batch " + (batch + 1) + (images == ALL ? "" : first);
      return (input == Input.NOISE ? drawn : read)
          + (rounded ? ", rounded before max pooling" : "");
    }
  }

  /** The steps of a shared pass, in their order. Each but the first differentiates. */
  enum Step {
    /** Executes the network. */
    FORWARD("forward"),
    /**
     * Differentiates what each of the network's blocks hands on by what it reads, in a random
     * direction of signs.
     */
    BLOCKS_BACKWARD("backward through each block"),
    /** Differentiates the sum of the logits by the images, or by what tokens are embedded as. */
    LOGITS_BACKWARD("backward from the logits to the images"),
    /** Differentiates the loss by the weights, and by gates where a probe sets them. */
    LOSS_BACKWARD("backward from the loss"),
    /** Differentiates the gradient of the loss by the weights. */
    GRADIENT_BACKWARD("backward from the gradient");

    private final String words;

    Step(String words) {
      this.words = words;
    }
  }

  /** Returns what it does, in words. */
  String description();

  /** Returns how the network is executed. */
  Mode mode();

  /** Returns what the network is executed on. */
  Input input();

  /** Returns which weights the network has. */
  Weights weights();

  /** Returns how many times a network is executed. */
  int forwards();

  /** Returns how many times something is differentiated. */
  int backwards();

  /** Returns how many minibatches of the data there must be. */
  int batches();

  /** Returns how many images the network is executed on at once at most. */
  int images();

  /** Compares by the order in which passes run. */
  @Override
  default int compareTo(Pass other) {
    return Comparator.<Pass>comparingInt(pass -> pass.forwards() + pass.backwards() > 0 ? 1 : 0)
        .thenComparing(pass -> pass instanceof Own)
        .thenComparing(pass -> pass.mode() == Mode.TRAINING)
        .thenComparing(Pass::weights)
        .thenComparing(Pass::input)
        .thenComparing(pass -> pass instanceof Shared shared ? shared.feed().batch() : 0)
        .thenComparing(
            Comparator.<Pass>comparingInt(
                    pass -> pass instanceof Shared shared ? shared.feed().images() : 0)
                .reversed())
        .thenComparing(pass -> pass instanceof Shared shared && shared.feed().rounded())
        .thenComparing(pass -> pass instanceof Shared shared ? shared.step() : Step.FORWARD)
        .thenComparing(pass -> pass.forwards() + pass.backwards())
        .thenComparing(Pass::description)
        .compare(this, other);
  }

  /** Returns a pass that executes the network with its initial weights for a minibatch. */
  static Pass forward(Mode mode, int batch) {
    return new Shared(mode, Feed.minibatch(batch), Step.FORWARD);
  }

  /**
   * Returns a pass that differentiates what the network has computed for a minibatch in training
   * mode; the steps before it need not be stated.
   */
  static Pass backward(Step step, int batch) {
    return new Shared(Mode.TRAINING, Feed.minibatch(batch), step);
  }

  /** Returns a pass that reads graph and weights and executes nothing. */
  static Pass reading(String words) {
    return new Own(words, Weights.INITIAL, Input.NONE, 0, 0);
  }

  /**
   * A step of an execution; equal ones of all probes run once.
   *
   * @param mode how batch normalisation behaves
   * @param feed what the network is executed on
   * @param step what is done
   */
  record Shared(Mode mode, Feed feed, Step step) implements Pass {

    @Override
    public String description() {
      boolean named = step == Step.FORWARD || mode == Mode.EVALUATION;
      return step.words
          + (!named ? "" : mode == Mode.TRAINING ? " in training mode" : " in evaluation mode")
          + ", "
          + feed;
    }

    /** Returns whether it needs labels that there are not. */
    public boolean lacksLabels() {
      return feed.input() != Input.BATCH && step.compareTo(Step.LOSS_BACKWARD) >= 0;
    }

    /** Returns the step that must have run before, if there is one. */
    public Optional<Shared> before() {
      return switch (step) {
        case FORWARD -> Optional.empty();
        case BLOCKS_BACKWARD, LOGITS_BACKWARD, LOSS_BACKWARD ->
            Optional.of(new Shared(mode, feed, Step.FORWARD));
        case GRADIENT_BACKWARD -> Optional.of(new Shared(mode, feed, Step.LOSS_BACKWARD));
      };
    }

    @Override
    public Input input() {
      return feed.input();
    }

    @Override
    public Weights weights() {
      return feed.weights();
    }

    @Override
    public int forwards() {
      return step == Step.FORWARD ? 1 : 0;
    }

    @Override
    public int backwards() {
      return 1 - forwards();
    }

    @Override
    public int batches() {
      return feed.input() == Input.BATCH ? feed.batch() + 1 : 0;
    }

    @Override
    public int images() {
      return feed.images();
    }
  }

  /**
   * A pass that a probe makes by itself.
   *
   * @param words what it does
   * @param mode how the network is executed
   * @param weights which weights the network has
   * @param input what it is executed on; of minibatches the first
   * @param images how many images it is executed on at once at most
   * @param forwards how many times a network is executed
   * @param backwards how many times something is differentiated
   */
  record Own(
      String words,
      Mode mode,
      Weights weights,
      Input input,
      int images,
      int forwards,
      int backwards)
      implements Pass {

    /** A pass in training mode, where it executes a network, that may read all images at once. */
    public Own(String words, Weights weights, Input input, int forwards, int backwards) {
      this(words, Mode.TRAINING, weights, input, Integer.MAX_VALUE, forwards, backwards);
    }

    @Override
    public String description() {
      return input == Input.BATCH ? words + ", batch 1" : words;
    }

    @Override
    public int batches() {
      return input == Input.BATCH ? 1 : 0;
    }
  }
}
