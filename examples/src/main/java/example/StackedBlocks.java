package example;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.space.CellGraph;
import nas.space.ChoiceSequence;
import nas.space.Encoding;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;
import nas.network.Task;
import nas.network.Operation;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.network.Network;
import nas.space.SearchSpacePlugin;
import nas.core.plugin.Setting;

/** A search space as a plug-in: a chain of blocks, each of which may be left out. */
public final class StackedBlocks implements SearchSpacePlugin<StackedBlocks.Settings> {

  /** What experiment files can set. */
  public record Settings(
      @Setting(value = "Number of blocks.", byDefault = "4", min = 1, max = 8) int blocks,
      @Setting(value = "Channels of every block.", byDefault = "8", min = 1, max = 512)
          int channels) {}

  /** What can stand in the place of a block. */
  public enum Block {
    NONE,
    CONV3,
    CONV5,
    SEPARABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** An architecture: an immutable value, compared by its content. */
  public record Stack(List<Block> blocks) {
    /** Copies the list. */
    public Stack {
      blocks = List.copyOf(blocks);
    }

    @Override
    public String toString() {
      return blocks.stream().map(Block::toString).collect(Collectors.joining("-"));
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
  public SearchSpace<Stack> create(Settings settings) {
    return new Space(settings.blocks(), settings.channels());
  }

  private record Space(int length, int channels) implements SearchSpace<Stack> {

    private static final List<Block> OPTIONS = List.of(Block.values());

    @Override
    public String name() {
      return "stacked-blocks";
    }

    @Override
    public BigInteger size() {
      return BigInteger.valueOf(OPTIONS.size()).pow(length);
    }

    /** Returns all stacks, the last block changing fastest. */
    @Override
    public Stream<Stack> enumerate() {
      return IntStream.range(0, size().intValueExact()).mapToObj(this::numbered);
    }

    private Stack numbered(int number) {
      List<Block> blocks = new ArrayList<>();
      for (int rest = number; blocks.size() < length; rest /= OPTIONS.size()) {
        blocks.add(0, OPTIONS.get(rest % OPTIONS.size()));
      }
      return new Stack(blocks);
    }

    /** Draws every block with the same probability at every place. */
    @Override
    public Stack sample(RandomGenerator random) {
      return new Stack(
          IntStream.range(0, length)
              .mapToObj(place -> OPTIONS.get(random.nextInt(OPTIONS.size())))
              .toList());
    }

    /** Returns the stacks with another block at one place: by place, then by block. */
    @Override
    public List<Stack> neighbours(Stack stack) {
      requireValid(stack);
      List<Stack> neighbours = new ArrayList<>();
      for (int place = 0; place < length; place++) {
        for (Block block : OPTIONS) {
          if (block != stack.blocks().get(place)) {
            List<Block> edited = new ArrayList<>(stack.blocks());
            edited.set(place, block);
            neighbours.add(new Stack(edited));
          }
        }
      }
      return neighbours;
    }

    /** Stacks that differ only in where nothing stands are one network, and trained once. */
    @Override
    public String canonicalId(Stack stack) {
      return format(representative(stack));
    }

    @Override
    public Stack representative(Stack stack) {
      requireValid(stack);
      List<Block> blocks = executed(stack);
      blocks.addAll(Collections.nCopies(length - blocks.size(), Block.NONE));
      return new Stack(blocks);
    }

    private static List<Block> executed(Stack stack) {
      List<Block> blocks = new ArrayList<>(stack.blocks());
      blocks.removeIf(block -> block == Block.NONE);
      return blocks;
    }

    @Override
    public Encoding encode(Stack stack) {
      requireValid(stack);
      List<String> vocabulary = new ArrayList<>(List.of("input"));
      OPTIONS.forEach(block -> vocabulary.add(block.toString()));
      vocabulary.add("output");
      List<String> nodes = nodes(stack);
      List<List<Boolean>> chain =
          IntStream.range(0, nodes.size())
              .mapToObj(
                  from -> IntStream.range(0, nodes.size()).mapToObj(to -> to == from + 1).toList())
              .toList();
      return new Encoding(vocabulary, nodes.stream().map(vocabulary::indexOf).toList(), chain);
    }

    private static List<String> nodes(Stack stack) {
      List<String> nodes = new ArrayList<>(List.of("input"));
      stack.blocks().forEach(block -> nodes.add(block.toString()));
      nodes.add("output");
      return nodes;
    }

    @Override
    public ChoiceSequence<Stack> choiceSequence() {
      return new ChoiceSequence<>(
          Collections.nCopies(length, OPTIONS.size()),
          choices -> Optional.of(new Stack(choices.stream().map(OPTIONS::get).toList())),
          stack -> stack.blocks().stream().map(Block::ordinal).toList());
    }

    @Override
    public CellGraph cellGraph(Stack stack) {
      List<String> nodes = nodes(stack);
      return new CellGraph(
          nodes,
          IntStream.range(1, nodes.size())
              .mapToObj(node -> new CellGraph.Edge(node - 1, node, ""))
              .toList());
    }

    @Override
    public Stack parse(String text) {
      Stack stack =
          new Stack(Arrays.stream(text.strip().split("-", -1)).map(Space::block).toList());
      requireValid(stack);
      return stack;
    }

    private static Block block(String word) {
      return OPTIONS.stream()
          .filter(block -> block.toString().equals(word))
          .findFirst()
          .orElseThrow(
              () ->
                  new InvalidArchitectureException(
                      ErrorText.quote(word) + " is no block. Maybe use one of " + OPTIONS + "."));
    }

    @Override
    public String format(Stack stack) {
      return stack.toString();
    }

    @Override
    public Optional<String> whyInvalid(Stack stack) {
      return stack.blocks().size() == length
          ? Optional.empty()
          : Optional.of("it has " + stack.blocks().size() + " blocks, the space " + length + ".");
    }

    private void requireValid(Stack stack) {
      whyInvalid(stack)
          .ifPresent(
              problem -> {
                throw new InvalidArchitectureException("The stack is not valid: " + problem);
              });
    }

    /**
     * Builds stem, blocks, global average pooling and classifier. Initial weights follow from the
     * network's id and the names of its nodes, so stacks with one id must give one network.
     */
    @Override
    public Network network(Stack stack, Task task) {
      Network.Builder network = Network.builder(canonicalId(stack), task.input());
      int node = convolution(network, "stem", Convolution.same(channels, 3, 1, false), 0);
      List<Block> blocks = executed(stack);
      for (int place = 0; place < blocks.size(); place++) {
        String name = "block" + place;
        node =
            switch (blocks.get(place)) {
              case NONE -> node;
              case CONV3 ->
                  convolution(network, name, Convolution.same(channels, 3, 1, false), node);
              case CONV5 ->
                  convolution(network, name, Convolution.same(channels, 5, 1, false), node);
              case SEPARABLE -> {
                Operation depthwise = new Convolution(channels, 3, 1, 1, 1, channels, false);
                int each = network.add(name + ".depthwise", depthwise, node);
                yield convolution(
                    network, name, Convolution.same(channels, 1, 1, false), each);
              }
            };
      }
      node = network.add("pool", new GlobalAveragePool(), node);
      network.add("classifier", new Linear(task.classes(), true), node);
      return network.build();
    }

    private static int convolution(
        Network.Builder network, String name, Operation convolution, int input) {
      int node = network.add(name, convolution, input);
      node = network.add(name + ".norm", BatchNorm.standard(true), node);
      return network.add(name + ".relu", new Relu(), node);
    }
  }
}
