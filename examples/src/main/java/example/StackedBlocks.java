package example;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import nas.core.plugin.Setting;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.space.Blueprint;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Rule;

/** A search space as a plug-in: a chain of blocks, each of which may be left out. */
public final class StackedBlocks implements SearchSpacePlugin<StackedBlocks.Settings> {

  private static final String NONE = "none";
  private static final Map<String, Integer> KERNELS = Map.of("conv3", 3, "conv5", 5, "separable", 1);

  /** What experiment files can set. */
  public record Settings(
      @Setting(value = "Number of blocks.", byDefault = "4", min = 1, max = 8) int blocks,
      @Setting(value = "Channels of every block.", byDefault = "8", min = 1, max = 512)
          int channels,
      @Setting(value = "What follows on every convolution.", byDefault = "relu")
          Activation activation) {}

  /** An operation between convolutions: one of the program, or one of these plug-ins. */
  public enum Activation {
    RELU(new Relu()),
    SQUARED_RELU(new SquaredRelu(1));

    private final Operation operation;

    Activation(Operation operation) {
      this.operation = operation;
    }
  }

  @Override
  public String name() {
    return "stacked-blocks";
  }

  @Override
  public String summary() {
    return "A chain of k blocks: 3x3, 5x5 or depthwise separable convolution, or nothing.";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Space<Derivation> create(Settings settings) {
    Rule block = Rule.choose(NONE, "conv3", "conv5", "separable");
    Grammar stacks = new Grammar(Rule.repeat(settings.blocks(), block), "-");
    Blueprint<Derivation> blueprint =
        (stack, task) -> network(stacks.words(gapsLast(stacks, stack)), settings, task);
    // Stacks that differ only in where nothing stands are one network, and trained once.
    return GrammarSpace.of(name(), stacks)
        .representedBy(stack -> gapsLast(stacks, stack))
        .with(blueprint);
  }

  private static Derivation gapsLast(Grammar stacks, Derivation stack) {
    List<String> blocks = new ArrayList<>(stacks.words(stack));
    blocks.removeIf(NONE::equals);
    blocks.addAll(Collections.nCopies(stack.parts().size() - blocks.size(), NONE));
    return stacks.parse(String.join("-", blocks));
  }

  private static Network network(List<String> blocks, Settings settings, Task task) {
    int channels = settings.channels();
    Network.Builder network = Network.builder(String.join("-", blocks), task.input());
    int node = convolution(network, "stem", settings, 3, 0);
    int placed = blocks.size() - Collections.frequency(blocks, NONE);
    for (int place = 0; place < placed; place++) {
      String name = "block" + place;
      if (blocks.get(place).equals("separable")) {
        Operation depthwise = new Convolution(channels, 3, 1, 1, 1, channels, false);
        node = network.add(name + ".depthwise", depthwise, node);
      }
      node = convolution(network, name, settings, KERNELS.get(blocks.get(place)), node);
    }
    node = network.add("pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(task.classes(), true), node);
    return network.build();
  }

  private static int convolution(
      Network.Builder network, String name, Settings settings, int kernel, int input) {
    int node = network.add(name, Convolution.same(settings.channels(), kernel, 1, false), input);
    node = network.add(name + ".norm", BatchNorm.standard(true), node);
    return network.add(name + ".relu", settings.activation().operation, node);
  }
}
