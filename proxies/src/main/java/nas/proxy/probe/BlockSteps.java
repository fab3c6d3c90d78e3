package nas.proxy.probe;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.engine.ExecutionPlan;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.proxy.Score;

/**
 * The blocks whose feature maps are compared, each with the one before: stem, cells and reductions.
 * A reduction without trained weights, such as a mere pooling, belongs to the step that follows.
 *
 * @param blocks in their order, at least two where a network can be measured
 */
record BlockSteps(List<Network.Block> blocks) {

  /** No blocks. */
  static final BlockSteps NONE = new BlockSteps(List.of());

  /** Copies the list. */
  BlockSteps {
    blocks = List.copyOf(blocks);
  }

  static BlockSteps of(Network network) {
    return new BlockSteps(
        network.blocks().stream().filter(block -> isStep(network, block)).toList());
  }

  private static boolean isStep(Network network, Network.Block block) {
    return switch (block.role()) {
      case STEM, CELL -> true;
      case REDUCTION -> isTrained(network, block);
      case HEAD, OTHER -> false;
    };
  }

  private static boolean isTrained(Network network, Network.Block block) {
    return network.nodes().subList(block.from(), block.to()).stream()
        .anyMatch(node -> node.operation().hasWeights());
  }

  /** Returns the purpose of the signs in whose direction a step is differentiated, from 1. */
  static String signs(int step) {
    return "features/signs " + step;
  }

  boolean hasOutput(int node) {
    return blocks.stream().anyMatch(block -> block.output() == node);
  }

  /** Returns the indices of the blocks behind the first that hand a node on. */
  List<Integer> endingWith(int node) {
    return IntStream.range(1, blocks.size())
        .filter(step -> blocks.get(step).output() == node)
        .boxed()
        .toList();
  }

  /** Returns why the feature maps of a network cannot be compared, if they cannot. */
  static Optional<Score.Undefined> obstacle(Network network) {
    BlockSteps steps = of(network);
    if (steps.blocks.size() < 2) {
      return Optional.of(
          unsuitable(
              "it is known of %d block(s) that the network is made of, at least 2 are compared"
                  .formatted(steps.blocks.size())));
    }
    ExecutionPlan plan = ExecutionPlan.of(network);
    return IntStream.range(1, steps.blocks.size())
        .filter(step -> !steps.follows(step, plan))
        .mapToObj(
            step ->
                unsuitable(
                    "block %d of the network, up to %s, does not depend on the one before"
                        .formatted(step + 1, steps.name(network, step))))
        .findFirst();
  }

  /** Returns why a network's blocks cannot be differentiated, if they cannot. */
  static Optional<Score.Undefined> obstacleBackward(Network network) {
    BlockSteps steps = of(network);
    return IntStream.range(1, steps.blocks.size())
        .filter(step -> !Positions.fold(steps.shape(network, step - 1), steps.shape(network, step)))
        .mapToObj(
            step ->
                unsuitable(
                    "feature maps of %s cannot be divided among those of %s"
                        .formatted(steps.name(network, step - 1), steps.name(network, step))))
        .findFirst();
  }

  private static Score.Undefined unsuitable(String why) {
    return new Score.Undefined(Score.Reason.UNSUITABLE, why);
  }

  private String name(Network network, int step) {
    return network.nodes().get(blocks.get(step).output()).name();
  }

  private long[] shape(Network network, int step) {
    FeatureShape shape = network.nodes().get(blocks.get(step).output()).output();
    return IntStream.concat(IntStream.of(1), shape.sizes().stream().mapToInt(size -> size))
        .asLongStream()
        .toArray();
  }

  private boolean follows(int step, ExecutionPlan plan) {
    int before = blocks.get(step - 1).output();
    int output = blocks.get(step).output();
    BitSet depending = new BitSet();
    depending.set(before);
    for (ExecutionPlan.Step each : plan.steps()) {
      if (each.inputs().stream().anyMatch(depending::get)) {
        depending.set(each.node().index());
      }
    }
    return depending.get(output);
  }
}
