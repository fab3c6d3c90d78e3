package nas.engine.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import nas.engine.kernel.OnnxAxis;

/**
 * The input of an ONNX file that is no constant.
 *
 * @param name its name
 * @param sizes of all its dimensions; 0 for one that is left open
 * @param whole whether it takes whole numbers
 */
record OnnxInput(String name, List<Integer> sizes, boolean whole) {

  private static final OnnxAxis B = OnnxAxis.BATCH;
  private static final OnnxAxis C = OnnxAxis.CHANNELS;
  private static final OnnxAxis H = OnnxAxis.HEIGHT;
  private static final OnnxAxis W = OnnxAxis.WIDTH;
  private static final OnnxAxis L = OnnxAxis.LENGTH;

  /** Copies the list. */
  OnnxInput {
    sizes = List.copyOf(sizes);
  }

  /**
   * Returns whether the second dimension is left open, not the first: the batch behind the steps.
   */
  boolean beginsWithSteps() {
    boolean steps = sizes.size() == 3 || (sizes.size() == 2 && whole);
    return steps && sizes.get(0) > 0 && sizes.get(1) == 0;
  }

  /**
   * Returns what its dimensions may stand for, the likeliest first. A file does not say it; what
   * reads them does.
   */
  List<List<OnnxAxis>> orders() {
    List<List<OnnxAxis>> all =
        switch (sizes.size()) {
          case 2 ->
              whole ? List.of(List.of(B, L), List.of(L, B), List.of(B, C)) : List.of(List.of(B, C));
          case 3 -> List.of(List.of(B, C, L), List.of(B, L, C), OnnxAxis.STEPS_FIRST);
          case 4 -> List.of(List.of(B, C, H, W), List.of(B, H, W, C));
          default -> List.of(unknown());
        };
    List<List<OnnxAxis>> possible = new ArrayList<>(all);
    possible.removeIf(order -> order.get(0) == L ? sizes.get(0) == 0 : beginsWithSteps());
    return possible;
  }

  private List<OnnxAxis> unknown() {
    List<OnnxAxis> order = new ArrayList<>(Collections.nCopies(sizes.size(), OnnxAxis.MIXED));
    order.set(0, B);
    return order;
  }

  /** Returns the size of an axis, by an order; 0 if it is open. */
  int size(List<OnnxAxis> order, OnnxAxis axis) {
    return sizes.get(order.indexOf(axis));
  }
}
