package nas.engine.kernel;

import java.util.Arrays;
import java.util.List;
import nas.network.FeatureShape;
import nas.network.Operation;

/**
 * One operation about to be added to an ONNX graph of operator set 18.
 *
 * @param <O> the operation
 */
public interface OnnxCall<O extends Operation> {

  /** Returns the operation. */
  O operation();

  /** Returns the names of what it reads: at least one. */
  List<String> inputs();

  /** Returns the first name of what it reads. */
  default String input() {
    return inputs().get(0);
  }

  /** Returns the shapes of one example of what it reads. */
  List<FeatureShape> shapes();

  /** Returns the shape of one example of its output. */
  FeatureShape output();

  /** Returns the names of its trained arrays, which are constants of the graph. */
  List<String> parameters();

  /** Returns the name of an array that moves in training, a constant of the graph. */
  String state(int state);

  /** Adds the node that gives the output, and returns the output's name. */
  default String result(String operator, OnnxAttributes attributes, String... inputs) {
    return result(operator, attributes, List.of(inputs));
  }

  /** Adds the node that gives the output, and returns the output's name. */
  String result(String operator, OnnxAttributes attributes, List<String> inputs);

  /** Adds a node on the way, named by a word, and returns its output's name. */
  default String step(String word, String operator, OnnxAttributes attributes, String... inputs) {
    return step(word, operator, attributes, List.of(inputs));
  }

  /** Adds a node on the way, named by a word, and returns its output's name. */
  String step(String word, String operator, OnnxAttributes attributes, List<String> inputs);

  /**
   * Adds a node that gives the first trained array, a number for each channel, the shape in which
   * it stands for every pixel, and returns its output's name.
   *
   * @param word names the node
   */
  default String ofChannels(String word) {
    long[] shape = new long[output().sizes().size() + 1];
    Arrays.fill(shape, 1);
    shape[1] = output().channels();
    return step(
        word, "Reshape", OnnxAttributes.none(), parameters().get(0), numbers("shape", shape));
  }

  /** Adds a vector of whole numbers, named by a word, and returns its name. */
  String numbers(String word, long... values);

  /** Adds a whole number of 0 to 255 in 8 bits, named by a word, and returns its name. */
  String wholeByte(String word, int value);

  /** Adds an array, named by a word, and returns its name. */
  String array(String word, float[] values, List<Integer> shape);
}
