package nas.benchmark;

import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.engine.NetworkRuntime;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;

/** The NAS-Bench-201 cells that are measured, and the networks around them. */
final class Cells {

  /** The cell with the most arithmetic. */
  static final String ALL_3X3 =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  /** A cell with little arithmetic. */
  static final String LIGHT =
      "|nor_conv_1x1~0|+|skip_connect~0|nor_conv_1x1~1|+|skip_connect~0|none~1|nor_conv_3x3~2|";

  /** Images as those of CIFAR-10. */
  static final Task TASK = new Task(new FeatureShape(3, 32, 32), 10);

  /** The network that zero-cost metrics were published for. */
  static final NasBench201Settings ZERO_COST =
      new NasBench201Settings(16, 5, NetworkVariant.ZERO_COST, CanonicalDefinition.NETWORK);

  private Cells() {}

  /**
   * Returns the published network of a cell.
   *
   * @throws nas.space.InvalidArchitectureException if the text is no cell
   */
  static Network trained(String cell) {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    return space.network(space.parse(cell), TASK);
  }

  /**
   * Returns a cell whose output depends on its input.
   *
   * @throws nas.space.InvalidArchitectureException if the text is no cell
   * @throws UserException if no path leads through it
   */
  static NasBench201Architecture connected(String text) {
    NasBench201Architecture cell = NasBench201Architecture.parse(text);
    if (!NetworkRuntime.readsInput(new NasBench201Space(ZERO_COST).network(cell, TASK))) {
      throw new UserException(
          "No path leads through the cell " + ErrorText.quote(text),
          "put an operation other than none on the edges of a path from 0 to 3");
    }
    return cell;
  }
}
