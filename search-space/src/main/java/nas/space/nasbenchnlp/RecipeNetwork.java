package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.Blend;
import nas.network.operation.DropConnectLinear;
import nas.network.operation.Embedding;
import nas.network.operation.EmbeddingDropout;
import nas.network.operation.JoinSteps;
import nas.network.operation.LeakyRelu;
import nas.network.operation.Linear;
import nas.network.operation.LockedDropout;
import nas.network.operation.Multiply;
import nas.network.operation.Sigmoid;
import nas.network.operation.TakeStep;
import nas.network.operation.Tanh;
import nas.network.operation.Zero;
import nas.space.InvalidArchitectureException;

/**
 * Builds the published language model around a cell: an embedding, three recurrent layers of the
 * cell, and a decoder that is tied to the embedding. The steps of a text are unrolled with shared
 * weights; the states before the first one are zero, unless a training carries those of the piece
 * before.
 *
 * <p>A linear node of the cell with several inputs is a linear layer for each and their sum. What
 * it makes of the layer's input it makes of all steps at once.
 */
final class RecipeNetwork {

  private static final double SLOPE = 0.01;

  private final Recipe recipe;
  private final RecipeGraph graph;
  private final Network.Builder network;
  private final int steps;
  private final LanguageModelDropout dropout;

  private RecipeNetwork(
      Recipe recipe, Network.Builder network, int steps, LanguageModelDropout dropout) {
    this.recipe = recipe;
    this.dropout = dropout;
    this.graph = RecipeGraph.of(recipe);
    this.network = network;
    this.steps = steps;
  }

  /**
   * Returns the network for a task.
   *
   * @param recipe every node of which must be reached by a hidden state
   * @throws InvalidArchitectureException if the task is not to say the next token of a text
   */
  static Network build(String id, Recipe recipe, NasBenchNlpSettings settings, Task task) {
    FeatureShape input = task.input();
    if (input.kind() != FeatureShape.Kind.TOKENS) {
      throw new InvalidArchitectureException(
          ("networks of NAS-Bench-NLP read texts, not %s. Maybe use other data, such as text, or"
                  + " another search space.")
              .formatted(input.described()));
    }
    FeatureShape output = FeatureShape.sequence(task.classes(), input.width());
    if (!task.target().output().equals(output)) {
      throw new InvalidArchitectureException(
          ("networks of NAS-Bench-NLP yield %s for %s, not what is asked for: %s. Maybe ask for a"
                  + " token at every step.")
              .formatted(output.described(), input.described(), task.target().described()));
    }
    return new RecipeNetwork(recipe, Network.builder(id, input), input.width(), settings.dropout())
        .whole(task.classes(), settings);
  }

  private Network whole(int vocabulary, NasBenchNlpSettings settings) {
    network.block(Network.Role.STEM);
    int embedding = network.add("embedding", embedding(vocabulary, settings), 0);
    int node = dropped("dropout.input", dropout.inputDropout(), embedding);
    for (int layer = 0; layer < settings.layers(); layer++) {
      network.block(Network.Role.CELL);
      boolean last = layer == settings.layers() - 1;
      node = layer == 0 ? node : dropped("dropout" + layer, dropout.layerDropout(), node);
      node =
          network.yields(
              new Layer("layer" + layer, node, last ? settings.embedding() : settings.hidden())
                  .output());
    }
    network.block(Network.Role.HEAD);
    node = dropped("dropout.output", dropout.outputDropout(), node);
    network.addSharing(embedding, "decoder", new Linear(vocabulary, true), List.of(node));
    return network.build();
  }

  private static Operation embedding(int vocabulary, NasBenchNlpSettings settings) {
    double probability = settings.dropout().embeddingDropout();
    return probability == 0
        ? new Embedding(vocabulary, settings.embedding())
        : new EmbeddingDropout(vocabulary, settings.embedding(), probability);
  }

  private int dropped(String name, double probability, int node) {
    return probability == 0 ? node : network.add(name, new LockedDropout(probability), node);
  }

  /** A recurrent layer over all steps. */
  private final class Layer {
    private final String name;
    private final int width;

    /** By number of a linear node, what it makes of the input at all steps. */
    private final Map<Integer, Integer> ofInput = new HashMap<>();

    /** By number of a linear node and of an input, the first that computes with the weight. */
    private final Map<List<Integer>, Integer> owners = new HashMap<>();

    Layer(String name, int input, int width) {
      this.name = name;
      this.width = width;
      for (int node = 0; node < graph.size(); node++) {
        if (isLinear(node) && graph.inputs().get(node).contains(0)) {
          String place = name + "." + nameOf(node) + "." + Recipe.X;
          ofInput.put(node, network.add(place, new Linear(width, true), input));
        }
      }
    }

    int output() {
      // A recipe that does not read x is none of the space, so there is one.
      int wide = ofInput.values().stream().min(Integer::compare).orElseThrow();
      int first = network.add(name + ".start.step", new TakeStep(0), wide);
      int[] starts = new int[graph.states()];
      int[] values = new int[RecipeGraph.FIRST + graph.size()];
      for (int state = 0; state < graph.states(); state++) {
        String start = name + ".start" + (state == 0 ? "" : state);
        starts[state] = network.add(start, new Zero(), first);
        values[1 + state] = starts[state];
      }
      List<Integer> outputs = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        for (int node : graph.topological()) {
          values[RecipeGraph.FIRST + node] = node(node, step, values);
        }
        for (int state = 0; state < graph.states(); state++) {
          values[1 + state] = values[RecipeGraph.FIRST + graph.outputs().get(state)];
        }
        outputs.add(values[1]);
      }
      for (int state = 0; state < graph.states(); state++) {
        network.carry(starts[state], values[1 + state]);
      }
      return network.add(name + ".output", new JoinSteps(), outputs);
    }

    private int node(int node, int step, int[] values) {
      String place = name + ".step" + step + "." + nameOf(node);
      if (isLinear(node)) {
        return linear(place, node, step, values);
      }
      List<Integer> read = graph.inputs().get(node).stream().map(input -> values[input]).toList();
      return network.add(place, operation(graph.operations().get(node)), read);
    }

    private int linear(String place, int node, int step, int[] values) {
      List<Integer> terms = new ArrayList<>();
      boolean biased = ofInput.containsKey(node);
      for (int input : graph.inputs().get(node)) {
        String term = place + "." + nameOfSource(input);
        if (input == 0) {
          int all = ofInput.getOrDefault(node, 0);
          terms.add(network.add(term, new TakeStep(step), all));
          continue;
        }
        boolean bias = !biased;
        biased = true;
        List<Integer> weighted = List.of(node, input);
        Integer owner = owners.get(weighted);
        int added =
            owner == null
                ? network.add(term, recurrent(bias), values[input])
                : network.addSharing(owner, term, new Linear(width, bias), List.of(values[input]));
        owners.putIfAbsent(weighted, added);
        terms.add(added);
      }
      return network.add(place, new Add(), terms);
    }

    /** Returns the layer of the first step, with which those of the others share their weights. */
    private Operation recurrent(boolean bias) {
      return dropout.weightDropout() == 0
          ? new Linear(width, bias)
          : new DropConnectLinear(width, bias, dropout.weightDropout());
    }
  }

  private boolean isLinear(int node) {
    return graph.operations().get(node) == CellOperation.LINEAR;
  }

  private String nameOf(int node) {
    return recipe.nodes().get(node).name();
  }

  private String nameOfSource(int source) {
    if (source == 0) {
      return Recipe.X;
    }
    return RecipeGraph.isNode(source)
        ? nameOf(source - RecipeGraph.FIRST)
        : Recipe.PREVIOUS + (source - 1);
  }

  private static Operation operation(CellOperation operation) {
    return switch (operation) {
      case BLEND -> new Blend();
      case PRODUCT -> new Multiply();
      case SUM -> new Add();
      case TANH -> new Tanh();
      case SIGMOID -> new Sigmoid();
      case LEAKY_RELU -> new LeakyRelu(SLOPE);
      case LINEAR -> throw new IllegalArgumentException("a linear node has several layers");
    };
  }
}
