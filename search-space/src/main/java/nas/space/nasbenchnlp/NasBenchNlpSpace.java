package nas.space.nasbenchnlp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/**
 * The recurrent cells of NAS-Bench-NLP.
 *
 * <p>Klyuchnikov et al. 2020, NAS-Bench-NLP, arXiv:2006.07116. A point is a {@link Recipe} of at
 * most 24 nodes. It is valid if its hidden states depend on the input and on every hidden state of
 * the step before, none of which a hidden state reads directly; the gated recurrent unit, which
 * does and which the benchmark has by hand, is the one exception. Points with one canonical id
 * differ in names, in the order of nodes, in the order of inputs where it does not matter, and in
 * nodes on which no hidden state depends.
 */
public final class NasBenchNlpSpace implements Space<Recipe> {

  /** The name of the space, and of its published table. */
  public static final String NAME = "nasbench-nlp";

  private static final String PADDING = "none";
  private static final List<String> VOCABULARY =
      Stream.of(
              Stream.of("input"),
              Stream.of("h_prev_0", "h_prev_1", "h_prev_2"),
              CellOperation.ALL.stream().map(CellOperation::published),
              Stream.of("h_new_0", "h_new_1", "h_new_2", PADDING, "output"))
          .flatMap(stream -> stream)
          .toList();

  private static final Set<String> PLACES =
      VOCABULARY.stream()
          .filter(word -> CellOperation.ALL.stream().noneMatch(o -> o.published().equals(word)))
          .collect(Collectors.toUnmodifiableSet());

  private static final String GRU =
      CanonicalRecipe.text(
          CanonicalRecipe.of(
              RecipeGraph.of(
                  RecipeText.read(
                      """
                      {"r": {"op": "linear", "input": ["x", "h_prev_0"]},
                       "r_act": {"op": "activation_sigm", "input": ["r"]},
                       "z": {"op": "linear", "input": ["x", "h_prev_0"]},
                       "z_act": {"op": "activation_sigm", "input": ["z"]},
                       "rh": {"op": "elementwise_prod", "input": ["r_act", "h_prev_0"]},
                       "h_tilde": {"op": "linear", "input": ["x", "rh"]},
                       "h_tilde_act": {"op": "activation_tanh", "input": ["h_tilde"]},
                       "h_new_0": {"op": "blend", "input": ["z_act", "h_prev_0", "h_tilde_act"]}}
                      """))));

  private final NasBenchNlpSettings settings;

  /** Creates the space. */
  public NasBenchNlpSpace(NasBenchNlpSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return NAME;
  }

  /**
   * Returns an upper limit: every node of a cell of 24 reads up to three of all others and of the
   * inputs, and each hidden state is any node.
   */
  @Override
  public BigInteger size() {
    long sources = (long) Recipe.MOST_NODES + settings.hiddenStates();
    long pairs = sources * (sources - 1);
    long ofNode = 3 * sources + 3 * pairs + 2 * pairs * (sources - 2);
    return BigInteger.valueOf(ofNode)
        .pow(Recipe.MOST_NODES)
        .multiply(BigInteger.valueOf(Recipe.MOST_NODES).pow(settings.hiddenStates()));
  }

  /**
   * Draws the number of hidden states uniformly and then seeds of the {@link PublishedGenerator}
   * until one gives a valid recipe.
   */
  @Override
  public Recipe sample(RandomGenerator random) {
    int states = 1 + random.nextInt(settings.hiddenStates());
    PublishedGenerator generator = new PublishedGenerator(states, settings.vertices());
    while (true) {
      Optional<Recipe> drawn = generator.recipe(random.nextInt());
      if (drawn.isPresent()) {
        return drawn.get();
      }
    }
  }

  @Override
  public String drawing() {
    return "recipes drawn by the benchmark's generator, each number of hidden states alike";
  }

  /**
   * Returns the valid recipes with one other operation, one other, additional or dropped input, or
   * another node as one of the hidden states, in this order for each node.
   */
  @Override
  public List<Recipe> neighbours(Recipe architecture) {
    return RecipeEdits.of(valid(architecture)).stream()
        .map(edit -> edit.apply(architecture))
        .filter(edited -> whyInvalid(edited).isEmpty())
        .toList();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Edits are drawn without replacement until one makes a valid recipe, so that few recipes are
   * built and each valid one has the same chance.
   */
  @Override
  public Recipe mutate(Recipe architecture, RandomGenerator random) {
    List<RecipeEdits.Edit> edits = new ArrayList<>(RecipeEdits.of(valid(architecture)));
    while (!edits.isEmpty()) {
      int drawn = random.nextInt(edits.size());
      Recipe edited = edits.get(drawn).apply(architecture);
      if (whyInvalid(edited).isEmpty()) {
        return edited;
      }
      edits.set(drawn, edits.get(edits.size() - 1));
      edits.remove(edits.size() - 1);
    }
    throw new InvalidArchitectureException(
        format(architecture) + " has no neighbour in this space.");
  }

  /**
   * Returns the cell without nodes on which no hidden state depends, its nodes in canonical order
   * and named by their place in it.
   */
  @Override
  public Recipe representative(Recipe architecture) {
    return canonical(architecture).recipe();
  }

  /** Returns a text such as {@code linear(x,h0) activation_tanh(0) -> 1}. */
  @Override
  public String canonicalId(Recipe architecture) {
    return CanonicalRecipe.text(canonical(architecture));
  }

  private RecipeGraph canonical(Recipe architecture) {
    return CanonicalRecipe.of(RecipeGraph.of(valid(architecture)));
  }

  private Recipe valid(Recipe architecture) {
    Optional<String> problem = whyInvalid(architecture);
    if (problem.isPresent()) {
      throw new InvalidArchitectureException("the recipe is not valid: " + problem.get());
    }
    return architecture;
  }

  @Override
  public Recipe parse(String text) {
    return valid(RecipeText.read(text));
  }

  /** Writes the published JSON without blanks. */
  @Override
  public String format(Recipe architecture) {
    return RecipeText.write(architecture);
  }

  @Override
  public Optional<String> whyInvalid(Recipe architecture) {
    int states = architecture.states();
    if (states > settings.hiddenStates()) {
      return Optional.of(
          "it has %d hidden states, at most %d are allowed."
              .formatted(states, settings.hiddenStates()));
    }
    return Rules.violated(architecture).filter(problem -> !isGru(architecture));
  }

  private static boolean isGru(Recipe architecture) {
    boolean blends =
        architecture.nodes().stream()
            .anyMatch(
                node ->
                    node.name().equals(Recipe.NEW + 0) && node.operation() == CellOperation.BLEND);
    return blends
        && architecture.states() == 1
        && CanonicalRecipe.text(CanonicalRecipe.of(RecipeGraph.of(architecture))).equals(GRU);
  }

  @Override
  public List<Capability<Recipe>> capabilities() {
    Encoder<Recipe> encoder = this::encode;
    Diagram<Recipe> diagram = this::cellGraph;
    Blueprint<Recipe> blueprint = this::network;
    return List.of(encoder, diagram, blueprint);
  }

  /**
   * Returns the language model around the representative: an embedding, recurrent layers of the
   * cell, a decoder tied to the embedding.
   *
   * <p>Every linear layer starts within 1 / sqrt(inputs), that on a layer's input too, where the
   * published code has 1 / sqrt(features of the layer). Features, tokens and weights are dropped in
   * training as the settings say.
   *
   * @param task its input is a text, and what is to be said a token at every step
   */
  public Network network(Recipe architecture, Task task) {
    RecipeGraph graph = canonical(architecture);
    return RecipeNetwork.build(CanonicalRecipe.text(graph), graph.recipe(), settings, task);
  }

  /** Returns the same with nodes and inputs as they are written, for comparisons with others. */
  public Network networkAsWritten(Recipe architecture, Task task) {
    return RecipeNetwork.build(canonicalId(architecture), architecture, settings, task);
  }

  /**
   * Encodes the representative: {@code input} for x, three hidden states of the step before, the
   * nodes, {@code none} up to 24 nodes, three hidden states of this step and {@code output}. Hidden
   * states that the cell does not have are isolated; the order of inputs is not encoded.
   */
  public Encoding encode(Recipe architecture) {
    RecipeGraph graph = canonical(architecture);
    int states = Recipe.MOST_STATES;
    int nodes = RecipeGraph.FIRST + Recipe.MOST_NODES + states + 1;
    boolean[][] edges = new boolean[nodes][nodes];
    List<Integer> labels = new ArrayList<>();
    labels.add(VOCABULARY.indexOf("input"));
    for (int state = 0; state < states; state++) {
      labels.add(VOCABULARY.indexOf(Recipe.PREVIOUS + state));
    }
    for (int node = 0; node < Recipe.MOST_NODES; node++) {
      boolean there = node < graph.size();
      labels.add(VOCABULARY.indexOf(there ? graph.operations().get(node).published() : PADDING));
      if (there) {
        for (int input : graph.inputs().get(node)) {
          edges[input][RecipeGraph.FIRST + node] = true;
        }
      }
    }
    int news = RecipeGraph.FIRST + Recipe.MOST_NODES;
    for (int state = 0; state < states; state++) {
      labels.add(VOCABULARY.indexOf(Recipe.NEW + state));
      if (state < graph.states()) {
        edges[RecipeGraph.FIRST + graph.outputs().get(state)][news + state] = true;
        edges[news + state][nodes - 1] = true;
      }
    }
    labels.add(VOCABULARY.indexOf("output"));
    return new Encoding(VOCABULARY, labels, boxed(edges), PLACES);
  }

  private static List<List<Boolean>> boxed(boolean[][] edges) {
    List<List<Boolean>> rows = new ArrayList<>();
    for (boolean[] row : edges) {
      List<Boolean> boxed = new ArrayList<>();
      for (boolean edge : row) {
        boxed.add(edge);
      }
      rows.add(boxed);
    }
    return rows;
  }

  /** Draws the representative: x is the input, edges to the output bear the hidden state. */
  public CellGraph cellGraph(Recipe architecture) {
    RecipeGraph graph = canonical(architecture);
    List<String> labels = new ArrayList<>();
    labels.add("input");
    for (int state = 0; state < graph.states(); state++) {
      labels.add(Recipe.PREVIOUS + state);
    }
    int first = labels.size();
    List<CellGraph.Edge> edges = new ArrayList<>();
    for (int node = 0; node < graph.size(); node++) {
      labels.add(graph.operations().get(node).published());
      for (int input : graph.inputs().get(node)) {
        int from = RecipeGraph.isNode(input) ? first + input - RecipeGraph.FIRST : input;
        edges.add(new CellGraph.Edge(from, first + node, ""));
      }
    }
    labels.add("output");
    for (int state = 0; state < graph.states(); state++) {
      edges.add(
          new CellGraph.Edge(
              first + graph.outputs().get(state), labels.size() - 1, Recipe.NEW + state));
    }
    return new CellGraph(labels, edges);
  }
}
