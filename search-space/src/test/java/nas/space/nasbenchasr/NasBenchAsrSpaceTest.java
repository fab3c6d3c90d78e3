package nas.space.nasbenchasr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.core.SharedFiles;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Task;
import nas.network.operation.Convolution;
import nas.network.operation.Dropout;
import nas.network.operation.LayerNorm;
import nas.network.operation.Zero;
import nas.space.Blueprint;
import nas.space.BlueprintContract;
import nas.space.ChoiceSequenceContract;
import nas.space.DiagramContract;
import nas.space.Encoder;
import nas.space.EncoderContract;
import nas.space.Encoding;
import nas.space.EnumerationContract;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NasBenchAsrSpaceTest
    implements BlueprintContract<NasBenchAsrCell>,
        ChoiceSequenceContract<NasBenchAsrCell>,
        DiagramContract<NasBenchAsrCell>,
        EncoderContract<NasBenchAsrCell>,
        EnumerationContract<NasBenchAsrCell> {

  private static final String TABLE = "benchmarks/nasbench-asr/all_hashes.csv.gz";
  private static final String PUBLISHED = "[[1,0],[1,0,0],[1,0,0,0]]";

  /** With the 48 outputs that the published counts are of. */
  private static final Task COUNTED = task(8, 48);

  private final NasBenchAsrSpace space = new NasBenchAsrSpace(NasBenchAsrSettings.published());

  @Override
  public Space<NasBenchAsrCell> space() {
    return space;
  }

  @Override
  public Task task() {
    return task(40, 49);
  }

  private static Task task(int steps, int outputs) {
    return new Task(FeatureShape.sequence(80, steps), new ClassPerStep(outputs, steps / 4));
  }

  @Override
  public int edits(NasBenchAsrCell point, NasBenchAsrCell other) {
    return (int)
        IntStream.range(0, 9)
            .filter(i -> !point.numbers().get(i).equals(other.numbers().get(i)))
            .count();
  }

  @Override
  public List<String> malformed() {
    return List.of(
        PUBLISHED + "]",
        PUBLISHED.replace("0]]", "2]]"),
        PUBLISHED.replace("[[1", "[[6"),
        PUBLISHED.replace("[[1", "[[-1"),
        PUBLISHED.replace("[[1", "[[1.0"),
        PUBLISHED.replace("[[1", "[[99999999999999999999"),
        PUBLISHED.replace("[1,0,0]", "[1,0]"),
        "1_0_1_0_0_1_0_0",
        "1_0_1_0_0_1_0_0_0_0",
        "6_0_1_0_0_1_0_0_0",
        "conv5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[1, 0], [1, 0, 0], [1, 0, 0, 0]]",
        "((1,0),(1,0,0),(1,0,0,0))",
        "1_0_1_0_0_1_0_0_0"
      })
  void formsOfOtherProgramsAreRead(String text) {
    assertEquals(PUBLISHED, space.format(space.parse(text)));
  }

  @Test
  void refusalsSayWhichNumber() {
    assertRefused(
        "[[1,0],[1,0,0],[9,0,0,0]]",
        "\"[[1,0],[1,0,0],[9,0,0,0]]\" is not a NAS-Bench-ASR cell: number 6 (9) is no operation."
            + " Maybe one from 0 to 5: linear, conv5, conv5d2, conv7, conv7d2, zero.");
    assertRefused(
        "[[1,3],[1,0,0],[1,0,0,0]]",
        "\"[[1,3],[1,0,0],[1,0,0,0]]\" is not a NAS-Bench-ASR cell: number 2 (3) says whether a"
            + " skip is there. Maybe 0 or 1.");
    assertRefused(
        "[[1,0],[1,0]]",
        "\"[[1,0],[1,0]]\" is not a NAS-Bench-ASR cell: it is not of the form"
            + " [[op1,s10],[op2,s20,s21],[op3,s30,s31,s32]]. Maybe write it as"
            + " [[1,0],[1,0,0],[1,0,0,0]].");
  }

  private void assertRefused(String text, String message) {
    assertEquals(
        message,
        assertThrows(InvalidArchitectureException.class, () -> space.parse(text)).getMessage());
  }

  /** Hash, representative, number of cells and parameters of all published graphs. */
  @Test
  void hashesAndParametersOfAllCellsAreThePublishedOnes() throws IOException {
    List<String[]> rows = SharedFiles.rows(TABLE);
    Map<String, List<NasBenchAsrCell>> cells =
        NasBenchAsrSpace.enumerate().collect(Collectors.groupingBy(space::canonicalId));
    assertEquals(8_242, rows.size());
    assertEquals(8_242, cells.size());
    Map<List<CellOperation>, Long> parameters = new HashMap<>();
    for (String[] row : rows) {
      List<NasBenchAsrCell> equal = Objects.requireNonNull(cells.get(row[0]), row[0]);
      assertTrue(equal.contains(space.parse(row[1])), row[0]);
      assertEquals(Integer.parseInt(row[2]), equal.size(), row[0]);
      NasBenchAsrCell first = NasBenchAsrSpace.ofHash(row[0]).orElseThrow();
      assertEquals(equal.get(0), first);
      for (NasBenchAsrCell cell : List.of(first, space.parse(row[1]))) {
        // Skips have no parameters, which the next test shows.
        assertEquals(
            Long.parseLong(row[3]),
            parameters.computeIfAbsent(
                cell.operations(), operations -> space.network(cell, COUNTED).parameters()),
            row[0]);
      }
    }
    assertEquals(Optional.empty(), NasBenchAsrSpace.ofHash("0".repeat(32)));
  }

  @Test
  void skipsHaveNoParameters() {
    for (NasBenchAsrCell cell : samples(40)) {
      NasBenchAsrCell plain =
          new NasBenchAsrCell(cell.operations(), List.of(false, false, false, false, false, false));
      assertEquals(
          space.network(plain, COUNTED).parameters(), space.network(cell, COUNTED).parameters());
    }
  }

  @Test
  @Tag("slow")
  void goldenHashesAndParametersAreThose() throws IOException {
    String json = Files.readString(SharedFiles.require("golden/nasbench-asr-hashes.json"));
    Matcher golden =
        Pattern.compile(
                "\"arch\":\\s*(\\[.*?\\]\\s*\\]),\\s*\"hash\":\\s*\"(\\w+)\".*?"
                    + "\"same_hash_configs\":\\s*(\\d+),\\s*\"params_lstm_one_bias\":\\s*(\\d+),"
                    + "\\s*\"params_lstm_two_biases\":\\s*(\\d+),\\s*\"params_no_rnn\":\\s*(\\d+),"
                    + "\\s*\"params_published_count\":\\s*(\\d+)",
                Pattern.DOTALL)
            .matcher(json);
    int found = 0;
    while (golden.find()) {
      NasBenchAsrCell cell = space.parse(golden.group(1).replaceAll("\\s", ""));
      assertEquals(golden.group(2), space.canonicalId(cell));
      assertEquals(
          Integer.parseInt(golden.group(3)),
          NasBenchAsrSpace.enumerate()
              .filter(other -> space.canonicalId(other).equals(golden.group(2)))
              .count());
      assertEquals(golden.group(4), parameters(cell, 500, 1, 49));
      assertEquals(golden.group(5), parameters(cell, 500, 2, 49));
      assertEquals(golden.group(6), parameters(cell, 0, 1, 49));
      assertEquals(golden.group(7), parameters(cell, 500, 1, 48));
      found++;
    }
    assertEquals(24, found);
  }

  private static String parameters(NasBenchAsrCell cell, int lstm, int biases, int outputs) {
    return Long.toString(
        new NasBenchAsrSpace(new NasBenchAsrSettings(100, 3, lstm, biases, 0.2))
            .network(cell, task(8, outputs))
            .parameters());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1,0],[1,0,0],[1,0,0,0]] | 36855332a5778e0df5114305bc3ce238 | 26338848",
        "[[0,0],[0,0,0],[0,0,0,0]] | 7b23d5980c2d91151af3dfcd98fce513 | 75586848",
        "[[4,1],[4,1,1],[4,1,1,1]] | d86ed2614abac4be573cc5e016dffe22 | 27375648",
        "[[5,0],[5,0,0],[5,0,0,0]] | d751713988987e9331980363e24189ce | 23695248"
      })
  void publishedCellsHoldWithoutTheTable(String text, String hash, long parameters) {
    NasBenchAsrCell cell = space.parse(text);
    assertEquals(hash, space.canonicalId(cell));
    assertEquals(parameters, space.network(cell, COUNTED).parameters());
  }

  /** The published counts of equal hashes. */
  @Test
  void hashesNumberAsPublished() {
    Map<String, Long> cells =
        NasBenchAsrSpace.enumerate()
            .collect(Collectors.groupingBy(space::canonicalId, Collectors.counting()));
    assertEquals(8_242, cells.size());
    assertEquals(812, cells.get("d751713988987e9331980363e24189ce"));
    assertEquals(160, cells.get("0cd539fc3f5d6664ce2bde06ee1a671c"));
    assertEquals(
        8_000,
        NasBenchAsrSpace.enumerate()
            .filter(cell -> !cell.operations().contains(CellOperation.ZERO))
            .map(space::canonicalId)
            .distinct()
            .count());
  }

  @Test
  void enumerationIsTheLibrarysOrder() {
    List<NasBenchAsrCell> first = NasBenchAsrSpace.enumerate().limit(13).toList();
    assertEquals("[[0,0],[0,0,0],[0,0,0,0]]", space.format(first.get(0)));
    assertEquals("[[5,0],[0,0,0],[0,0,0,0]]", space.format(first.get(5)));
    assertEquals("[[0,1],[0,0,0],[0,0,0,0]]", space.format(first.get(6)));
    assertEquals("[[0,0],[1,0,0],[0,0,0,0]]", space.format(first.get(12)));
  }

  @Test
  void thereAre21NeighboursInFixedOrder() {
    List<NasBenchAsrCell> neighbours = space.neighbours(space.parse(PUBLISHED));
    assertEquals(21, neighbours.size());
    assertEquals("[[0,0],[1,0,0],[1,0,0,0]]", space.format(neighbours.get(0)));
    assertEquals("[[1,0],[1,0,0],[1,0,0,1]]", space.format(neighbours.get(20)));
  }

  @Test
  void samplesAreUniformOverCells() {
    RandomGenerator random = Seeds.generator(SEED);
    long[] counts = new long[NasBenchAsrCell.CELLS];
    for (int i = 0; i < 10 * counts.length; i++) {
      counts[space.sample(random).index()]++;
    }
    ChiSquare.assertUniform(counts, "cells, seed " + SEED);
  }

  @Test
  void encodingHasOperationsAndSums() {
    Encoding encoding = Encoder.required(space).encode(space.parse("[[2,1],[5,0,1],[0,1,0,0]]"));
    assertEquals(
        List.of("input", "linear", "conv5", "conv5d2", "conv7", "conv7d2", "zero", "sum", "output"),
        encoding.vocabulary());
    assertEquals(List.of(0, 3, 7, 6, 7, 1, 8), encoding.operations());
    StringBuilder edges = new StringBuilder();
    for (int from = 0; from < 7; from++) {
      for (int to = 0; to < 7; to++) {
        edges.append(encoding.adjacency().get(from).get(to) ? " " + from + to : "");
      }
    }
    assertEquals(" 01 02 06 12 23 24 34 45 56", edges.toString());
  }

  /** The published paddings of all kernels, left and right. */
  @ParameterizedTest
  @CsvSource({"1, 0, 4, 5, 1", "2, 4, 4, 5, 2", "3, 2, 4, 7, 1", "4, 8, 4, 7, 2"})
  void convolutionsOfCellsArePaddedAsPublished(
      int operation, int left, int right, int kernel, int dilation) {
    Network network =
        space.network(space.parse("[[%d,0],[5,0,1],[5,0,0,1]]".formatted(operation)), task());
    Convolution convolution = convolution(network, "block3.cell5.node1");
    assertEquals(new Padding(0, left, 0, right), convolution.padding());
    assertEquals(kernel, convolution.kernel().width());
    assertEquals(dilation, convolution.dilation().width());
    assertEquals(100, convolution.groups());
    assertEquals(1_200, convolution.outChannels());
  }

  private static Convolution convolution(Network network, String name) {
    return (Convolution)
        network.nodes().stream()
            .filter(node -> node.name().equals(name))
            .findFirst()
            .orElseThrow()
            .operation();
  }

  @Test
  void blocksShortenToAQuarter() {
    Network network = space.network(space.parse(PUBLISHED), task());
    List<String> shapes =
        IntStream.range(0, 4)
            .mapToObj(
                block ->
                    network.nodes().stream()
                        .filter(node -> node.name().equals("block%d.conv".formatted(block)))
                        .map(node -> node.output().toString())
                        .collect(Collectors.joining()))
            .toList();
    assertEquals(List.of("600x40", "800x40", "1000x20", "1200x10"), shapes);
    assertEquals(new Padding(0, 3, 0, 4), convolution(network, "block1.conv").padding());
    assertEquals(new Padding(0, 5, 0, 2), convolution(network, "block2.conv").padding());
    assertEquals(
        4 + 18,
        network.nodes().stream()
            .filter(node -> node.operation().equals(new LayerNorm(true, 1e-3)))
            .count());
    assertEquals(
        4 + 3 * 18,
        network.nodes().stream().filter(node -> node.operation().equals(new Dropout(0.2))).count());
  }

  /** Multiply-adds by hand, of the published cell at 40 steps. */
  @Test
  void multiplyAddsAreThoseOfTheFormula() {
    long sum = 0;
    int before = 80;
    int[] channels = {600, 800, 1_000, 1_200};
    int[] steps = {40, 40, 20, 10};
    for (int block = 0; block < 4; block++) {
      long width = channels[block];
      sum += before * 8L * width * steps[block];
      sum += (3L + block) * 3 * width * (width / 100) * 5 * steps[block];
      before = channels[block];
    }
    sum += 10 * (4 * 500 * 1_700L + 500 * 49);
    assertEquals(sum, space.network(space.parse(PUBLISHED), task()).macs());
  }

  @Test
  void aCellWithoutPathYieldsZeros() {
    Network network = space.network(space.parse("[[5,0],[5,0,0],[5,0,0,0]]"), task());
    assertEquals(
        54, network.nodes().stream().filter(node -> node.operation() instanceof Zero).count());
    assertFalse(network.live().nodes().size() == network.nodes().size());
  }

  @Test
  void otherDataAreRefused() {
    NasBenchAsrCell cell = space.parse(PUBLISHED);
    assertEquals(
        "networks of NAS-Bench-ASR read sequences of features, such as 80 mel features at 200"
            + " steps, not images of 3x32x32. Maybe use another search space for these data.",
        refusal(cell, new FeatureShape(3, 32, 32)));
    assertEquals(
        "sequences of 30 steps cannot be shortened to a quarter, as NAS-Bench-ASR does. Maybe pad"
            + " them to a multiple of 4 steps.",
        refusal(cell, FeatureShape.sequence(80, 30)));
  }

  @Test
  void otherTargetsAreRefused() {
    assertEquals(
        "networks of NAS-Bench-ASR yield sequences of 49 features at 10 steps for sequences of 80"
            + " features at 40 steps, not what is asked for: 49 classes. Maybe ask for the class of"
            + " every fourth step.",
        refusal(space.parse(PUBLISHED), FeatureShape.sequence(80, 40)));
  }

  private String refusal(NasBenchAsrCell cell, FeatureShape input) {
    return String.valueOf(
        assertThrows(
                InvalidArchitectureException.class, () -> space.network(cell, new Task(input, 49)))
            .getMessage());
  }

  @Test
  void networksCanBeNarrower() {
    ResizableBlueprint<NasBenchAsrCell> blueprint =
        (ResizableBlueprint<NasBenchAsrCell>) Blueprint.required(space);
    assertEquals(new NetworkSize(600, 3), blueprint.size());
    Network small =
        blueprint.resized(new NetworkSize(12, 1)).network(space.parse(PUBLISHED), task());
    assertEquals(FeatureShape.sequence(49, 10), small.outputNode().output());
    assertTrue(small.parameters() < 1_200_000);
    assertThrows(IllegalArgumentException.class, () -> blueprint.resized(new NetworkSize(16, 1)));
  }
}
