package nas.space.nasbench201;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.SharedFiles;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import nas.network.operation.Relu;
import nas.network.operation.Zero;
import nas.space.CellGraph;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.GoldenCase;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NasBench201SpaceTest implements CellsContract {

  private static final Task CIFAR10 = new Task(new FeatureShape(3, 32, 32), 10);
  private static final String ALL_3X3 =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
          + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  private final NasBench201Space space = new NasBench201Space(NasBench201Settings.published());

  @Override
  public Space<NasBench201Architecture> space() {
    return space;
  }

  @Override
  public List<String> malformed() {
    return List.of(
        ALL_3X3 + "+|none~0|none~1|none~2|none~3|",
        ALL_3X3.replace("~2", "~3"),
        ALL_3X3.replace("~2", "~-2"),
        ALL_3X3.replace("~2", "~99999999999999999999"),
        ALL_3X3.replace("~2", ""),
        ALL_3X3.replace("~2", "~2~2"),
        ALL_3X3.replace("nor_conv_3x3~2", "NOR_CONV_3X3~2"),
        ALL_3X3.replace("|", ""));
  }

  @Test
  void refusalsSayWhereAndSuggest() {
    assertRefused(
        ALL_3X3.replace("nor_conv_3x3~1|nor", "nor_conv3x3~1|nor"),
        "operation \"nor_conv3x3\" on edge 1->3 of \"|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3"
            + "~1|+|nor_conv_3x3~0|nor_conv3x3~1|n...\" is not one of none, skip_connect,"
            + " nor_conv_1x1, nor_conv_3x3, avg_pool_3x3. Maybe nor_conv_3x3.");
    assertRefused(
        "|none~0|+|none~1|none~0|+|none~0|none~1|none~2|",
        "edge 0->2 of \"|none~0|+|none~1|none~0|+|none~0|none~1|none~2|\" must be written op~0, got"
            + " \"none~1\".");
    assertRefused(
        "|none~0|+|none~0|+|none~0|none~1|none~2|",
        "node 2 in \"|none~0|+|none~0|+|none~0|none~1|none~2|\" must have 2 operation(s), got 1."
            + " Maybe write none for an edge that is not there.");
    assertRefused(
        "nor_conv_3x3",
        "\"nor_conv_3x3\" is not a NAS-Bench-201 cell: it has 1 group(s) joined by +, not 3. Maybe"
            + " write it as |op~0|+|op~0|op~1|+|op~0|op~1|op~2|.");
  }

  private void assertRefused(String text, String message) {
    assertEquals(
        message,
        assertThrows(InvalidArchitectureException.class, () -> space.parse(text)).getMessage());
  }

  @Test
  void indexAndOrderAreThoseOfTheBenchmark() throws IOException {
    List<String[]> rows = SharedFiles.rows("benchmarks/nasbench201/accuracies.csv.gz");
    List<NasBench201Architecture> cells = space.enumerate().toList();
    assertEquals(15_625, rows.size());
    assertEquals(15_625, cells.size());
    for (int index = 0; index < cells.size(); index++) {
      assertEquals(rows.get(index)[0], Integer.toString(index));
      assertEquals(rows.get(index)[1], space.format(cells.get(index)));
      assertEquals(index, NasBench201Space.indexOf(cells.get(index)));
      assertEquals(cells.get(index), space.parse(rows.get(index)[1]));
    }
  }

  @Test
  void publishedIndicesHoldWithoutTheTable() {
    assertEquals(
        "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|"
            + "+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|",
        space.format(NasBench201Space.fromIndex(0)));
    assertEquals(1462, NasBench201Space.indexOf(space.parse(ALL_3X3)));
    assertThrows(IndexOutOfBoundsException.class, () -> NasBench201Space.fromIndex(15_625));
    assertThrows(IndexOutOfBoundsException.class, () -> NasBench201Space.fromIndex(-1));
  }

  @Tag("slow")
  @Test
  void parametersOfAllCellsAreThePublishedOnes() throws IOException {
    List<String[]> rows = SharedFiles.rows("benchmarks/nasbench201/accuracies.csv.gz");
    for (String[] row : rows) {
      Network network = space.network(space.parse(row[1]), CIFAR10);
      assertEquals(Long.parseLong(row[2]), network.parameters(), row[1]);
    }
  }

  /** The FLOPs of the benchmark's own tests; they count the biases of the classifier. */
  @ParameterizedTest
  @CsvSource({
    "0, 32, 10, 129306, 15647370",
    "0, 32, 100, 135156, 15653220",
    "0, 16, 120, 136456, 3919480",
    "11, 32, 10, 802426, 113951370",
    "284, 32, 10, 101306, 11715210",
  })
  void parametersAndFlopsAreThePublishedOnes(
      int index, int pixels, int classes, long parameters, long flops) {
    Network network =
        space.network(
            NasBench201Space.fromIndex(index),
            new Task(new FeatureShape(3, pixels, pixels), classes));
    assertEquals(parameters, network.parameters());
    assertEquals(flops, network.macs() + classes);
  }

  @ParameterizedTest
  @CsvSource({
    "STRING, 15625",
    "ISOMORPHISM, 12751",
    "ZERO_AWARE, 6466",
    "LIVE, 5390",
    "NETWORK, 6040"
  })
  void canonicalIdsNumberAsPublished(CanonicalDefinition canonical, int architectures) {
    NasBench201Space defined =
        new NasBench201Space(new NasBench201Settings(16, 5, NetworkVariant.TRAINED, canonical));
    assertEquals(architectures, defined.enumerate().map(defined::canonicalId).distinct().count());
    // An id names an architecture of its own class, so ids are stable under taking ids.
    assertTrue(
        defined
            .enumerate()
            .map(defined::canonicalId)
            .allMatch(id -> defined.canonicalId(defined.parse(id)).equals(id)));
  }

  /**
   * The published definitions do not see whether a convolution feeds two nodes or stands there
   * twice, so some of their architectures gather networks that differ.
   */
  @Test
  @Tag("slow")
  void publishedDefinitionsMergeSharedAndRepeatedConvolutions() {
    Map<String, Set<Long>> parameters = new HashMap<>();
    NasBench201Space small =
        new NasBench201Space(
            new NasBench201Settings(2, 1, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
    Task task = new Task(new FeatureShape(1, 4, 4), 2);
    small
        .enumerate()
        .filter(NasBench201SpaceTest::carriesSomething)
        .forEach(
            cell ->
                parameters
                    .computeIfAbsent(small.canonicalId(cell), id -> new HashSet<>())
                    .add(small.network(withoutZeros(cell), task).live().parameters()));
    assertEquals(5_389, parameters.size(), "all but the architecture that carries nothing");
    assertEquals(337, parameters.values().stream().filter(set -> set.size() > 1).count());
  }

  /** What the default promises: equal ids mean one network, so one count of everything. */
  @Test
  @Tag("slow")
  void cellsOfOneNetworkAgreeInEveryCount() {
    NasBench201Space small =
        new NasBench201Space(
            new NasBench201Settings(2, 1, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK));
    Task task = new Task(new FeatureShape(1, 4, 4), 2);
    Map<String, Set<String>> counts = new HashMap<>();
    small
        .enumerate()
        .forEach(
            cell -> {
              Network live = small.network(cell, task).live();
              Map<String, Long> kinds =
                  live.nodes().stream()
                      .filter(node -> !(node.operation() instanceof Add))
                      .filter(node -> !(node.operation() instanceof Zero))
                      // A pooling of zeros is not an operation.
                      .filter(node -> !(node.operation() instanceof AveragePool))
                      .collect(
                          Collectors.groupingBy(
                              node -> node.operation().toString(),
                              TreeMap::new,
                              Collectors.counting()));
              counts
                  .computeIfAbsent(small.canonicalId(cell), id -> new HashSet<>())
                  .add(live.parameters() + " " + live.macs() + " " + kinds);
            });
    counts.forEach((id, set) -> assertEquals(1, set.size(), id + ": " + set));
  }

  /** Against trying all bijections between the operations of two cells. */
  @Tag("slow")
  @Test
  void cellsAreOneNetworkExactlyIfABijectionOfOperationsExists() {
    long seed = 20_261;
    RandomGenerator random = Seeds.generator(seed);
    int same = 0;
    for (int i = 0; i < 60_000; i++) {
      NasBench201Architecture first = NasBench201Space.fromIndex(random.nextInt(15_625));
      // Two edits away, where equal and almost equal cells are frequent.
      NasBench201Architecture second = space.mutate(space.mutate(first, random), random);
      List<String> a = operations(first);
      List<String> b = operations(second);
      boolean expected = a.size() == b.size() && isomorphic(a, b);
      boolean actual =
          new OperationGraph(first)
              .canonicalText()
              .equals(new OperationGraph(second).canonicalText());
      assertEquals(expected, actual, first + " and " + second + ", seed " + seed);
      same += expected ? 1 : 0;
    }
    assertTrue(same > 500, "only " + same + " equal pairs, seed " + seed);
  }

  /** The output's summands first, then every operation they need: letter, kind, summands. */
  private static List<String> operations(NasBench201Architecture cell) {
    List<String> operations = new ArrayList<>();
    operations.add("=" + sources(cell, 3));
    for (int edge = 5; edge >= 0; edge--) {
      char letter = (char) ('a' + edge);
      int to = edge < 1 ? 1 : edge < 3 ? 2 : 3;
      int from = edge - to * (to - 1) / 2;
      if (operations.stream().anyMatch(text -> text.indexOf(letter, 1) >= 0)) {
        int kind = EdgeOperation.ALL.indexOf(cell.operation(from, to));
        operations.add(letter + Integer.toString(kind) + sources(cell, from));
      }
    }
    return operations;
  }

  private static String sources(NasBench201Architecture cell, int node) {
    if (node == 0) {
      return "x";
    }
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < node; from++) {
      String source = sources(cell, from);
      switch (cell.operation(from, node)) {
        case NONE -> {}
        case SKIP_CONNECT -> text.append(source);
        case AVERAGE_POOL_3X3 -> {
          if (!source.isEmpty()) {
            text.append((char) ('a' + NasBench201Architecture.edge(from, node)));
          }
        }
        case CONVOLUTION_1X1, CONVOLUTION_3X3 ->
            text.append((char) ('a' + NasBench201Architecture.edge(from, node)));
      }
    }
    return text.toString();
  }

  private static boolean isomorphic(List<String> a, List<String> b) {
    String letters =
        a.stream().skip(1).map(text -> text.substring(0, 1)).collect(Collectors.joining());
    String targets =
        b.stream().skip(1).map(text -> text.substring(0, 1)).collect(Collectors.joining());
    return permutations(targets).stream()
        .anyMatch(
            permuted -> {
              Set<String> renamed = new HashSet<>();
              for (String operation : a) {
                renamed.add(renamed(operation, letters, permuted));
              }
              Set<String> sorted = new HashSet<>();
              for (String operation : b) {
                sorted.add(renamed(operation, targets, targets));
              }
              return renamed.equals(sorted);
            });
  }

  /** Exchanges the letters of operations and sorts the summands. */
  private static String renamed(String operation, String from, String to) {
    String exchanged =
        operation
            .chars()
            .map(c -> from.indexOf(c) >= 0 ? to.charAt(from.indexOf(c)) : c)
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    int head = exchanged.startsWith("=") ? 1 : 2;
    char[] summands = exchanged.substring(head).toCharArray();
    Arrays.sort(summands);
    return exchanged.substring(0, head) + new String(summands);
  }

  private static List<String> permutations(String letters) {
    if (letters.isEmpty()) {
      return List.of("");
    }
    List<String> all = new ArrayList<>();
    for (int i = 0; i < letters.length(); i++) {
      String rest = letters.substring(0, i) + letters.substring(i + 1);
      for (String permuted : permutations(rest)) {
        all.add(letters.charAt(i) + permuted);
      }
    }
    return all;
  }

  private static boolean carriesSomething(NasBench201Architecture cell) {
    return reached(cell)[3];
  }

  private static boolean[] reached(NasBench201Architecture cell) {
    boolean[] reached = {true, false, false, false};
    for (int to = 1; to < 4; to++) {
      for (int from = 0; from < to; from++) {
        reached[to] |= reached[from] && cell.operation(from, to) != EdgeOperation.NONE;
      }
    }
    return reached;
  }

  private static NasBench201Architecture withoutZeros(NasBench201Architecture cell) {
    boolean[] reached = reached(cell);
    NasBench201Architecture pruned = cell;
    for (int to = 1; to < 4; to++) {
      for (int from = 0; from < to; from++) {
        if (!reached[from]) {
          pruned = pruned.with(NasBench201Architecture.edge(from, to), EdgeOperation.NONE);
        }
      }
    }
    return pruned;
  }

  @Test
  void layersAreThoseOfTheGoldenCases() throws IOException {
    NasBench201Space scored =
        new NasBench201Space(
            new NasBench201Settings(16, 5, NetworkVariant.ZERO_COST, CanonicalDefinition.LIVE));
    List<GoldenCase> cases = GoldenCase.of("nasbench201");
    assertEquals(10, cases.size());
    for (GoldenCase golden : cases) {
      Network network = scored.network(scored.parse(golden.string("arch")), CIFAR10);
      List<Network.Node> weighted =
          network.nodes().stream()
              .filter(
                  node ->
                      node.operation() instanceof Convolution || node.operation() instanceof Linear)
              .toList();
      assertEquals(golden.layers(), weighted.stream().map(Network.Node::name).toList());
      assertEquals(
          golden.convolutionAndLinearParameters(),
          weighted.stream()
              .mapToLong(node -> node.operation().parameterCount(network.inputsOf(node)))
              .sum());
    }
  }

  @Test
  void variantsDifferInBiasAndAffineOfTheCellsOnly() {
    Network trained = space.network(space.parse(ALL_3X3), CIFAR10);
    NasBench201Space scoredSpace =
        new NasBench201Space(
            new NasBench201Settings(16, 5, NetworkVariant.ZERO_COST, CanonicalDefinition.LIVE));
    Network scored = scoredSpace.network(space.parse(ALL_3X3), CIFAR10);
    assertEquals(trained.nodes().size(), scored.nodes().size());
    for (int i = 0; i < trained.nodes().size(); i++) {
      Network.Node node = trained.nodes().get(i);
      boolean searched = node.name().contains(".edge") && !(node.operation() instanceof Relu);
      if (searched) {
        assertNotEquals(node.operation(), scored.nodes().get(i).operation(), node.name());
      } else {
        assertEquals(node, scored.nodes().get(i));
      }
    }
    assertTrue(
        scored.nodes().stream()
            .map(Network.Node::operation)
            .noneMatch(new BatchNorm(true, 1e-5, 0.1, false)::equals));
  }

  @Test
  void aCellOfNothingYieldsZeros() {
    String nothing = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
    Network network = space.network(space.parse(nothing), CIFAR10);
    assertEquals(
        45, network.nodes().stream().filter(node -> node.operation() instanceof Zero).count());
    assertEquals(73_306, network.parameters());
    assertTrue(network.live().nodes().size() < network.nodes().size());
    assertEquals(nothing, network.id());
    assertEquals(
        nothing, space.canonicalId(space.parse(nothing.replace("none~2", "avg_pool_3x3~2"))));
    // A convolution of zeros still adds the trained shift of its batch normalisation.
    String shifted = nothing.replace("none~2", "nor_conv_3x3~2");
    assertEquals(shifted, space.canonicalId(space.parse(shifted)));
  }

  @Test
  void imagesThatCannotBeHalvedAreRefused() {
    NasBench201Architecture cell = space.parse(ALL_3X3);
    for (int pixels : new int[] {1, 2, 3, 30, 33}) {
      String message =
          assertThrows(
                  InvalidArchitectureException.class,
                  () -> space.network(cell, new Task(new FeatureShape(3, pixels, 32), 10)))
              .getMessage();
      assertEquals(
          "images of "
              + pixels
              + " x 32 pixels cannot be halved twice, as the reductions of NAS-Bench-201 do. Maybe"
              + " use images whose height and width are multiples of 4.",
          message);
    }
    space.network(cell, new Task(new FeatureShape(1, 4, 28), 2));
  }

  @Test
  void settingsShapeTheSkeleton() {
    NasBench201Space small =
        new NasBench201Space(
            new NasBench201Settings(4, 1, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));
    Network network = small.network(small.parse(ALL_3X3), new Task(new FeatureShape(1, 8, 8), 10));
    List<String> convolutions =
        network.nodes().stream()
            .filter(node -> node.operation() instanceof Convolution)
            .map(node -> node.name() + " " + node.output())
            .toList();
    assertEquals(1 + 3 * 6 + 2 * 3, convolutions.size());
    assertEquals("stem 4x8x8", convolutions.get(0));
    assertTrue(convolutions.contains("reduction1.shortcut 8x4x4"), convolutions::toString);
    assertTrue(convolutions.contains("reduction2.conv_a 16x2x2"), convolutions::toString);
    assertTrue(convolutions.contains("cell2.edge2->3 16x2x2"), convolutions::toString);
  }

  @Test
  void thereAre24NeighboursInFixedOrder() {
    NasBench201Architecture nothing =
        space.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|");
    List<NasBench201Architecture> neighbours = space.neighbours(nothing);
    assertEquals(24, neighbours.size());
    assertEquals(
        "|skip_connect~0|+|none~0|none~1|+|none~0|none~1|none~2|", space.format(neighbours.get(0)));
    assertEquals(
        "|none~0|+|none~0|none~1|+|none~0|none~1|avg_pool_3x3~2|",
        space.format(neighbours.get(23)));
  }

  @Test
  void samplesAreUniformOnEdgesAndOnPairsOfEdges() {
    RandomGenerator random = Seeds.generator(SEED);
    long[][] single = new long[6][5];
    long[][] pairs = new long[36][25];
    for (int i = 0; i < 50_000; i++) {
      int[] operations =
          space.sample(random).operations().stream().mapToInt(EdgeOperation.ALL::indexOf).toArray();
      for (int a = 0; a < 6; a++) {
        single[a][operations[a]]++;
        for (int b = 0; b < a; b++) {
          pairs[6 * a + b][5 * operations[a] + operations[b]]++;
        }
      }
    }
    for (int a = 0; a < 6; a++) {
      ChiSquare.assertUniform(single[a], "edge " + a + ", seed " + SEED);
      for (int b = 0; b < a; b++) {
        ChiSquare.assertUniform(pairs[6 * a + b], "edges " + a + " and " + b + ", seed " + SEED);
      }
    }
  }

  @Test
  void samplesAreUniformOverCells() {
    RandomGenerator random = Seeds.generator(SEED);
    long[] counts = new long[15_625];
    for (int i = 0; i < 10 * counts.length; i++) {
      counts[NasBench201Space.indexOf(space.sample(random))]++;
    }
    ChiSquare.assertUniform(counts, "cells, seed " + SEED);
  }

  @Test
  void encodingIsTheLineGraph() {
    Encoding encoding = Encoder.required(space).encode(NasBench201Space.fromIndex(0));
    assertEquals(
        List.of(
            "input",
            "none",
            "skip_connect",
            "nor_conv_1x1",
            "nor_conv_3x3",
            "avg_pool_3x3",
            "output"),
        encoding.vocabulary());
    assertEquals(List.of(0, 5, 3, 2, 3, 2, 2, 6), encoding.operations());
    String edges = "";
    for (int from = 0; from < 8; from++) {
      for (int to = 0; to < 8; to++) {
        edges += encoding.adjacency().get(from).get(to) ? " " + from + to : "";
      }
    }
    // 1..6 are the edges 0->1, 0->2, 1->2, 0->3, 1->3, 2->3 of the cell.
    assertEquals(" 01 02 04 13 15 26 36 47 57 67", edges);
  }

  @Test
  void cellGraphLeavesOutEdgesThatCarryNothing() {
    CellGraph graph =
        Diagram.of(space)
            .orElseThrow()
            .cellGraph(
                space.parse("|none~0|+|skip_connect~0|none~1|+|none~0|none~1|avg_pool_3x3~2|"));
    assertEquals(List.of("input", "1", "2", "output"), graph.nodes());
    assertEquals(
        List.of(new CellGraph.Edge(0, 2, "skip_connect"), new CellGraph.Edge(2, 3, "avg_pool_3x3")),
        graph.edges());
  }

  @Test
  void architecturesAreValues() {
    assertEquals(space.parse(ALL_3X3), space.parse(ALL_3X3));
    assertEquals(space.parse(ALL_3X3).hashCode(), space.parse(ALL_3X3).hashCode());
    assertFalse(space.parse(ALL_3X3).equals(NasBench201Space.fromIndex(0)));
    assertThrows(
        InvalidArchitectureException.class,
        () -> new NasBench201Architecture(List.of(EdgeOperation.NONE)));
  }
}
