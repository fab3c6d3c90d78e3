package example;

import java.util.ArrayList;
import java.util.Comparator;
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
          int channels) {}

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
        (stack, task) -> network(stacks.words(gapsLast(stacks, stack)), settings.channels(), task);
    // Stacks that differ only in where nothing stands are one network, and trained once.
    return GrammarSpace.of(name(), stacks)
        .representedBy(stack -> gapsLast(stacks, stack))
        .with(blueprint);
  }

  private static Derivation gapsLast(Grammar stacks, Derivation stack) {
    List<String> blocks = new ArrayList<>(stacks.words(stack));
    blocks.sort(Comparator.comparing(NONE::equals));
    return stacks.parse(String.join("-", blocks));
  }

  private static Network network(List<String> blocks, int channels, Task task) {
    Network.Builder network = Network.builder(String.join("-", blocks), task.input());
    network.block(Network.Role.STEM);
    int node = convolution(network, "stem", channels, 3, 0);
    for (int place = 0; place < blocks.size() && !blocks.get(place).equals(NONE); place++) {
      String name = "block" + place;
      network.block(Network.Role.CELL);
      if (blocks.get(place).equals("separable")) {
        Operation depthwise = new Convolution(channels, 3, 1, 1, 1, channels, false);
        node = network.add(name + ".depthwise", depthwise, node);
      }
      node = convolution(network, name, channels, KERNELS.get(blocks.get(place)), node);
    }
    network.block(Network.Role.HEAD);
    node = network.add("pool", new GlobalAveragePool(), node);
    network.add("classifier", new Linear(task.classes(), true), node);
    return network.build();
  }

  private static int convolution(
      Network.Builder network, String name, int channels, int kernel, int input) {
    int node = network.add(name, Convolution.same(channels, kernel, 1, false), input);
    node = network.add(name + ".norm", BatchNorm.standard(true), node);
    return network.add(name + ".relu", new Relu(), node);
  }
}
