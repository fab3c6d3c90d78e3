package nas.space.declared;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.Usual;
import nas.space.Blueprint;
import nas.space.InvalidArchitectureException;
import nas.space.grammar.Assembly;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.Reach;
import org.jspecify.annotations.Nullable;

/**
 * Networks of a declared space: stem, what the architecture says, head.
 *
 * @param grammar the architectures
 * @param constants what has a value everywhere
 * @param stem what the images meet first
 * @param body where the rule of the architectures stands
 * @param head what turns the last feature map into the classes
 */
record DeclaredBlueprint(
    Grammar grammar, Constants constants, BlockForm stem, Part body, BlockForm head)
    implements Blueprint<Derivation> {

  private static final int MAX_BLOCKS_CHECKED = 100_000;
  private static final int MAX_WORDS_SHOWN = 12;

  /** Returns the networks with other values of constants. */
  DeclaredBlueprint with(Constants others) {
    return new DeclaredBlueprint(grammar, others, stem, body, head);
  }

  private Map<String, Object> values(Task task) {
    Map<String, Object> values = new HashMap<>(constants.values());
    values.put(Definitions.CLASSES, (double) task.classes());
    values.put(Usual.SAME, Usual.SAME);
    return values;
  }

  @Override
  public Network network(Derivation architecture, Task task) {
    Network.Builder network = Network.builder(grammar.format(architecture), task.input());
    NetworkWriter writer = new NetworkWriter(network, values(task));
    try {
      network.block(Network.Role.STEM);
      int stemmed = writer.write(stem, 0, "stem");
      network.block(Network.Role.CELL);
      Placing last =
          grammar.assemble(
              architecture,
              new Placing(stemmed, Map.of()),
              new Body(writer, body, network, stemmed));
      network.block(Network.Role.HEAD);
      int output = writer.write(head, last.node(), "head");
      writer.requireOutput(output, task.target(), head.part());
      return network.build();
    } catch (InvalidSettingException misfit) {
      throw new InvalidArchitectureException(
          "%s is no network for %s: %s"
              .formatted(
                  grammar.format(architecture), task.input().described(), misfit.error().text()));
    }
  }

  /**
   * Where a network is written on.
   *
   * @param node the node to read
   * @param variables values that were chosen
   */
  private record Placing(int node, Map<String, Object> variables) {}

  private static Map<String, Object> with(
      Map<String, Object> variables, RuleReader.Let let, Assembly.Placed placed) {
    Map<String, Object> more = new HashMap<>(variables);
    more.put(
        let.variable(),
        OperationForm.literal(Objects.requireNonNull(placed.values().get(let.variable()))));
    return more;
  }

  /** Writes the blocks of an architecture. */
  private static final class Body implements Assembly<Placing> {
    private final NetworkWriter writer;
    private final Part body;
    private final Network.Builder network;
    private int last;
    private int blocks;
    private int sums;

    Body(NetworkWriter writer, Part body, Network.Builder network, int first) {
      this.writer = writer;
      this.body = body;
      this.network = network;
      last = first;
    }

    @Override
    public Placing block(Placed block, Placing before) {
      if (block.meaning() instanceof RuleReader.Let let) {
        return new Placing(before.node(), with(before.variables(), let, block));
      }
      if (before.node() == last) {
        // What branches off from elsewhere belongs to the same block of the network.
        network.block(Network.Role.CELL);
      }
      String name = block.name() + blocks++;
      last = writer.write(block, before.node(), before.variables(), name);
      return new Placing(last, before.variables());
    }

    @Override
    public Placing sum(int node, List<Placing> summands, Placing input) {
      List<Integer> nodes = summands.stream().map(Placing::node).toList();
      last = writer.sum(nodes, input.node(), "sum" + sums++, body);
      return new Placing(last, input.variables());
    }
  }

  /** Refuses a task for which some architecture is no network. */
  @Override
  public void check(Task task) {
    Map<String, Object> values = values(task);
    Network.Builder start = Network.builder("", task.input());
    try {
      int stemmed = new NetworkWriter(start, values).write(stem, 0, "stem");
      Shaped first = new Shaped(start.shape(stemmed), Map.of(), null, "");
      Shapes shapes = new Shapes(values, body);
      for (Shaped last : grammar.reach(first, shapes)) {
        shapes.at(
            last,
            (writer, builder) -> {
              int output = writer.write(head, 0, "head");
              writer.requireOutput(output, task.target(), head.part());
              return builder.shape(output);
            });
      }
    } catch (InvalidSettingException misfit) {
      throw NetworkWriter.within(misfit, " (%s)".formatted(task.input().described()));
    }
  }

  /**
   * What can stand before a block.
   *
   * @param before the way here, which does not tell two apart
   * @param word last word of the way
   */
  private record Shaped(
      FeatureShape shape, Map<String, Object> variables, @Nullable Shaped before, String word) {

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Shaped shaped
          && shape.equals(shaped.shape)
          && variables.equals(shaped.variables);
    }

    @Override
    public int hashCode() {
      return 31 * shape.hashCode() + variables.hashCode();
    }

    /** Returns the last words of the way. */
    String way() {
      StringBuilder way = new StringBuilder();
      int words = 0;
      for (Shaped at = this; at != null && !at.word().isEmpty(); at = at.before()) {
        if (words++ == MAX_WORDS_SHOWN) {
          return "... " + way;
        }
        way.insert(0, at.word() + (way.isEmpty() ? "" : " "));
      }
      return way.toString();
    }
  }

  /** Follows up the shapes of feature maps through all architectures. */
  private static final class Shapes implements Reach<Shaped> {

    private interface Step {
      FeatureShape shape(NetworkWriter writer, Network.Builder builder);
    }

    private final Map<String, Object> values;
    private final Part body;
    private int checked;

    Shapes(Map<String, Object> values, Part body) {
      this.values = values;
      this.body = body;
    }

    FeatureShape at(Shaped before, Step step) {
      Network.Builder builder = Network.builder("", before.shape());
      try {
        return step.shape(new NetworkWriter(builder, values), builder);
      } catch (InvalidSettingException misfit) {
        String way = before.way();
        throw way.isEmpty() ? misfit : NetworkWriter.within(misfit, ", behind " + way);
      }
    }

    /** Of very many different ones only the first are followed up. */
    @Override
    public Optional<Shaped> block(Assembly.Placed block, Shaped before) {
      if (block.meaning() instanceof RuleReader.Let let) {
        return Optional.of(
            new Shaped(before.shape(), with(before.variables(), let, block), before, block.word()));
      }
      if (checked++ >= MAX_BLOCKS_CHECKED) {
        return Optional.empty();
      }
      Shaped with = new Shaped(before.shape(), before.variables(), before, block.word());
      FeatureShape shape =
          at(
              with,
              (writer, builder) ->
                  builder.shape(writer.write(block, 0, before.variables(), block.name())));
      return Optional.of(new Shaped(shape, before.variables(), before, block.word()));
    }

    @Override
    public Shaped sum(Set<Shaped> summands) {
      Set<FeatureShape> shapes = new LinkedHashSet<>();
      summands.forEach(summand -> shapes.add(summand.shape()));
      Shaped first = summands.iterator().next();
      if (shapes.size() > 1) {
        throw body.refused(
            "edges of a graph bring feature maps of unlike shapes to one node: %s, behind %s"
                .formatted(shapes, first.way()),
            "let all edges keep the shape of what they read");
      }
      return first;
    }
  }
}
