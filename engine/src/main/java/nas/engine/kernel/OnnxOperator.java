package nas.engine.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One node of an ONNX file about to be read: what stands in it, and the network in the making.
 *
 * <p>What is missing or has no counterpart is said by an {@link IllegalArgumentException}, whose
 * message can stand behind the node's name.
 */
public interface OnnxOperator {

  /** Returns its name, such as {@code Conv}. */
  String operator();

  /** Returns the version of the operator set. */
  int opset();

  /** Returns a whole number among the attributes. */
  long integer(String attribute, long byDefault);

  /** Returns a real number among the attributes. */
  double real(String attribute, double byDefault);

  /** Returns a text among the attributes. */
  String text(String attribute, String byDefault);

  /** Returns texts among the attributes; none if the attribute is missing. */
  List<String> texts(String attribute);

  /** Returns whole numbers among the attributes, cut to the range of an int. */
  Optional<List<Integer>> integers(String attribute);

  /** Returns the number of inputs, those included that are left out. */
  int inputs();

  /** Returns the number of outputs. */
  int outputs();

  /** Returns whether an output is read by another node, or is the file's own. */
  boolean isRead(int output);

  /** Returns whether an attribute is there. */
  boolean has(String attribute);

  /** Returns whether an input is there. */
  boolean isGiven(int input);

  /** Returns whether an input is there and constant. */
  boolean isConstant(int input);

  /** Returns an input that must be constant; empty if it is left out. */
  Optional<OnnxTensor> constant(int input);

  /** Returns an input that must be there and constant. */
  default OnnxTensor needed(int input) {
    return constant(input)
        .orElseThrow(
            () -> new IllegalArgumentException("its input %d is missing".formatted(input + 1)));
  }

  /** Returns numbers that were an attribute before a version of the set, and an input since. */
  default Optional<List<Integer>> setting(String name, int input, int inputSince) {
    return opset() < inputSince
        ? integers(name)
        : constant(input)
            .map(tensor -> java.util.Arrays.stream(tensor.integers()).boxed().toList());
  }

  /**
   * Returns whether an input is an array with a name in the file, as weights are, or made of one;
   * not if its numbers stand in the graph.
   */
  boolean isArray(int input);

  /** Returns the number of which an input consists wholly; empty if it is missing or another. */
  Optional<Double> filling(int input);

  /** Returns the sides of an input beside the batch, as the file sees them. */
  List<Integer> sides(int input);

  /** Returns what the dimensions of an input stand for, the batch included. */
  List<OnnxAxis> axes(int input);

  /** Returns what one dimension of an input stands for; negative ones count from behind. */
  default OnnxAxis axis(int input, long dimension) {
    List<OnnxAxis> axes = axes(input);
    return axes.get(OnnxTensor.axis(dimension, axes.size()));
  }

  /** Returns the node of the network that an input is the output of, whatever the axes' order. */
  int values(int input);

  /**
   * Returns the nodes of all inputs, for operations that treat every value by itself: their axes
   * stand in one order, or each is in its own shape as {@link #images}.
   */
  List<Integer> allValues();

  /** Returns the node of the network that an input is the output of, in the same shape. */
  int images(int input);

  /** Returns the nodes of all inputs, as {@link #images}. */
  default List<Integer> allImages() {
    List<Integer> nodes = new ArrayList<>();
    for (int input = 0; input < inputs(); input++) {
      nodes.add(images(input));
    }
    return nodes;
  }

  /** Returns the shape that a node of the network yields. */
  FeatureShape shape(int node);

  /**
   * Images, and one number for each of their channels.
   *
   * @param images the node of the network
   * @param numbers as many as it has channels
   */
  record OfChannels(int images, OnnxTensor numbers) {}

  /**
   * Returns the two inputs if one is images and the other a constant for each of their channels.
   */
  default Optional<OfChannels> ofChannels() {
    if (inputs() != 2 || isConstant(0) == isConstant(1)) {
      return Optional.empty();
    }
    int constant = isConstant(0) ? 0 : 1;
    int images = values(1 - constant);
    int channels = shape(images).channels();
    List<OnnxAxis> axes = axes(1 - constant);
    List<Integer> given = needed(constant).shape();
    // Shapes are compared from their ends: a vector stands for the last side.
    int place = given.size() - axes.size() + axes.indexOf(OnnxAxis.CHANNELS);
    boolean fits =
        axes.contains(OnnxAxis.CHANNELS)
            && OnnxTensor.elements(given) == channels
            && place >= 0
            && given.get(place) == channels;
    if (!fits) {
      throw new IllegalArgumentException(
          "its constant has shape %s; one number for each of %d channels is needed"
              .formatted(given, channels));
    }
    return Optional.of(new OfChannels(images, needed(constant)));
  }

  /**
   * Reads the operator as an operation on one node whose array is the other input, if that is a
   * constant for each channel.
   *
   * @param array the name of the array
   * @return whether it is
   */
  default boolean readOfChannels(Operation operation, String array) {
    Optional<OfChannels> found = ofChannels();
    found.ifPresent(
        pair -> put(add(operation, List.of(pair.images()), Map.of(array, pair.numbers()))));
    return found.isPresent();
  }

  /**
   * Adds a node to the network.
   *
   * @param inputs the nodes it reads
   * @param arrays its trained and moving arrays by {@link nas.network.ParameterSpec#name}; moving
   *     ones that are missing begin as in a new network
   * @return its index
   * @throws IllegalArgumentException if the operation does not fit its inputs or arrays
   */
  int add(Operation operation, List<Integer> inputs, Map<String, OnnxTensor> arrays);

  /** Adds a node without arrays that reads one node; see {@link #add(Operation, List, Map)}. */
  default int add(Operation operation, int input) {
    return add(operation, List.of(input), Map.of());
  }

  /**
   * Adds nodes that yield one step of a sequence as a vector.
   *
   * @param step from 0
   * @return the index of the last of them
   */
  int step(int sequence, int step);

  /** Says that an output is what a node of the network yields, seen with these sides. */
  void put(int output, int node, List<Integer> sides);

  /** Says that an output is what a node of the network yields, its axes in this order. */
  void putOrdered(int output, int node, List<OnnxAxis> axes);

  /**
   * Says that an output is what a node of the network yields, seen as an input that differs from it
   * in the number of channels at most; a vector if a vector goes in; else in its own shape.
   */
  void putLike(int output, int node, int input);

  /** Says that the first output is what a node yields, seen as the input that is no constant. */
  default void put(int node) {
    putLike(0, node, isConstant(0) ? 1 : 0);
  }
}
