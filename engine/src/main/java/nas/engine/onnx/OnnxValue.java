package nas.engine.onnx;

import java.util.List;
import nas.engine.kernel.OnnxTensor;

/** What a name of an ONNX file stands for. */
sealed interface OnnxValue {

  /** Known before any image is seen. */
  record Constant(OnnxTensor tensor) implements OnnxValue {}

  /**
   * The images before the network begins: what is done to them there is preparation.
   *
   * @param sides channels, height and width; 0 for one that the file leaves open
   * @param mean of each channel, subtracted; one number for all of them, or one each
   * @param deviation of each channel, by which is divided
   * @param halfAdded whether a half was added to scaled pixels, to be cut off to whole numbers
   */
  record Pixels(List<Integer> sides, List<Double> mean, List<Double> deviation, boolean halfAdded)
      implements OnnxValue {
    /** Copies the lists. */
    public Pixels {
      sides = List.copyOf(sides);
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }
  }

  /**
   * The output of a node of the network.
   *
   * @param node its index
   * @param sides how the file sees it behind the batch
   * @param groups in how many groups the channels were, if the file has cut them into two sides and
   *     swapped these; 0 otherwise
   */
  record Signal(int node, List<Integer> sides, int groups) implements OnnxValue {
    /** Copies the list. */
    public Signal {
      sides = List.copyOf(sides);
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
