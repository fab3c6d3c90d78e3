package nas.space.nasbenchasr;

import static nas.space.nasbenchasr.NasBenchAsrCell.CELLS;
import static nas.space.nasbenchasr.NasBenchAsrCell.NODES;
import static nas.space.nasbenchasr.NasBenchAsrCell.OPTIONS;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.CellGraph;
import nas.space.ChoiceSequence;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.Space;

/**
 * The 13,824 cells of NAS-Bench-ASR in the published network, which 8,242 hashes tell apart.
 *
 * <p>Mehrotra et al. 2021, NAS-Bench-ASR: Reproducible Neural Architecture Search for Speech
 * Recognition, openreview.net/forum?id=CU0APx9LMaL. The network reads sequences of features, such
 * as 80 mel features at a multiple of 4 steps, and yields at every fourth step a number for each
 * output of the task: the blank, which is output 0, and the phonemes.
 *
 * <p>The skips are those of the published hash, with which results are looked up, and of the
 * published PyTorch code: 1 means that a skip is there. The TensorFlow code that trained the
 * networks lists the two options the other way round, so there 0 means that.
 *
 * <p>{@link Network#parameters()} for 48 outputs is the published number, though the networks have
 * 49.
 */
public final class NasBenchAsrSpace implements Space<NasBenchAsrCell> {

  /** The name of the space in experiment files. */
  public static final String NAME = "nasbench-asr";

  private static final String INPUT = "input";
  private static final String SUM = "sum";
  private static final String OUTPUT = "output";
  private static final List<String> VOCABULARY =
      Stream.of(List.of(INPUT), CellOperation.NAMES, List.of(SUM, OUTPUT))
          .flatMap(List::stream)
          .toList();

  private final NasBenchAsrSettings settings;

  /** Creates the space. */
  public NasBenchAsrSpace(NasBenchAsrSettings settings) {
    this.settings = settings;
  }

  /** The hashes of all cells and the first cell of each, which take a moment to compute. */
  private static final class Hashes {
    static final List<String> OF_CELLS =
        IntStream.range(0, CELLS)
            .mapToObj(index -> GraphHash.of(NasBenchAsrCell.ofIndex(index)))
            .toList();

    static final Map<String, Integer> FIRST = first();

    private static Map<String, Integer> first() {
      Map<String, Integer> first = new HashMap<>();
      for (int index = 0; index < CELLS; index++) {
        first.putIfAbsent(OF_CELLS.get(index), index);
      }
      return first;
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(CELLS);
  }

  /** Draws one of the 13,824 cells uniformly, by one number. */
  @Override
  public NasBenchAsrCell sample(RandomGenerator random) {
    return NasBenchAsrCell.ofIndex(random.nextInt(CELLS));
  }

  @Override
  public String drawing() {
    return "cells drawn uniformly";
  }

  /** Returns the 21 cells with another operation of one node, or one skip more or fewer. */
  @Override
  public List<NasBenchAsrCell> neighbours(NasBenchAsrCell architecture) {
    List<NasBenchAsrCell> neighbours = new ArrayList<>();
    List<Integer> numbers = architecture.numbers();
    for (int position = 0; position < OPTIONS.size(); position++) {
      for (int option = 0; option < OPTIONS.get(position); option++) {
        if (option != numbers.get(position)) {
          List<Integer> edited = new ArrayList<>(numbers);
          edited.set(position, option);
          neighbours.add(NasBenchAsrCell.of(edited));
        }
      }
    }
    return List.copyOf(neighbours);
  }

  /**
   * Returns the published hash. It takes some cells for one whose networks differ in where sums
   * with skips lead to.
   */
  @Override
  public String canonicalId(NasBenchAsrCell architecture) {
    return Hashes.OF_CELLS.get(architecture.index());
  }

  /** Returns the first cell with the same hash in the order of the benchmark's library. */
  @Override
  public NasBenchAsrCell representative(NasBenchAsrCell architecture) {
    return NasBenchAsrCell.ofIndex(
        Objects.requireNonNull(Hashes.FIRST.get(canonicalId(architecture))));
  }

  /**
   * Returns the first cell with a published hash, in the order of the benchmark's library; empty if
   * no cell has it.
   */
  public static Optional<NasBenchAsrCell> ofHash(String hash) {
    return Optional.ofNullable(Hashes.FIRST.get(hash)).map(NasBenchAsrCell::ofIndex);
  }

  /** Reads the published form or its numbers joined by underscores. */
  @Override
  public NasBenchAsrCell parse(String text) {
    return NasBenchAsrCell.parse(text);
  }

  /** Returns the published form without blanks, such as {@code [[1,0],[1,0,0],[1,0,0,0]]}. */
  @Override
  public String format(NasBenchAsrCell architecture) {
    return architecture.toString();
  }

  /** Returns nothing: every cell is valid. */
  @Override
  public Optional<String> whyInvalid(NasBenchAsrCell architecture) {
    return Optional.empty();
  }

  @Override
  public List<Capability<NasBenchAsrCell>> capabilities() {
    Enumeration<NasBenchAsrCell> enumeration = NasBenchAsrSpace::enumerate;
    Encoder<NasBenchAsrCell> encoder = NasBenchAsrSpace::encode;
    Diagram<NasBenchAsrCell> diagram = NasBenchAsrSpace::cellGraph;
    ChoiceSequence<NasBenchAsrCell> choices =
        new ChoiceSequence<>(
            OPTIONS, numbers -> Optional.of(NasBenchAsrCell.of(numbers)), NasBenchAsrCell::numbers);
    return List.of(blueprint(), enumeration, encoder, choices, diagram);
  }

  /** Returns all cells in the order of the benchmark's library, whichever share a hash. */
  static Stream<NasBenchAsrCell> enumerate() {
    return IntStream.range(0, CELLS).mapToObj(NasBenchAsrCell::ofIndex);
  }

  /** Returns input, and for each node its operation and the sum of it with skips. */
  private static List<String> labels(NasBenchAsrCell cell) {
    List<String> labels = new ArrayList<>(List.of(INPUT));
    for (int node = 1; node <= NODES; node++) {
      labels.add(cell.operation(node).publishedName());
      labels.add(node == NODES ? OUTPUT : SUM);
    }
    return labels;
  }

  private static List<CellGraph.Edge> edges(NasBenchAsrCell cell) {
    List<CellGraph.Edge> edges = new ArrayList<>();
    for (int node = 1; node <= NODES; node++) {
      edges.add(new CellGraph.Edge(2 * node - 2, 2 * node - 1, ""));
      edges.add(new CellGraph.Edge(2 * node - 1, 2 * node, ""));
      for (int from = 0; from < node; from++) {
        if (cell.skip(from, node)) {
          edges.add(new CellGraph.Edge(2 * from, 2 * node, ""));
        }
      }
    }
    return edges;
  }

  /** Encodes operations and sums as nodes; the last sum is the output. */
  private static Encoding encode(NasBenchAsrCell cell) {
    List<String> labels = labels(cell);
    List<CellGraph.Edge> edges = edges(cell);
    List<List<Boolean>> adjacency =
        IntStream.range(0, labels.size())
            .mapToObj(
                from ->
                    IntStream.range(0, labels.size())
                        .mapToObj(
                            to ->
                                edges.stream()
                                    .anyMatch(edge -> edge.from() == from && edge.to() == to))
                        .toList())
            .toList();
    return new Encoding(
        VOCABULARY,
        labels.stream().map(VOCABULARY::indexOf).toList(),
        adjacency,
        Set.of(INPUT, SUM, OUTPUT));
  }

  private static CellGraph cellGraph(NasBenchAsrCell cell) {
    return new CellGraph(labels(cell), edges(cell));
  }

  /**
   * Returns the network of a cell as it is written, under the published hash.
   *
   * @param task its input is a sequence whose length is a multiple of 4; what is to be said is one
   *     of the outputs, the blank among them, at every fourth step
   */
  public Network network(NasBenchAsrCell architecture, Task task) {
    return NasBenchAsrNetwork.build(canonicalId(architecture), architecture, settings, task);
  }

  private ResizableBlueprint<NasBenchAsrCell> blueprint() {
    return new ResizableBlueprint<>() {
      @Override
      public Network network(NasBenchAsrCell architecture, Task task) {
        return NasBenchAsrSpace.this.network(architecture, task);
      }

      @Override
      public NetworkSize size() {
        return new NetworkSize(6 * settings.groups(), settings.cells());
      }

      /** {@inheritDoc} The channels of the first block are a multiple of 6. */
      @Override
      public Blueprint<NasBenchAsrCell> resized(NetworkSize size) {
        if (size.channels() % 6 != 0) {
          throw new IllegalArgumentException(
              "channels (" + size.channels() + ") must be a multiple of 6");
        }
        return new NasBenchAsrSpace(
                new NasBenchAsrSettings(
                    size.channels() / 6,
                    size.cells(),
                    settings.lstm(),
                    settings.lstmBiases(),
                    settings.dropout()))
            ::network;
      }
    };
  }
}
