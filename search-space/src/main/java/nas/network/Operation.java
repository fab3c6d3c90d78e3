package nas.network;

import java.util.List;
import java.util.Optional;

/**
 * What a node of a {@link Network} computes, without an engine: attributes, the shape it yields,
 * its arrays, its multiply-accumulate operations, and the properties by which general code treats
 * it.
 *
 * <p>An operation is a record; its components are its attributes, in their order and described by
 * {@link nas.core.plugin.Setting}, so that files, drawings and layouts follow from them (see {@link
 * Attributes}). How it is executed says one kernel of the engine. All shapes are those of one
 * example.
 */
public interface Operation {

  /** What an operation does to its inputs, for drawings and counts. */
  enum Category {
    /** Gives the examples. */
    INPUT,
    /** Convolves by trained weights. */
    CONVOLUTION,
    /** Multiplies by another matrix of trained weights, or looks rows of it up. */
    PROJECTION,
    /** Scales by statistics. */
    NORMALISATION,
    /** Maps every value by itself. */
    ACTIVATION,
    /** Summarises windows. */
    POOLING,
    /** Joins several inputs. */
    JOIN,
    /** Moves, picks or replaces values. */
    ROUTING
  }

  /** How the number of channels of the output follows. */
  enum Width {
    /** As many as every input has. */
    KEPT,
    /** An attribute says it, and it may be another one. */
    FREE,
    /** An attribute says it, and it must stay: the output of the network, for example. */
    FIXED,
    /** The inputs' numbers added up. */
    SUMMED,
    /** A multiple of the input's number. */
    MULTIPLE
  }

  /**
   * What an operation is to be made narrower for.
   *
   * @param divisor by what free numbers of channels are divided
   * @param before shape of the first input before
   * @param input shape of the first input now
   * @param width number of channels that it must yield now
   */
  record Narrowing(int divisor, FeatureShape before, FeatureShape input, int width) {}

  /** Returns the name of this kind of operation, in lower case with hyphens. */
  default String kind() {
    return Attributes.kind(getClass());
  }

  /** Returns a few words for a drawing, those attributes included that one wants to see. */
  default String label() {
    return kind().replace('-', ' ');
  }

  /**
   * Returns the shape of the output for the shapes of the inputs.
   *
   * @throws IllegalArgumentException if the inputs do not fit, saying why
   */
  FeatureShape infer(List<FeatureShape> inputs);

  /** Returns the trainable arrays for inputs that fit. */
  default List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return List.of();
  }

  /** Returns the arrays that are not trained but move in training, for inputs that fit. */
  default List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of();
  }

  /**
   * Returns the probability of a value of a trained array to be zero for a batch in training, the
   * others divided by the probability to stay (Wan et al. 2013, Regularization of neural networks
   * using DropConnect). All operations that share the array see the same values; the first array
   * that moves counts the batches.
   */
  default double dropped(ParameterSpec parameter) {
    return 0;
  }

  /** Returns the number of trainable parameters for inputs that fit. */
  default long parameterCount(List<FeatureShape> inputs) {
    long count = 0;
    for (ParameterSpec parameter : parameters(inputs)) {
      count = Math.addExact(count, parameter.count());
    }
    return count;
  }

  /**
   * Returns the multiplications by trained weights, each with an addition, for one example; biases
   * and all else count 0.
   */
  default long macs(List<FeatureShape> inputs, FeatureShape output) {
    return 0;
  }

  /** Returns what it does to its inputs. */
  Category category();

  /** Returns whether it multiplies by trained weights, as convolutions and linear layers do. */
  default boolean hasWeights() {
    return false;
  }

  /** Returns whether its output depends on its inputs; it is zero otherwise. */
  default boolean passesInputs() {
    return true;
  }

  /** Returns whether inputs that are zero can be left out, as the terms of a sum. */
  default boolean skipsZeros() {
    return false;
  }

  /**
   * Returns whether its units are on or off, and on exactly where its output is positive, as those
   * of ReLU are.
   */
  default boolean isRectifier() {
    return false;
  }

  /** Returns whether it leaves inputs that are nowhere negative as they are, as ReLU does. */
  default boolean keepsPositive() {
    return false;
  }

  /**
   * Returns whether it brings its input to a scale of its own by statistics; SynFlow leaves it out.
   */
  default boolean normalises() {
    return false;
  }

  /** Returns how training normalises by statistics of the batch, if it does. */
  default Optional<BatchStatistics> batchStatistics() {
    return Optional.empty();
  }

  /** Returns whether training normalises by statistics of the batch, which must have two values. */
  default boolean usesBatchStatistics() {
    return batchStatistics().isPresent();
  }

  /** Returns whether it yields the hidden states of a recurrent layer at all steps. */
  default boolean yieldsHiddenStates() {
    return false;
  }

  /**
   * Returns whether it goes from step to step with states of its own, which one example may hand to
   * the next: its kernel begins with those that it is given and says with which it ends.
   */
  default boolean carriesStates() {
    return false;
  }

  /** Returns whether it yields the mean of each channel over all of the image. */
  default boolean averagesImages() {
    return false;
  }

  /** Returns the window whose largest value each output is, if it is one, as in max pooling. */
  default Optional<Window> largestOf() {
    return Optional.empty();
  }

  /** Returns how the number of channels of the output follows from inputs that fit. */
  default Width width(List<FeatureShape> inputs) {
    return Width.KEPT;
  }

  /** Returns the operation for inputs and outputs of fewer channels and smaller images. */
  default Operation narrowed(Narrowing narrowing) {
    return this;
  }

  /**
   * Returns the only input.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  static FeatureShape only(List<FeatureShape> inputs) {
    if (inputs.size() != 1) {
      throw new IllegalArgumentException("the layer takes one input, got " + inputs.size());
    }
    return inputs.get(0);
  }
}
