package nas.space.nasbench101;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.SharedFiles;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import nas.space.BlueprintContract;
import nas.space.CellGraph;
import nas.space.ChoiceSequenceContract;
import nas.space.DiagramContract;
import nas.space.EncoderContract;
import nas.space.Encoding;
import nas.space.EnumerationContract;
import nas.space.GoldenCase;
import nas.space.InvalidArchitectureException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NasBench101SpaceTest
    implements BlueprintContract<NasBench101Cell>,
        ChoiceSequenceContract<NasBench101Cell>,
        DiagramContract<NasBench101Cell>,
        EncoderContract<NasBench101Cell>,
        EnumerationContract<NasBench101Cell> {

  private static final Task CIFAR10 = new Task(new FeatureShape(3, 32, 32), 10);

  /** The cell like Inception that the benchmark's notebook shows. */
  private static final String INCEPTION =
      "0111010 0000001 0000001 0000100 0000001 0000001 0000000 / input conv1x1-bn-relu"
          + " conv3x3-bn-relu conv3x3-bn-relu conv3x3-bn-relu maxpool3x3 output";

  private final NasBench101Space space = new NasBench101Space(NasBench101Settings.published());

  private static NasBench101Space limited(int maxVertices, int maxEdges) {
    return new NasBench101Space(new NasBench101Settings(128, 3, 3, maxVertices, maxEdges, 0.003));
  }

  @Override
  public NasBench101Space space() {
    return space;
  }

  @Override
  public Task task() {
    return CIFAR10;
  }

  @Override
  public NasBench101Cell edited(NasBench101Cell point) {
    return point.padded(7);
  }

  @Override
  public int edits(NasBench101Cell point, NasBench101Cell other) {
    int edits = Integer.bitCount(point.adjacencyBits() ^ other.adjacencyBits());
    for (int v = 1; v < point.vertices() - 1; v++) {
      edits += point.operation(v) == other.operation(v) ? 0 : 1;
    }
    return edits;
  }

  @Override
  public List<String> malformed() {
    return List.of(
        "01 00",
        "01 00 / input",
        "01 00 / output input",
        "01 00 / input conv3x3-bn-relu output",
        "01 10 / input output",
        "11 00 / input output",
        "00 00 / input output",
        "02 00 / input output",
        "010 001 000 / input CONV3X3-BN-RELU output",
        "010 001 000 / input input output",
        "010 001 000 // input maxpool3x3 output",
        "00000001 ".repeat(8) + "/ input output",
        "0 / input",
        "/",
        "0111 0111 0011 0000 / input maxpool3x3 maxpool3x3 output");
  }

  @Test
  void refusalsSayWhatIsWrong() {
    assertRefused(
        "010 001 000 / input conv3x3 output",
        "\"010 001 000 / input conv3x3 output\" is not a NAS-Bench-101 cell: operation \"conv3x3\""
            + " of vertex 1 is not one of conv3x3-bn-relu, conv1x1-bn-relu, maxpool3x3. Maybe"
            + " conv3x3-bn-relu.");
    assertRefused(
        "010 101 000 / input maxpool3x3 output",
        "\"010 101 000 / input maxpool3x3 output\" is not a NAS-Bench-101 cell: the edge 1->0 does"
            + " not lead to a later vertex. Maybe order the vertices so that the matrix is upper"
            + " triangular.");
    assertRefused(
        "010 00 000 / input maxpool3x3 output",
        "\"010 00 000 / input maxpool3x3 output\" is not a NAS-Bench-101 cell: row 1 of the matrix"
            + " must be 3 digits 0 or 1, got \"00\".");
    assertRefused(
        "010 000 000 / input maxpool3x3 output",
        "cell 010 000 000 / input maxpool3x3 output is not valid: no path leads from input to"
            + " output.");
  }

  private void assertRefused(String text, String message) {
    assertEquals(
        message,
        assertThrows(InvalidArchitectureException.class, () -> space.parse(text)).getMessage());
  }

  @Test
  void whyInvalidNamesTheLimit() {
    // A complete graph of 5 vertices has 10 edges.
    NasBench101Cell dense =
        NasBench101Cell.parse(
            "01111 00111 00011 00001 00000 / input maxpool3x3 maxpool3x3 maxpool3x3 output");
    assertEquals(
        Optional.of(
            "10 edges lie on paths from input to output, at most 9 are allowed. Maybe raise"
                + " max-edges."),
        space.whyInvalid(dense));
    assertEquals(Optional.empty(), limited(7, 10).whyInvalid(dense));
    assertEquals(
        Optional.of(
            "5 vertices lie on paths from input to output, at most 4 are allowed. Maybe raise"
                + " max-vertices."),
        limited(4, 9).whyInvalid(dense));
    NasBench101Cell apart = NasBench101Cell.parse("010 000 000 / input maxpool3x3 output");
    assertEquals(Optional.of("no path leads from input to output."), space.whyInvalid(apart));
    assertThrows(InvalidArchitectureException.class, () -> space.canonicalId(apart));
    assertThrows(InvalidArchitectureException.class, () -> space.neighbours(apart));
    assertThrows(InvalidArchitectureException.class, () -> space.encode(apart));
    assertThrows(InvalidArchitectureException.class, () -> space.network(apart, CIFAR10));
  }

  @Test
  void cellsThatDoNotFitTogetherAreRefused() {
    List<VertexOperation> one = List.of(VertexOperation.MAX_POOL_3X3);
    assertThrows(InvalidArchitectureException.class, () -> new NasBench101Cell(1, 0, List.of()));
    assertThrows(InvalidArchitectureException.class, () -> new NasBench101Cell(8, 0, one));
    assertThrows(InvalidArchitectureException.class, () -> new NasBench101Cell(3, 8, one));
    assertThrows(InvalidArchitectureException.class, () -> new NasBench101Cell(3, -1, one));
    assertThrows(InvalidArchitectureException.class, () -> new NasBench101Cell(4, 1, one));
  }

  @Test
  void pruningDropsWhatLiesOnNoPath() {
    // Vertex 2 leads nowhere, vertex 3 is reached from nowhere.
    NasBench101Cell cell =
        space.parse(
            "01100 00001 00000 00001 00000 / input conv1x1-bn-relu maxpool3x3 conv3x3-bn-relu"
                + " output");
    NasBench101Cell pruned = space.parse("010 001 000 / input conv1x1-bn-relu output");
    assertEquals(Optional.of(pruned), cell.pruned());
    assertEquals(space.canonicalId(pruned), space.canonicalId(cell));
    assertEquals(pruned, cell.pruned().orElseThrow().pruned().orElseThrow());
    assertEquals(space.network(pruned, CIFAR10).nodes(), space.network(cell, CIFAR10).nodes());
  }

  @ParameterizedTest
  @CsvSource({
    "28cfc7874f6d200472e1a9dcd8650aa0, 2694282, " + INCEPTION,
    "'', 882570, 01 00 / input output",
    "'', 47358090, 0100000 0010000 0001000 0000100 0000010 0000001 0000000 / input conv3x3-bn-relu"
        + " conv3x3-bn-relu conv3x3-bn-relu conv3x3-bn-relu conv3x3-bn-relu output",
  })
  void hashAndParametersAreThePublishedOnes(String hash, long parameters, String text) {
    NasBench101Cell cell = space.parse(text);
    assertEquals(parameters, space.network(cell, CIFAR10).parameters());
    if (!hash.isEmpty()) {
      assertEquals(hash, space.canonicalId(cell));
    }
  }

  /** The facts of the benchmark's own test of its channel arithmetic. */
  @ParameterizedTest
  @CsvSource({
    "0100 0010 0001 0000, 8, 8, 8 8 8 8",
    "0100 0010 0001 0000, 8, 16, 8 16 16 16",
    "0100 0010 0001 0000, 16, 8, 16 8 8 8",
    "01 00, 1, 1, 1 1",
    "01 00, 1, 5, 1 5",
    "01 00, 5, 1, 5 1",
    "01100 00010 00010 00001 00000, 8, 8, 8 8 8 8 8",
    "01100 00010 00010 00001 00000, 8, 16, 8 16 16 16 16",
    "01100 00010 00010 00001 00000, 16, 8, 16 8 8 8 8",
    "0110 0001 0001 0000, 8, 8, 8 4 4 8",
    "0110 0001 0001 0000, 8, 16, 8 8 8 16",
    "0110 0001 0001 0000, 16, 8, 16 4 4 8",
    "0110 0001 0001 0000, 8, 15, 8 8 7 15",
    "01110 00001 00001 00001 00000, 8, 8, 8 3 3 2 8",
    "01110 00001 00001 00001 00000, 8, 15, 8 5 5 5 15",
    "01000 00110 00001 00001 00000, 8, 8, 8 4 4 4 8",
    "01000 00110 00001 00001 00000, 8, 9, 8 5 5 4 9",
    "01010 00101 00010 00001 00000, 8, 8, 8 4 4 4 8",
    "01010 00101 00010 00001 00000, 8, 15, 8 8 7 7 15",
  })
  void channelsAreThePublishedOnes(String matrix, int input, int output, String expected) {
    int vertices = expected.split(" ", -1).length;
    NasBench101Cell cell =
        space.parse(matrix + " / input" + " maxpool3x3".repeat(vertices - 2) + " output");
    int[] channels =
        java.util.Arrays.stream(expected.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(channels, NasBench101Network.channels(cell, input, output));
  }

  @Tag("slow")
  @Test
  void theEnumerationIsThePublishedTable() throws IOException {
    Map<String, String> published = new LinkedHashMap<>();
    for (String[] row : SharedFiles.rows("benchmarks/nasbench101/full.csv.gz")) {
      published.put(row[0], row[1] + "," + row[2] + "," + row[3]);
    }
    assertEquals(423_624, published.size());
    space
        .enumerate()
        .forEach(
            cell -> {
              StringBuilder row = new StringBuilder();
              row.append(cell.vertices()).append(',').append(cell.adjacencyBits()).append(',');
              cell.operations()
                  .forEach(
                      operation ->
                          row.append(
                              switch (operation) {
                                case CONVOLUTION_3X3 -> 'C';
                                case CONVOLUTION_1X1 -> 'c';
                                case MAX_POOL_3X3 -> 'M';
                              }));
              assertEquals(row.toString(), published.remove(GraphHash.official(cell)));
            });
    assertEquals(Map.of(), published, "published cells that the enumeration lacks");
  }

  @Tag("slow")
  @Test
  void parametersOfAllCellsAreThePublishedOnes() throws IOException {
    for (String[] row : SharedFiles.rows("benchmarks/nasbench101/full.csv.gz")) {
      List<VertexOperation> operations = new ArrayList<>();
      for (char letter : row[3].toCharArray()) {
        operations.add(VertexOperation.ALL.get("CcM".indexOf(letter)));
      }
      NasBench101Cell cell =
          new NasBench101Cell(Integer.parseInt(row[1]), Integer.parseInt(row[2]), operations);
      assertEquals(
          Long.parseLong(row[5]),
          NasBench101Network.build(cell, space.settings(), CIFAR10).parameters(),
          row[0]);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 9, 1", "3, 9, 7", "4, 9, 91", "5, 9, 2532", "7, 1, 1", "7, 2, 4"})
  void smallerLimitsGiveThePublishedCounts(int maxVertices, int maxEdges, int cells) {
    NasBench101Space small = limited(maxVertices, maxEdges);
    assertEquals(BigInteger.valueOf(cells), small.size());
    List<NasBench101Cell> all = small.enumerate().toList();
    assertEquals(cells, all.size());
    assertEquals(cells, all.stream().map(small::canonicalId).distinct().count());
    assertTrue(all.stream().allMatch(cell -> small.whyInvalid(cell).isEmpty()));
  }

  @Test
  @Tag("slow")
  void everyCellIsEnumeratedInItsFirstNumbering() {
    space()
        .enumerate()
        .forEach(
            cell -> {
              if (!cell.equals(space().representative(cell))) {
                assertEquals(cell, space().representative(cell));
              }
            });
  }

  @Test
  void hashesDoNotDependOnTheOrderOfVertices() {
    Random random = new Random(SEED);
    RandomGenerator generator = Seeds.generator(SEED);
    int moved = 0;
    for (int i = 0; i < 500; i++) {
      NasBench101Cell cell = space.sample(generator).pruned().orElseThrow();
      NasBench101Cell renumbered = renumbered(cell, random);
      moved += renumbered.equals(cell) ? 0 : 1;
      assertEquals(
          GraphHash.official(cell), GraphHash.official(renumbered), "seed " + SEED + " " + cell);
      assertEquals(GraphHash.fast(cell), GraphHash.fast(renumbered), "seed " + SEED + " " + cell);
    }
    assertTrue(moved > 50, "renumbering must do something");
  }

  /** Draws another order in which edges run forwards. */
  private static NasBench101Cell renumbered(NasBench101Cell cell, Random random) {
    List<Integer> order = new ArrayList<>();
    while (order.size() < cell.vertices()) {
      int v = random.nextInt(cell.vertices());
      boolean ready = !order.contains(v);
      for (int x = 0; x < v; x++) {
        ready &= !cell.hasEdge(x, v) || order.contains(x);
      }
      if (ready) {
        order.add(v);
      }
    }
    int bits = 0;
    List<VertexOperation> operations = new ArrayList<>();
    for (int y = 0; y < order.size(); y++) {
      if (y > 0 && y < order.size() - 1) {
        operations.add(cell.operation(order.get(y)));
      }
      for (int x = 0; x < y; x++) {
        bits |= cell.hasEdge(order.get(x), order.get(y)) ? NasBench101Cell.bit(x, y) : 0;
      }
    }
    return new NasBench101Cell(cell.vertices(), bits, operations);
  }

  @Test
  void samplesFollowThePublishedDistribution() {
    // All raw cells of 4 vertices are equally likely; the invalid ones are drawn again.
    NasBench101Space small =
        new NasBench101Space(
            new NasBench101Settings(128, 3, 3, 4, 5, 0.003).with(CellSampling.RANDOM_SPEC));
    Map<NasBench101Cell, Integer> indices = new LinkedHashMap<>();
    for (int bits = 0; bits < 1 << 6; bits++) {
      for (VertexOperation first : VertexOperation.ALL) {
        for (VertexOperation second : VertexOperation.ALL) {
          NasBench101Cell cell = new NasBench101Cell(4, bits, List.of(first, second));
          if (small.whyInvalid(cell).isEmpty()) {
            indices.put(cell, indices.size());
          }
        }
      }
    }
    long[] counts = new long[indices.size()];
    RandomGenerator random = Seeds.generator(SEED);
    for (int i = 0; i < 100 * counts.length; i++) {
      int index = indices.getOrDefault(small.sample(random), -1);
      assertTrue(index >= 0, "seed " + SEED);
      counts[index]++;
    }
    ChiSquare.assertUniform(counts, "raw cells, seed " + SEED);
  }

  @Test
  @Tag("slow")
  void everyCellIsDrawnUniformly() {
    Map<NasBench101Cell, Integer> indices = new HashMap<>();
    space.enumerate().forEach(cell -> indices.put(cell, indices.size()));
    long[] counts = new long[indices.size()];
    RandomGenerator random = Seeds.generator(SEED);
    for (int i = 0; i < 6 * counts.length; i++) {
      counts[indices.getOrDefault(space.sample(random), -1)]++;
    }
    ChiSquare.assertUniform(counts, "cells, seed " + SEED);
  }

  @Test
  @Tag("slow")
  void uniformDrawsAreExactWithinOtherLimitsToo() {
    NasBench101Space small = limited(5, 6);
    Map<String, Integer> indices = new HashMap<>();
    for (int vertices = 2; vertices <= 5; vertices++) {
      for (int bits = 0; bits < 1 << (vertices * (vertices - 1) / 2); bits++) {
        for (int labels = 0; labels < 27; labels++) {
          List<VertexOperation> operations =
              Stream.of(labels / 9, labels / 3 % 3, labels % 3)
                  .limit(vertices - 2)
                  .map(VertexOperation.ALL::get)
                  .toList();
          NasBench101Cell cell = new NasBench101Cell(vertices, bits, operations);
          if (small.whyInvalid(cell).isEmpty()) {
            indices.putIfAbsent(small.canonicalId(cell), indices.size());
          }
        }
      }
    }
    assertEquals(small.size(), BigInteger.valueOf(indices.size()));
    long[] counts = new long[indices.size()];
    RandomGenerator random = Seeds.generator(SEED);
    for (int i = 0; i < 20 * counts.length; i++) {
      counts[indices.getOrDefault(small.canonicalId(small.sample(random)), -1)]++;
    }
    ChiSquare.assertUniform(counts, "cells of at most 5 vertices, seed " + SEED);
  }

  /** The share of cells of 7 vertices among draws is what tells the two ways apart. */
  @Test
  void theTwoWaysToDrawDifferInTheSizesOfCells() {
    NasBench101Space asAuthors =
        new NasBench101Space(NasBench101Settings.published().with(CellSampling.RANDOM_SPEC));
    assertEquals(0.848, shareOfLargestCells(space), 0.015);
    assertEquals(0.004, shareOfLargestCells(asAuthors), 0.003);
    assertEquals("cells drawn uniformly", space.drawing());
    assertEquals("cells drawn by random_spec, which favours small ones", asAuthors.drawing());
  }

  private static double shareOfLargestCells(NasBench101Space drawn) {
    RandomGenerator random = Seeds.generator(SEED);
    int draws = 10_000;
    int largest = 0;
    for (int i = 0; i < draws; i++) {
      largest += drawn.sample(random).pruned().orElseThrow().vertices() == 7 ? 1 : 0;
    }
    return (double) largest / draws;
  }

  @Test
  void layersAreThoseOfTheGoldenCases() throws IOException {
    NasBench101Space scored = new NasBench101Space(new NasBench101Settings(16, 3, 3, 7, 9, 0.003));
    List<GoldenCase> cases = GoldenCase.of("nasbench101");
    assertEquals(7, cases.size());
    for (GoldenCase golden : cases) {
      List<String> labels = golden.strings("ops");
      String text =
          golden.digits("matrix").replaceAll("(.{" + labels.size() + "})", "$1 ")
              + "/ "
              + String.join(" ", labels);
      Network network = scored.network(scored.parse(text), CIFAR10);
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
  void networksHaveNoDeadLayers() {
    RandomGenerator random = Seeds.generator(SEED);
    for (int i = 0; i < 200; i++) {
      Network network = space.network(space.sample(random), CIFAR10);
      assertEquals(network.nodes().size(), network.live().nodes().size(), "seed " + SEED);
    }
  }

  @Test
  void smallCellsGrowThroughNeutralEdits() {
    NasBench101Cell cell = space.parse("01 00 / input output");
    List<NasBench101Cell> neighbours = space.neighbours(cell);
    // 21 edges less the only one that joins input and output, and 5 vertices by 2 operations.
    assertEquals(30, neighbours.size());
    assertTrue(neighbours.stream().allMatch(neighbour -> neighbour.vertices() == 7));
    assertTrue(
        neighbours.stream().allMatch(neighbour -> neighbour.pruned().equals(Optional.of(cell))));
    HashSet<String> reached = new HashSet<>();
    for (NasBench101Cell neighbour : neighbours) {
      space.neighbours(neighbour).forEach(next -> reached.add(space.canonicalId(next)));
    }
    // Two edits add one vertex, with or without keeping the direct edge: the direct edge must stay
    // until the detour is complete, and of the operations only the one of the padding shows.
    assertEquals(2, reached.size());
  }

  @Test
  void encodingIsPrunedAndPadded() {
    Encoding encoding =
        space.encode(space.parse("0110 0001 0001 0000 / input conv3x3-bn-relu maxpool3x3 output"));
    assertEquals(
        List.of("input", "conv3x3-bn-relu", "conv1x1-bn-relu", "maxpool3x3", "output", "none"),
        encoding.vocabulary());
    assertEquals(List.of(0, 1, 3, 5, 5, 5, 4), encoding.operations());
    String edges = "";
    for (int from = 0; from < 7; from++) {
      for (int to = 0; to < 7; to++) {
        edges += encoding.adjacency().get(from).get(to) ? " " + from + to : "";
      }
    }
    assertEquals(" 01 02 16 26", edges);
  }

  @Test
  void cellGraphIsPruned() {
    CellGraph graph =
        space.cellGraph(
            space.parse("0101 0010 0000 0000 / input conv3x3-bn-relu maxpool3x3 output"));
    assertEquals(List.of("input", "output"), graph.nodes());
    assertEquals(List.of(new CellGraph.Edge(0, 1, "")), graph.edges());
  }

  @Test
  void imagesTooSmallForTheStacksAreRefused() {
    NasBench101Cell cell = space.parse(INCEPTION);
    String message =
        assertThrows(
                InvalidArchitectureException.class,
                () -> space.network(cell, new Task(new FeatureShape(3, 3, 32), 10)))
            .getMessage();
    assertEquals(
        "images of 3 x 32 pixels are too small for 3 stacks, which need 4 pixels in both"
            + " directions. Maybe use greater images or fewer stacks.",
        message);
    space.network(cell, new Task(new FeatureShape(1, 4, 7), 2));
  }

  @Test
  void aSpaceOfOneCellHasNoMutation() {
    NasBench101Space tiny = limited(2, 1);
    NasBench101Cell cell = tiny.sample(Seeds.generator(SEED));
    assertEquals("01 00 / input output", tiny.format(cell));
    assertEquals(List.of(), tiny.neighbours(cell));
    assertThrows(
        InvalidArchitectureException.class, () -> tiny.mutate(cell, Seeds.generator(SEED)));
  }

  @Test
  void cellsAboveTheLimitOnlyBeforePruningHaveNeighbours() {
    NasBench101Space small = limited(4, 9);
    NasBench101Cell cell =
        small.parse(
            "0110000 0000001 0000001 0000100 0000000 0000001 0000000"
                + INCEPTION.substring(INCEPTION.indexOf(" /")));
    assertEquals(7, cell.vertices());
    assertEquals(4, cell.pruned().orElseThrow().vertices());
    assertTrue(small.neighbours(cell).stream().allMatch(other -> other.vertices() == 4));
  }
}
