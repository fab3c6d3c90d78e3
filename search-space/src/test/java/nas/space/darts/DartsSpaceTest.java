package nas.space.darts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.space.BlueprintContract;
import nas.space.CellGraph;
import nas.space.ChoiceSequence;
import nas.space.ChoiceSequenceContract;
import nas.space.Diagram;
import nas.space.DiagramContract;
import nas.space.Encoder;
import nas.space.EncoderContract;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.NetworkVariant;
import nas.space.ResizableBlueprint;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class DartsSpaceTest
    implements BlueprintContract<DartsArchitecture>,
        ChoiceSequenceContract<DartsArchitecture>,
        DiagramContract<DartsArchitecture>,
        EncoderContract<DartsArchitecture> {

  private static final Task IMAGES = new Task(new FeatureShape(3, 32, 32), 10);
  private static final String SORTED =
      "[[(0, 3), (1, 3), (0, 3), (1, 3), (0, 2), (1, 3), (0, 2), (2, 5)],"
          + " [(0, 0), (1, 0), (1, 0), (2, 2), (0, 0), (2, 2), (1, 0), (2, 2)]]";

  /** The cells that the second-order search of DARTS found, as its code prints them. */
  private static final String DARTS_V2 =
      "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0),"
          + " ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0),"
          + " ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0),"
          + " ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0),"
          + " ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)],"
          + " reduce_concat=[2, 3, 4, 5])";

  private final DartsSpace space = new DartsSpace(DartsSettings.published());

  @Override
  public Space<DartsArchitecture> space() {
    return space;
  }

  @Override
  public Task task() {
    return IMAGES;
  }

  @Override
  public DartsArchitecture edited(DartsArchitecture point) {
    return point.sorted();
  }

  @Override
  public int edits(DartsArchitecture point, DartsArchitecture other) {
    return edits(point.normal(), other.normal()) + edits(point.reduction(), other.reduction());
  }

  private static int edits(DartsCell one, DartsCell other) {
    return IntStream.range(2, 6)
        .map(
            node -> {
              List<DartsCell.Edge> rest = new ArrayList<>(one.into(node));
              other.into(node).forEach(rest::remove);
              return rest.size();
            })
        .sum();
  }

  @Override
  public List<String> malformed() {
    return List.of(
        SORTED + "]",
        SORTED.replace("(2, 5)", "(2, 7)"),
        SORTED.replace("(2, 5)", "(5, 5)"),
        SORTED.replace("(2, 5)", "(0, 5)"),
        SORTED.replace("(2, 5)", "(2)"),
        SORTED.replace(", (2, 5)", ""),
        SORTED.replace("(2, 5)", "(2, 5), (2, 5)"),
        SORTED.replace("[[", "[".repeat(1_000)),
        DARTS_V2.replace("sep_conv_3x3", "sep_conv_7x7"),
        DARTS_V2.replace("reduce_concat=[2, 3, 4, 5]", "reduce_concat=[3, 4, 5]"),
        DARTS_V2.replace("reduce=", "normal="),
        "Genotype()",
        "Genotype",
        "{\"NetworkSelectorDatasetInfo:darts:edge_normal_0\": \"skip_connect\"}");
  }

  @Test
  void thereAreAsManyAsTheFormulaSays() {
    BigInteger cells =
        IntStream.rangeClosed(2, 5)
            .mapToObj(inputs -> BigInteger.valueOf((long) inputs * (inputs - 1) / 2 * 49))
            .reduce(BigInteger.ONE, BigInteger::multiply);
    assertEquals(BigInteger.valueOf(1_037_664_180L), cells);
    assertEquals(cells.multiply(cells), space.size());
    assertTrue(space.size().bitLength() < Long.SIZE, "one number draws from all");
    assertTrue(space.whyNo(Enumeration.class).contains("too many"));
  }

  @Test
  @Tag("slow")
  void everyChoiceIsDrawnUniformly() {
    ChoiceSequence<DartsArchitecture> sequence = ChoiceSequence.of(space);
    assertEquals(22, sequence.length());
    RandomGenerator random = Seeds.generator(SEED);
    List<List<Integer>> drawn =
        IntStream.range(0, 40_000).mapToObj(i -> sequence.encode(space.sample(random))).toList();
    for (int position = 0; position < 22; position++) {
      // Beside each choice the next one, so that both are seen to be independent.
      int other = (position + 1) % 22;
      int options = sequence.sizes().get(other);
      long[] counts = new long[sequence.sizes().get(position) * options];
      for (List<Integer> choices : drawn) {
        counts[choices.get(position) * options + choices.get(other)]++;
      }
      ChiSquare.assertUniform(counts, "choices " + position + " and " + other);
    }
    long[] far = new long[100];
    drawn.forEach(choices -> far[choices.get(8) * 10 + choices.get(19)]++);
    ChiSquare.assertUniform(far, "inputs of the last nodes of both cells");
  }

  @Test
  void everyArchitectureHas120Neighbours() {
    for (DartsArchitecture point : samples(20)) {
      // 16 edges have 6 other operations; those into nodes 3, 4 and 5 have 1, 2 and 3 other
      // origins.
      assertEquals(16 * 6 + 2 * 2 * (1 + 2 + 3), space.neighbours(point).size());
    }
  }

  @Test
  void theOrderOfTheEdgesIntoANodeIsKeptAndMeansNothing() {
    DartsArchitecture sorted = space.parse(SORTED);
    String text = SORTED.replace("(0, 3), (1, 3), (0, 2)", "(1, 3), (0, 3), (0, 2)");
    DartsArchitecture swapped = space.parse(text);
    assertEquals(text, space.format(swapped));
    assertNotEquals(sorted, swapped);
    assertEquals(SORTED, space.canonicalId(swapped));
    assertEquals(sorted, space.representative(swapped));
    assertEquals(space.neighbours(sorted), space.neighbours(swapped));
    assertEquals(space.network(sorted, IMAGES).digest(), space.network(swapped, IMAGES).digest());
    ChoiceSequence<DartsArchitecture> sequence = ChoiceSequence.of(space);
    assertEquals(sequence.encode(sorted), sequence.encode(swapped));
    Encoder<DartsArchitecture> encoder = Encoder.required(space);
    assertEquals(encoder.encode(sorted), encoder.encode(swapped));
    DartsArchitecture other = space.parse(SORTED.replace("(2, 5)", "(2, 6)"));
    assertNotEquals(space.canonicalId(sorted), space.canonicalId(other));
  }

  @Test
  void genotypesAreRead() {
    assertEquals(SORTED, space.canonicalId(space.parse(DARTS_V2)));
    assertEquals(
        SORTED,
        space.canonicalId(
            space.parse(
                DARTS_V2
                    .replace("[2, 3, 4, 5]", "range(2, 6)")
                    .replace("normal=", "\n  normal = "))));
    assertEquals(
        SORTED,
        space.canonicalId(
            space.parse(
                DARTS_V2
                    .replace(", normal_concat=[2, 3, 4, 5]", "")
                    .replace(", reduce_concat=[2, 3, 4, 5]", ""))));
  }

  /** Edges by number: into node 2 are 0 and 1, node 3 2 to 4, node 4 5 to 8, node 5 9 to 13. */
  private static String configuration(String normal, String reduce) {
    return "{"
        + (normal + " " + reduce)
            .replaceAll("(\\S+)=(\\S+)", "\"NetworkSelectorDatasetInfo:darts:$1\": \"$2\",")
            .strip()
            .replaceAll(",$", "")
        + "}";
  }

  private static final String NORMAL =
      "edge_normal_0=sep_conv_3x3 edge_normal_1=sep_conv_3x3 edge_normal_2=sep_conv_3x3"
          + " edge_normal_3=sep_conv_3x3 edge_normal_5=skip_connect edge_normal_6=sep_conv_3x3"
          + " edge_normal_9=skip_connect edge_normal_11=dil_conv_3x3 inputs_node_normal_3=0_1"
          + " inputs_node_normal_4=0_1 inputs_node_normal_5=0_2";
  private static final String REDUCE =
      "edge_reduce_0=max_pool_3x3 edge_reduce_1=max_pool_3x3 edge_reduce_3=max_pool_3x3"
          + " edge_reduce_4=skip_connect edge_reduce_5=max_pool_3x3 edge_reduce_7=skip_connect"
          + " edge_reduce_10=max_pool_3x3 edge_reduce_11=skip_connect inputs_node_reduce_3=1_2"
          + " inputs_node_reduce_4=0_2 inputs_node_reduce_5=1_2";

  @Test
  void configurationsOfNasBench301AreRead() {
    String text = configuration(NORMAL, REDUCE);
    assertEquals(SORTED, space.format(space.parse(text)));
    assertEquals(SORTED, space.format(space.parse(text.replace('"', '\''))));
    assertRefused(
        "edge_normal_4 is not an edge that the inputs of its node name. Maybe leave it out, or name"
            + " it in inputs_node_.",
        configuration(NORMAL + " edge_normal_4=skip_connect", REDUCE));
    assertRefused(
        "it has no NetworkSelectorDatasetInfo:darts:edge_normal_6, the operation on the edge from"
            + " node 1 to node 4.",
        configuration(NORMAL.replace("edge_normal_6=sep_conv_3x3", ""), REDUCE));
    assertRefused(
        "it has no NetworkSelectorDatasetInfo:darts:inputs_node_reduce_5.",
        configuration(NORMAL, REDUCE.replace("inputs_node_reduce_5=1_2", "")));
    assertRefused(
        "inputs_node_reduce_5 is \"1_5\", not two different nodes from 0 to 4 such as 0_1.",
        configuration(NORMAL, REDUCE.replace("5=1_2", "5=1_5")));
    assertRefused(
        "inputs_node_reduce_5 is \"1_1\", not two different nodes from 0 to 4 such as 0_1.",
        configuration(NORMAL, REDUCE.replace("5=1_2", "5=1_1")));
    assertRefused(
        "edge_reduce_10 has the operation \"none\", not one of max_pool_3x3, avg_pool_3x3,"
            + " skip_connect, sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5.",
        configuration(NORMAL, REDUCE.replace("reduce_10=max_pool_3x3", "reduce_10=none")));
    assertRefused(
        "\"NetworkSelectorDatasetInfo:darts:edge_reduce_14\" at character 2 is no key of a cell."
            + " Maybe keep only those that begin with NetworkSelectorDatasetInfo:darts:edge_ or"
            + " with NetworkSelectorDatasetInfo:darts:inputs_node_.",
        "{\"NetworkSelectorDatasetInfo:darts:edge_reduce_14\": \"skip_connect\"}");
  }

  @Test
  void textsAreRefusedWithTheirPlace() {
    assertRefused(
        "in the reduction cell, the second edge into node 5 comes from node 5, not from one of the"
            + " nodes 0 to 4.",
        SORTED.replace("(1, 0), (2, 2)]", "(1, 0), (5, 2)]"));
    assertRefused(
        "in the normal cell, both edges into node 2 come from node 0, not from different nodes.",
        SORTED.replace("[[(0, 3), (1, 3)", "[[(0, 3), (0, 3)"));
    assertRefused(
        "in the normal cell, there are 9 edges, not 8, two into each of the nodes 2 to 5.",
        SORTED.replace("(2, 5)", "(2, 5), (3, 5)"));
    assertRefused(
        "the first edge into node 3 of the reduction cell has the operation 7 at character 89, not"
            + " 0 to 6, which are max_pool_3x3, avg_pool_3x3, skip_connect, sep_conv_3x3,"
            + " sep_conv_5x5, dil_conv_3x3, dil_conv_5x5.",
        SORTED.replace("(1, 0), (1, 0)", "(1, 0), (1, 7)"));
    assertRefused(
        "at character 6 there is \")\", where , should be.", SORTED.replace("[[(0, 3)", "[[(0 )"));
    assertRefused(
        "the second edge into node 5 of the normal cell, at character 166, has the operation"
            + " \"dil_conv_3x4\", not one of max_pool_3x3, avg_pool_3x3, skip_connect,"
            + " sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5. Maybe dil_conv_3x3.",
        DARTS_V2.replace("dil_conv_3x3", "dil_conv_3x4"));
    assertRefused(
        "normal_concat at character 201 is not 2, 3, 4, 5, and the output of each cell here has"
            + " these nodes.",
        DARTS_V2.replace("normal_concat=[2, 3, 4, 5]", "normal_concat=range(3, 6)"));
    assertRefused("it has no reduce=[...].", DARTS_V2.replaceAll(", reduce=.*", ")"));
    assertRefused("it ends too early, after 8 characters.", "[[(0, 3)");
  }

  private void assertRefused(String problem, String text) {
    InvalidArchitectureException refusal =
        assertThrows(InvalidArchitectureException.class, () -> space.parse(text));
    String message = String.valueOf(refusal.getMessage());
    assertEquals(
        problem, message.substring(message.indexOf("is not an architecture of DARTS: ") + 33));
  }

  /** DARTS reports 3.349342 million parameters for its best network of 20 cells of 36 channels. */
  @Test
  void theNetworkOfDartsHasThePublishedNumberOfParameters() {
    DartsSpace twentyCells = new DartsSpace(new DartsSettings(36, 6, NetworkVariant.TRAINED));
    Network network = twentyCells.network(space.parse(DARTS_V2), IMAGES);
    assertEquals(3_349_342, network.parameters());
    assertEquals(20, network.nodes().stream().filter(n -> n.name().endsWith(".output")).count());
  }

  @Test
  void scoredNetworksLackScaleAndShiftBehindSearchedOperations() {
    DartsArchitecture cells = space.parse(DARTS_V2);
    Network trained = space.network(cells, IMAGES);
    Network scored =
        new DartsSpace(new DartsSettings(32, 2, NetworkVariant.ZERO_COST)).network(cells, IMAGES);
    long norms = 0;
    for (Network.Node node : trained.nodes()) {
      if (node.operation() instanceof BatchNorm && node.name().contains(".edge")) {
        norms += node.operation().parameterCount(trained.inputsOf(node));
      }
    }
    assertTrue(norms > 0);
    assertEquals(trained.parameters() - norms, scored.parameters());
    assertEquals(trained.macs(), scored.macs());
  }

  @Test
  void reductionCellsHalveTheImageAndDoubleTheChannels() {
    Network network = space.network(space.parse(DARTS_V2), IMAGES);
    List<FeatureShape> outputs =
        network.nodes().stream()
            .filter(node -> node.name().endsWith(".output"))
            .map(Network.Node::output)
            .toList();
    FeatureShape first = new FeatureShape(128, 32, 32);
    FeatureShape second = new FeatureShape(256, 16, 16);
    FeatureShape third = new FeatureShape(512, 8, 8);
    assertEquals(List.of(first, first, second, second, second, third, third, third), outputs);
    assertFalse(network.nodes().stream().anyMatch(node -> node.name().equals("cell2.input0.crop")));
    assertTrue(network.nodes().stream().anyMatch(node -> node.name().equals("cell3.input0.crop")));
    InvalidArchitectureException refusal =
        assertThrows(
            InvalidArchitectureException.class,
            () -> space.network(space.parse(DARTS_V2), new Task(new FeatureShape(3, 30, 32), 10)));
    assertEquals(
        "images of 30 x 32 pixels cannot be halved twice, as the reduction cells of DARTS do."
            + " Maybe use images whose height and width are multiples of 4.",
        refusal.getMessage());
  }

  @Test
  void networksCanBeResized() {
    ResizableBlueprint<DartsArchitecture> blueprint = ResizableBlueprint.of(space).orElseThrow();
    assertEquals(new NetworkSize(32, 2), blueprint.size());
    DartsArchitecture cells = space.parse(DARTS_V2);
    assertEquals(
        space.network(cells, IMAGES).digest(),
        blueprint.resized(blueprint.size()).network(cells, IMAGES).digest());
    Network small = blueprint.resized(new NetworkSize(3, 1)).network(cells, IMAGES);
    assertEquals(
        new FeatureShape(48, 8, 8), small.inputOf(small.nodes().get(small.nodes().size() - 2)));
  }

  @Test
  void encodingsHaveEdgesAsNodes() {
    Encoding encoding = Encoder.required(space).encode(space.parse(SORTED));
    assertEquals(22, encoding.nodes());
    List<String> words = encoding.operations().stream().map(encoding.vocabulary()::get).toList();
    assertEquals(
        List.of(
            "input",
            "last cell but one",
            "last cell",
            "normal sep_conv_3x3",
            "normal sep_conv_3x3",
            "normal sep_conv_3x3",
            "normal sep_conv_3x3",
            "normal skip_connect",
            "normal sep_conv_3x3",
            "normal skip_connect",
            "normal dil_conv_3x3",
            "last cell but one",
            "last cell",
            "reduction max_pool_3x3",
            "reduction max_pool_3x3",
            "reduction max_pool_3x3",
            "reduction skip_connect",
            "reduction max_pool_3x3",
            "reduction skip_connect",
            "reduction max_pool_3x3",
            "reduction skip_connect",
            "output"),
        words);
    // The last edge of each cell comes from node 2, that is from both edges into it.
    assertEquals(List.of(3, 4), sources(encoding, 10));
    assertEquals(List.of(1), sources(encoding, 9));
    assertEquals(List.of(13, 14), sources(encoding, 20));
    assertEquals(List.of(0), sources(encoding, 11));
    assertEquals(16, sources(encoding, 21).size());
  }

  private static List<Integer> sources(Encoding encoding, int to) {
    return IntStream.range(0, encoding.nodes())
        .filter(from -> encoding.adjacency().get(from).get(to))
        .boxed()
        .toList();
  }

  @Test
  void drawingsHaveBothCells() {
    CellGraph graph = Diagram.of(space).orElseThrow().cellGraph(space.parse(SORTED));
    assertEquals(14, graph.nodes().size());
    assertEquals("reduction: last cell", graph.nodes().get(8));
    assertTrue(graph.edges().contains(new CellGraph.Edge(3, 6, "dil_conv_3x3")));
    assertTrue(graph.edges().contains(new CellGraph.Edge(8, 10, "max_pool_3x3")));
    assertEquals(4 + 16 + 8, graph.edges().size());
  }
}
