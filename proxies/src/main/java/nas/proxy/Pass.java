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

  /** The steps of a shared pass, in their order. Each but the first differentiates. */
  enum Step {
    /** Executes the network. */
    FORWARD("forward"),
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

  /** Compares by the order in which passes run. */
  @Override
  default int compareTo(Pass other) {
    return Comparator.<Pass>comparingInt(pass -> pass.forwards() + pass.backwards() > 0 ? 1 : 0)
        .thenComparing(pass -> pass instanceof Own)
        .thenComparing(pass -> pass.mode() == Mode.TRAINING)
        .thenComparing(Pass::weights)
        .thenComparing(pass -> pass instanceof Shared shared ? shared.batch() : 0)
        .thenComparing(pass -> pass instanceof Shared shared ? shared.step() : Step.FORWARD)
        .thenComparing(pass -> pass.forwards() + pass.backwards())
        .thenComparing(Pass::description)
        .compare(this, other);
  }

  /** Returns a pass that executes the network with its initial weights for a minibatch. */
  static Pass forward(Mode mode, int batch) {
    return new Shared(mode, batch, Step.FORWARD);
  }

  /**
   * Returns a pass that differentiates what the network has computed for a minibatch in training
   * mode; the steps before it need not be stated.
   */
  static Pass backward(Step step, int batch) {
    return new Shared(Mode.TRAINING, batch, step);
  }

  /** Returns a pass that reads graph and weights and executes nothing. */
  static Pass reading(String words) {
    return new Own(words, Weights.INITIAL, Input.NONE, 0, 0);
  }

  /**
   * A step with the network's initial weights on a minibatch; equal ones of all probes run once.
   *
   * @param mode how batch normalisation behaves
   * @param batch index of the minibatch, from 0
   * @param step what is done
   */
  record Shared(Mode mode, int batch, Step step) implements Pass {

    /** Checks the range. */
    public Shared {
      if (batch < 0) {
        throw new IllegalArgumentException("batch (" + batch + ") must be at least 0");
      }
    }

    @Override
    public String description() {
      boolean named = step == Step.FORWARD || mode == Mode.EVALUATION;
      return step.words
          + (!named ? "" : mode == Mode.TRAINING ? " in training mode" : " in evaluation mode")
          + ", batch "
          + (batch + 1);
    }

    /** Returns the step that must have run before, if there is one. */
    public Optional<Shared> before() {
      return switch (step) {
        case FORWARD -> Optional.empty();
        case LOGITS_BACKWARD, LOSS_BACKWARD -> Optional.of(new Shared(mode, batch, Step.FORWARD));
        case GRADIENT_BACKWARD -> Optional.of(new Shared(mode, batch, Step.LOSS_BACKWARD));
      };
    }

    @Override
    public Input input() {
      return Input.BATCH;
    }

    @Override
    public Weights weights() {
      return Weights.INITIAL;
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
      return batch + 1;
    }
  }

  /**
   * A pass that a probe makes by itself, in training mode where it executes a network.
   *
   * @param words what it does
   * @param weights which weights the network has
   * @param input what it is executed on; of minibatches the first
   * @param forwards how many times a network is executed
   * @param backwards how many times something is differentiated
   */
  record Own(String words, Weights weights, Input input, int forwards, int backwards)
      implements Pass {

    @Override
    public String description() {
      return input == Input.BATCH ? words + ", batch 1" : words;
    }

    @Override
    public Mode mode() {
      return Mode.TRAINING;
    }

    @Override
    public int batches() {
      return input == Input.BATCH ? 1 : 0;
    }
  }
}
