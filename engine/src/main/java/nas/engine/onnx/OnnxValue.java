package nas.engine.onnx;

import java.util.List;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;

/** What a name of an ONNX file stands for. */
sealed interface OnnxValue {

  /**
   * Known before any image is seen.
   *
   * @param tensor its values
   * @param array name of the array in the file that it is or was made of; empty for numbers that
   *     stand in the graph
   */
  record Constant(OnnxTensor tensor, String array) implements OnnxValue {}

  /**
   * One number everywhere, in a tensor that grows with the batch.
   *
   * @param sizes of its dimensions, {@link OnnxTensor#BATCH} among them
   */
  record Filled(List<Double> sizes, double number) implements OnnxValue {
    /** Copies the list. */
    public Filled {
      sizes = List.copyOf(sizes);
    }
  }

  /**
   * The images before the network begins: what is done to them there is preparation.
   *
   * @param order what the dimensions stand for
   * @param sizes of the dimensions; 0 for one that the file leaves open
   * @param mean of each channel, subtracted; one number for all of them, or one each
   * @param deviation of each channel, by which is divided
   * @param halfAdded whether a half was added to scaled pixels, to be cut off to whole numbers
   */
  record Pixels(
      List<OnnxAxis> order,
      List<Integer> sizes,
      List<Double> mean,
      List<Double> deviation,
      boolean halfAdded)
      implements OnnxValue {
    /** Copies the lists. */
    public Pixels {
      order = List.copyOf(order);
      sizes = List.copyOf(sizes);
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }

    /** Returns the size of an axis; 0 if it is open, 1 if there is none. */
    int size(OnnxAxis axis) {
      int place = order.indexOf(axis);
      return place < 0 ? 1 : sizes.get(place);
    }

    /** Returns whether these are numbers of tokens. */
    boolean tokens() {
      return !order.contains(OnnxAxis.CHANNELS) && !order.contains(OnnxAxis.MIXED);
    }
  }

  /**
   * The output of a node of the network.
   *
   * @param node its index
   * @param view how the file sees it
   */
  record Signal(int node, TensorView view) implements OnnxValue {}

  /**
   * Outputs of nodes one behind the other along a new dimension, as the last states of layers are.
   */
  record Stacked(int dimension, List<Signal> parts) implements OnnxValue {
    /** Copies the list. */
    public Stacked {
      parts = List.copyOf(parts);
    }
  }

  /**
   * What a softmax at the end of a classifier makes of its logits, with which networks of this
   * program end.
   */
  record Probabilities(Signal logits) implements OnnxValue {}

  /** The output of a node that was not read, or that reads one. */
  record Unread() implements OnnxValue {}
}
