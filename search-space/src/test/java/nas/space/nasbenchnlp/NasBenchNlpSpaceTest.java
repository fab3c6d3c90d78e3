package nas.space.nasbenchnlp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.DropConnectLinear;
import nas.network.operation.EmbeddingDropout;
import nas.network.operation.LockedDropout;
import nas.space.BlueprintContract;
import nas.space.DiagramContract;
import nas.space.EncoderContract;
import nas.space.InvalidArchitectureException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class NasBenchNlpSpaceTest
    implements BlueprintContract<Recipe>, EncoderContract<Recipe>, DiagramContract<Recipe> {

  private static final NasBenchNlpSpace SPACE =
      new NasBenchNlpSpace(NasBenchNlpSettings.published());
  private static final String RNN =
      "{\"f\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},"
          + "\"h_new_0\":{\"op\":\"activation_tanh\",\"input\":[\"f\"]}}";

  @Override
  public NasBenchNlpSpace space() {
    return SPACE;
  }

  @Override
  public Task task() {
    return new Task(FeatureShape.tokens(3), new ClassPerStep(50, 3));
  }

  /** Spellings of one cell are one network, node for node. */
  @Test
  void networksAreThoseOfTheCell() {
    String renamed =
        RNN.replace("\"f\"", "\"g\"").replace("\"x\",\"h_prev_0\"", "\"h_prev_0\",\"x\"");
    Network one = SPACE.network(SPACE.parse(RNN), task());
    assertEquals(one.digest(), SPACE.network(SPACE.parse(renamed), task()).digest());
    // An embedding, three layers of matrices for input and state with one bias, and the decoder's
    // bias.
    long layers = 600L * (400 + 600 + 1) + 600L * (600 + 600 + 1) + 400L * (600 + 400 + 1);
    assertEquals(50 * 400 + layers + 50, one.parameters());
    // All states but the first are multiplied, too: the first by zeros.
    long macs = 600L * (400 + 600) + 600L * (600 + 600) + 400L * (600 + 400) + 50 * 400;
    assertEquals(3 * macs, one.macs());
  }

  /** Features are dropped behind the embedding, between layers and before the decoder. */
  @Test
  void featuresAreDroppedWhereSettingsSay() {
    Recipe rnn = SPACE.parse(RNN);
    NasBenchNlpSpace dropping =
        new NasBenchNlpSpace(
            new NasBenchNlpSettings(
                3, 13, 400, 600, 3, new LanguageModelDropout(0.4, 0.25, 0.3, 0.1, 0.5)));
    Network network = dropping.network(rnn, task());
    assertEquals(
        List.of(0.4, 0.25, 0.25, 0.3),
        network.nodes().stream()
            .filter(node -> node.operation() instanceof LockedDropout)
            .map(node -> ((LockedDropout) node.operation()).probability())
            .toList());
    assertEquals(
        List.of(
            "layer0.step0.node_0.h_prev_0",
            "layer1.step0.node_0.h_prev_0",
            "layer2.step0.node_0.h_prev_0"),
        network.nodes().stream()
            .filter(node -> node.operation() instanceof DropConnectLinear)
            .map(Network.Node::name)
            .toList());
    assertEquals(new EmbeddingDropout(50, 400, 0.1), network.nodes().get(1).operation());
    Network without = SPACE.network(rnn, task());
    assertEquals(without.nodes().size() + 4, network.nodes().size());
    assertEquals(without.parameters(), network.parameters());
    assertEquals(
        "layer-dropout",
        assertThrows(InvalidSettingException.class, () -> new LanguageModelDropout(0, 1, 0, 0, 0))
            .key());
  }

  @Test
  void tasksThatAreNoTextsAreRefused() {
    Recipe rnn = SPACE.parse(RNN);
    for (Task task :
        List.of(
            new Task(new FeatureShape(3, 8, 8), 10),
            new Task(FeatureShape.tokens(3), new ClassPerStep(50, 2)))) {
      InvalidArchitectureException refused =
          assertThrows(InvalidArchitectureException.class, () -> SPACE.network(rnn, task));
      assertTrue(String.valueOf(refused.getMessage()).contains("Maybe"), refused.getMessage());
    }
  }

  @Override
  public int edits(Recipe point, Recipe other) {
    RecipeGraph one = RecipeGraph.of(point);
    RecipeGraph two = RecipeGraph.of(other);
    assertEquals(one.size(), two.size());
    int edits = one.outputs().equals(two.outputs()) ? 0 : 1;
    for (int node = 0; node < one.size(); node++) {
      boolean same =
          one.operations().get(node) == two.operations().get(node)
              && one.inputs().get(node).equals(two.inputs().get(node));
      edits += same ? 0 : 1;
    }
    return edits;
  }

  @Override
  public List<String> malformed() {
    return List.of("[]", RNN + RNN, RNN.replace("linear", "Linear"), RNN.replace("f", "f\\u0041"));
  }

  /** All cells that one edit can make, found by trying all nodes there can be. */
  @Test
  void neighboursAreAllThatOneEditMakes() {
    Recipe recipe =
        samples(200).stream()
            .filter(drawn -> drawn.states() == 2 && drawn.nodes().size() == 7)
            .findFirst()
            .orElseThrow();
    Set<Recipe> wanted = new HashSet<>();
    List<String> sources = new ArrayList<>(List.of(Recipe.X, "h_prev_0", "h_prev_1"));
    recipe.nodes().forEach(node -> sources.add(node.name()));
    for (int place = 0; place < recipe.nodes().size(); place++) {
      Recipe.Node now = recipe.nodes().get(place);
      for (CellOperation operation : CellOperation.values()) {
        for (List<String> inputs : tuples(sources)) {
          if (isEdit(now, operation, inputs)) {
            List<Recipe.Node> nodes = new ArrayList<>(recipe.nodes());
            wanted.addAll(built(nodes, place, operation, inputs));
          }
        }
      }
      for (String state : List.of("h_new_0", "h_new_1")) {
        String renamed = SPACE.format(recipe).replace('"' + state + '"', "\"?\"");
        renamed = renamed.replace('"' + now.name() + '"', '"' + state + '"');
        wanted.addAll(read(renamed.replace("\"?\"", '"' + now.name() + '"')));
      }
    }
    wanted.remove(recipe);
    assertTrue(wanted.size() > 30, wanted.size() + " of " + recipe + ", seed " + SEED);
    assertEquals(wanted, new HashSet<>(SPACE.neighbours(recipe)));
  }

  private static List<List<String>> tuples(List<String> sources) {
    List<List<String>> tuples = new ArrayList<>();
    for (String one : sources) {
      tuples.add(List.of(one));
      for (String two : sources) {
        tuples.add(List.of(one, two));
        sources.forEach(three -> tuples.add(List.of(one, two, three)));
      }
    }
    return tuples;
  }

  /** Another operation keeps all inputs that it can take; the same has one other, more or fewer. */
  private static boolean isEdit(Recipe.Node now, CellOperation operation, List<String> inputs) {
    int shared = Math.min(now.inputs().size(), inputs.size());
    boolean longer = Math.abs(now.inputs().size() - inputs.size()) == 1;
    boolean begins = now.inputs().subList(0, shared).equals(inputs.subList(0, shared));
    if (now.inputs().size() != inputs.size()) {
      return longer && begins && now.operation().takes(1) == operation.takes(1);
    }
    if (operation != now.operation()) {
      return begins;
    }
    long other = 0;
    for (int place = 0; place < shared; place++) {
      other += now.inputs().get(place).equals(inputs.get(place)) ? 0 : 1;
    }
    return other == 1;
  }

  private static Set<Recipe> built(
      List<Recipe.Node> nodes, int place, CellOperation operation, List<String> inputs) {
    try {
      nodes.set(place, new Recipe.Node(nodes.get(place).name(), operation, inputs));
      Recipe built = new Recipe(nodes);
      return SPACE.whyInvalid(built).isEmpty() ? Set.of(built) : Set.of();
    } catch (InvalidArchitectureException noCell) {
      return Set.of();
    }
  }

  private static Set<Recipe> read(String text) {
    try {
      return Set.of(SPACE.parse(text));
    } catch (InvalidArchitectureException invalid) {
      return Set.of();
    }
  }

  @Test
  @Tag("slow")
  @Override
  public void neighboursAreDistinctValidAndOneEditAway() {
    EncoderContract.super.neighboursAreDistinctValidAndOneEditAway();
  }

  /** The published recipes follow from their seeds, to the character. */
  @Test
  @Tag("slow")
  void recipesOfSeedsAreThePublishedOnes() {
    Set<Integer> tuples = new HashSet<>();
    for (PublishedRecipes line : PublishedRecipes.all()) {
      if (line.number("seed") >= 0) {
        int states = line.number("hidden_tuple");
        tuples.add(states);
        Optional<Recipe> drawn =
            new PublishedGenerator(states, PublishedGenerator.VERTICES).recipe(line.number("seed"));
        assertEquals(
            Optional.of(line.cell("recipe")), drawn.map(SPACE::format), line.cell("first_id"));
      }
    }
    assertEquals(Set.of(1, 2, 3), tuples);
  }

  /** All valid recipes of the first seeds are there, so the other seeds give none. */
  @Test
  @Tag("slow")
  void asManySeedsAreValidAsPublished() {
    assertEquals(2000, valid(1, 2972));
    assertEquals(1999, valid(1, 2971));
    assertEquals(2000, valid(2, 8149));
    assertEquals(735, valid(3, 10_000));
    assertEquals(734, valid(3, 9996));
  }

  private static long valid(int states, int seeds) {
    PublishedGenerator generator = new PublishedGenerator(states, PublishedGenerator.VERTICES);
    long valid = 0;
    for (int seed = 0; seed < seeds; seed++) {
      valid += generator.recipe(seed).isPresent() ? 1 : 0;
    }
    return valid;
  }

  /**
   * Of 12,342 published trainings, one of them twice, there are counts of parameters, and their
   * numbers say of which of 4,244 recipes: our models have as many.
   */
  @Test
  @Tag("slow")
  void everyPublishedTrainingHasTheParametersOfItsRecipe() {
    Task words = new Task(FeatureShape.tokens(1), new ClassPerStep(10_000, 1));
    Map<Integer, List<Recipe>> drawn = PublishedTrainings.drawn();
    Map<PublishedTrainings.Drawn, Long> counted = new HashMap<>();
    Set<Integer> numbers = new HashSet<>();
    List<PublishedTrainings.Training> trainings = PublishedTrainings.all();
    for (PublishedTrainings.Training training : trainings) {
      PublishedTrainings.Drawn which = PublishedTrainings.recipeOf(training.number());
      Recipe recipe = drawn.getOrDefault(which.states(), List.of()).get(which.place());
      long own =
          counted.computeIfAbsent(which, unused -> SPACE.network(recipe, words).parameters());
      assertEquals(training.parameters(), own, () -> training + " " + recipe);
      assertEquals(training.trained(), own, () -> training + " " + recipe);
      numbers.add(training.number());
    }
    assertEquals(12_342, trainings.size());
    assertEquals(12_341, numbers.size());
    assertEquals(4_244, counted.size());
  }

  @Test
  @Tag("slow")
  void publishedRecipesReadBackAndHaveTheirNodes() {
    Set<String> ids = new HashSet<>();
    for (PublishedRecipes line : PublishedRecipes.all()) {
      Recipe recipe = SPACE.parse(line.cell("recipe"));
      assertEquals(line.cell("recipe"), SPACE.format(recipe));
      assertEquals(line.number("nodes"), recipe.nodes().size());
      assertEquals(line.number("nodes"), SPACE.representative(recipe).nodes().size());
      ids.add(SPACE.canonicalId(recipe));
    }
    assertEquals(3_776, ids.size());
  }

  /** Names, order of nodes and order of inputs do not matter; the roles of a blend's inputs do. */
  @Test
  void canonicalIdsOutliveRenamingAndReordering() {
    Random random = new Random(SEED);
    for (Recipe recipe : samples(300)) {
      Recipe other = renamed(recipe, random);
      assertEquals(SPACE.canonicalId(recipe), SPACE.canonicalId(other), recipe + " " + other);
      assertEquals(SPACE.representative(recipe), SPACE.representative(other));
      assertEquals(SPACE.encode(recipe), SPACE.encode(other));
    }
  }

  private static Recipe renamed(Recipe recipe, Random random) {
    Map<String, String> names = new HashMap<>();
    for (Recipe.Node node : recipe.nodes()) {
      boolean state = node.name().startsWith(Recipe.NEW);
      names.put(node.name(), state ? node.name() : "n" + names.size() + "_" + random.nextInt(9));
    }
    List<Recipe.Node> nodes = new ArrayList<>();
    for (Recipe.Node node : recipe.nodes()) {
      List<String> inputs = new ArrayList<>();
      node.inputs().forEach(input -> inputs.add(names.getOrDefault(input, input)));
      if (node.operation() != CellOperation.BLEND) {
        Collections.shuffle(inputs, random);
      }
      nodes.add(
          new Recipe.Node(names.getOrDefault(node.name(), node.name()), node.operation(), inputs));
    }
    Collections.shuffle(nodes, random);
    return new Recipe(nodes);
  }

  /** Six linear nodes that only their roles in sums tell apart, in many orders. */
  @Test
  void canonicalIdsTellTwinsFromOthers() {
    String pairs = cell("s0:a,b s1:c,d s2:e,f");
    assertEquals(id(pairs), id(cell("s0:f,c s1:a,e s2:d,b")));
    assertNotEquals(id(pairs), id(cell("s0:a,b s1:b,c s2:c,a")));
    String ring = cell("s0:a,b s1:b,c s2:c,d s3:d,e s4:e,f s5:f,a");
    String triangles = cell("s0:a,b s1:b,c s2:c,a s3:d,e s4:e,f s5:f,d");
    assertEquals(id(ring), id(cell("s0:a,c s1:c,e s2:e,b s3:b,f s4:f,d s5:d,a")));
    assertNotEquals(id(ring), id(triangles));
  }

  private static String id(String text) {
    return SPACE.canonicalId(SPACE.parse(text));
  }

  /** Sums of linear nodes, added up to one hidden state. */
  private static String cell(String sums) {
    List<String> nodes = new ArrayList<>();
    for (String linear : List.of("a", "b", "c", "d", "e", "f")) {
      if (sums.contains(linear)) {
        nodes.add(node(linear, "linear", "x", "h_prev_0"));
      }
    }
    String last = "";
    for (String sum : sums.split(" ", -1)) {
      String name = sum.substring(0, 2);
      nodes.add(node(name, "elementwise_sum", sum.substring(3, 4), sum.substring(5, 6)));
      if (!last.isEmpty()) {
        nodes.add(node("t" + name, "elementwise_sum", last, name));
      }
      last = last.isEmpty() ? name : "t" + name;
    }
    nodes.add(node("h_new_0", "activation_tanh", last));
    return "{" + String.join(",", nodes) + "}";
  }

  private static String node(String name, String operation, String... inputs) {
    return "\"%s\":{\"op\":\"%s\",\"input\":[\"%s\"]}"
        .formatted(name, operation, String.join("\",\"", inputs));
  }

  @Test
  void nodesThatNothingReadsDoNotCount() {
    String more = RNN.replaceFirst("\\}$", "," + node("dead", "activation_sigm", "f") + "}");
    assertEquals(id(RNN), id(more));
    assertEquals("linear(x,h0) activation_tanh(0) -> 1", id(RNN));
  }

  @Test
  void blendsHaveAnOrder() {
    String cell =
        "{%s,%s,%s,%s}"
            .formatted(
                node("a", "linear", "x", "h_prev_0"),
                node("b", "activation_sigm", "a"),
                node("c", "activation_tanh", "a"),
                node("h_new_0", "blend", "b", "c", "a"));
    assertNotEquals(id(cell), id(cell.replace("[\"b\",\"c\",\"a\"]", "[\"b\",\"a\",\"c\"]")));
  }

  @Test
  void invalidRecipesAreRefusedByReason() {
    String linear = node("f", "linear", "x", "h_prev_0");
    String tanh = node("h_new_0", "activation_tanh", "f");
    refused(
        "no hidden state depends on x",
        node("f", "linear", "h_prev_0", "g"),
        tanh,
        node("g", "activation_tanh", "h_prev_0"));
    refused(
        "no hidden state depends on h_prev_1",
        linear,
        tanh,
        node("h_new_1", "activation_sigm", "f"));
    refused(
        "h_new_0 reads h_prev_0 directly",
        linear,
        node("h_new_0", "elementwise_sum", "f", "h_prev_0"));
    refused("f depends on itself", node("f", "linear", "x", "h_prev_0", "h_new_0"), tanh);
    refused("h_new_0 depends on itself", linear, node("h_new_0", "activation_tanh", "h_new_0"));
    refused("unknown operation 'conv'; known are linear, blend", node("f", "conv", "x"), tanh);
    refused("f (linear) takes 2 or 3 inputs, got 1", node("f", "linear", "x"), tanh);
    refused(
        "h_new_0 (activation_tanh) takes 1 input, got 2",
        linear,
        node("h_new_0", "activation_tanh", "f", "h_prev_0"));
    refused("f reads an input twice", node("f", "linear", "x", "x"), tanh);
    refused("f reads 'g', which is no node", node("f", "linear", "x", "g"), tanh);
    refused(
        "f reads 'h_prev_1', which is no node, and there is no h_new_1",
        node("f", "linear", "x", "h_prev_1"),
        tanh);
    refused("two nodes are named f", linear, linear, tanh);
    refused("1 to 3 hidden states h_new_0, h_new_1, ..., got 0", linear);
    refused("there is no h_new_0", linear, node("h_new_1", "activation_tanh", "f"));
    refused(
        "g (activation_tanh) reads x, which only linear nodes can",
        linear,
        tanh,
        node("g", "activation_tanh", "x"));
    refused("cannot be named 'x'", node("x", "linear", "x", "h_prev_0"), tanh);
  }

  private static void refused(String words, String... nodes) {
    InvalidArchitectureException refusal =
        assertThrows(
            InvalidArchitectureException.class,
            () -> SPACE.parse("{" + String.join(",", nodes) + "}"));
    String message = String.valueOf(refusal.getMessage());
    assertTrue(message.contains(words), message);
    assertTrue(message.endsWith("."), message);
  }

  @Test
  void fewerHiddenStatesMakeASmallerSpace() {
    NasBenchNlpSpace one = new NasBenchNlpSpace(new NasBenchNlpSettings(1, 13));
    var random = Seeds.generator(SEED);
    for (int i = 0; i < 50; i++) {
      assertEquals(1, one.sample(random).states());
    }
    Recipe two = samples(50).stream().filter(r -> r.states() == 2).findFirst().orElseThrow();
    assertEquals(
        Optional.of("it has 2 hidden states, at most 1 are allowed."), one.whyInvalid(two));
    assertEquals(
        "vertices",
        assertThrows(InvalidSettingException.class, () -> new NasBenchNlpSettings(1, 6)).key());
  }

  /** Numbers of hidden states alike, and as many nodes as among many recipes of the generator. */
  @Test
  @Tag("slow")
  void samplesAreDrawnAsPublished() {
    long[] states = new long[3];
    List<Recipe> drawn = samples(3_000);
    drawn.forEach(recipe -> states[recipe.states() - 1]++);
    ChiSquare.assertUniform(states, "hidden states, seed " + SEED);
    double[] published = new double[25];
    long[] nodes = new long[25];
    long two = drawn.stream().filter(recipe -> recipe.states() == 2).count();
    PublishedGenerator generator = new PublishedGenerator(2, PublishedGenerator.VERTICES);
    int valid = 0;
    for (int seed = 0; seed < 40_000; seed++) {
      Optional<Recipe> recipe = generator.recipe(seed);
      recipe.ifPresent(found -> published[found.nodes().size()]++);
      valid += recipe.isPresent() ? 1 : 0;
    }
    for (int i = 0; i < published.length; i++) {
      published[i] /= valid;
    }
    drawn.stream()
        .filter(recipe -> recipe.states() == 2)
        .forEach(recipe -> nodes[recipe.nodes().size()]++);
    double difference = 0;
    for (int i = 0; i < nodes.length; i++) {
      difference += Math.abs((double) nodes[i] / two - published[i]);
    }
    assertTrue(difference < 0.2, "seed " + SEED + ": " + difference);
  }

  @Test
  void theGatedRecurrentUnitIsTheException() {
    String gru =
        PublishedRecipes.all().stream()
            .filter(line -> line.cell("first_id").equals("1000002"))
            .findFirst()
            .orElseThrow()
            .cell("recipe");
    assertEquals(gru, SPACE.format(SPACE.parse(gru)));
    assertThrows(
        InvalidArchitectureException.class,
        () -> SPACE.parse(gru.replace("activation_tanh", "activation_sigm")));
  }
}
