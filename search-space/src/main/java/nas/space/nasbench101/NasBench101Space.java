package nas.space.nasbench101;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
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
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.Space;

/**
 * The 423,624 cells of NAS-Bench-101 in the published skeleton.
 *
 * <p>Ying et al. 2019, NAS-Bench-101: Towards Reproducible Neural Architecture Search,
 * arXiv:1902.09635. A point is a cell of at most 7 vertices, pruned or not; it is valid if, once
 * pruned, it joins input and output with at most 7 vertices and 9 edges. The skeleton: 3x3
 * convolution, batch normalisation and ReLU; 3 stacks of 3 cells with C, 2C and 4C channels; 2x2
 * max pooling between stacks (an odd last row or column is dropped); global mean, linear
 * classifier.
 *
 * <p>In a network, convolutions and the classifier are named {@code stem}, {@code
 * cell0.projection1} (the 1x1 convolution through which vertex 1 reads the cell's input), {@code
 * cell0.vertex2} and {@code classifier}; vertices count in the pruned cell. All other layers carry
 * the name of what they belong to with a suffix, as in {@code cell0.vertex2.bn}.
 */
public final class NasBench101Space implements Space<NasBench101Cell> {

  private static final int PUBLISHED_SIZE = 423_624;
  private static final String PADDING = "none";

  private static final List<String> VOCABULARY =
      Stream.of(List.of("input"), VertexOperation.NAMES, List.of("output", PADDING))
          .flatMap(List::stream)
          .toList();

  private static final Set<String> PLACES = Set.of("input", "output", PADDING);

  private final NasBench101Settings settings;

  /** Creates the space. */
  public NasBench101Space(NasBench101Settings settings) {
    this.settings = settings;
  }

  /** Returns the settings. */
  public NasBench101Settings settings() {
    return settings;
  }

  @Override
  public String name() {
    return "nasbench101";
  }

  /** Returns 423,624, or, with other limits than the published ones, counts. */
  @Override
  public BigInteger size() {
    NasBench101Settings published = NasBench101Settings.published();
    return BigInteger.valueOf(
        settings.maxVertices() == published.maxVertices()
                && settings.maxEdges() == published.maxEdges()
            ? PUBLISHED_SIZE
            : PackedCells.within(settings.maxVertices(), settings.maxEdges()).size());
  }

  /**
   * Returns every cell once up to the numbering of its vertices, pruned: numbers of vertices, then
   * adjacency bits, then operations ascend.
   */
  public Stream<NasBench101Cell> enumerate() {
    return StreamSupport.stream(
        () -> new UniqueCells(settings.maxVertices(), settings.maxEdges()),
        UniqueCells.CHARACTERISTICS,
        false);
  }

  /**
   * Draws uniformly over what {@link #enumerate} yields or, by {@link CellSampling#RANDOM_SPEC}, as
   * the benchmark's authors do: every possible edge with probability 1/2 and every operation
   * uniformly, for the greatest number of vertices, until the cell is valid; such a cell is not
   * pruned.
   */
  @Override
  public NasBench101Cell sample(RandomGenerator random) {
    return switch (settings.sampling()) {
      case UNIFORM ->
          PackedCells.within(settings.maxVertices(), settings.maxEdges()).sample(random);
      case RANDOM_SPEC -> randomSpec(random);
    };
  }

  @Override
  public String drawing() {
    return switch (settings.sampling()) {
      case UNIFORM -> "cells drawn uniformly";
      case RANDOM_SPEC -> "cells drawn by random_spec, which favours small ones";
    };
  }

  private NasBench101Cell randomSpec(RandomGenerator random) {
    int vertices = settings.maxVertices();
    while (true) {
      int bits = random.nextInt(1 << NasBench101Cell.possibleEdges(vertices));
      // Drawn for invalid cells, too, so that what a generator yields depends on nothing else.
      VertexOperation[] operations = new VertexOperation[vertices - 2];
      for (int v = 0; v < operations.length; v++) {
        operations[v] = VertexOperation.ALL.get(random.nextInt(VertexOperation.ALL.size()));
      }
      if (isValid(vertices, bits)) {
        return new NasBench101Cell(vertices, bits, List.of(operations));
      }
    }
  }

  /**
   * Returns the valid cells that differ in one edge or in one operation: first the edges flipped,
   * by ascending bit, then the operations, by vertex.
   *
   * <p>The cell is first filled up to the greatest number of vertices with isolated ones before the
   * output, so that edits can make it grow. Edits that leave the pruned cell as it is count as
   * well: to grow by a vertex takes two edges, the first of which leads nowhere, and without such
   * neutral steps a search could never leave the smaller cells.
   */
  @Override
  public List<NasBench101Cell> neighbours(NasBench101Cell architecture) {
    NasBench101Cell cell = filled(architecture);
    List<NasBench101Cell> edited = new ArrayList<>();
    for (int edge = 0; edge < NasBench101Cell.possibleEdges(cell.vertices()); edge++) {
      edited.add(
          new NasBench101Cell(
              cell.vertices(), cell.adjacencyBits() ^ (1 << edge), cell.operations()));
    }
    for (int v = 1; v < cell.vertices() - 1; v++) {
      for (VertexOperation operation : VertexOperation.ALL) {
        if (operation != cell.operation(v)) {
          edited.add(cell.with(v, operation));
        }
      }
    }
    return edited.stream().filter(neighbour -> whyInvalid(neighbour).isEmpty()).toList();
  }

  /** Returns the MD5 hash by which the benchmark names the pruned cell. */
  @Override
  public String canonicalId(NasBench101Cell architecture) {
    return GraphHash.official(valid(architecture));
  }

  /** Returns the pruned cell, its vertices numbered as {@link #enumerate} meets them first. */
  @Override
  public NasBench101Cell representative(NasBench101Cell architecture) {
    return FirstNumbering.of(valid(architecture));
  }

  @Override
  public List<Capability<NasBench101Cell>> capabilities() {
    Enumeration<NasBench101Cell> enumeration = this::enumerate;
    Encoder<NasBench101Cell> encoder = this::encode;
    Diagram<NasBench101Cell> diagram = this::cellGraph;
    return List.of(blueprint(), enumeration, encoder, choiceSequence(), diagram);
  }

  /**
   * Encodes the pruned cell, filled up to the greatest number of vertices with isolated ones before
   * the output. The vocabulary is {@code input}, the three operations in published order, {@code
   * output}, and {@code none} for the vertices filled in.
   */
  public Encoding encode(NasBench101Cell architecture) {
    NasBench101Cell cell = valid(architecture);
    NasBench101Cell padded = cell.padded(settings.maxVertices());
    List<String> labels = cell.labels();
    List<Integer> operations = new ArrayList<>();
    for (int v = 0; v < padded.vertices() - 1; v++) {
      operations.add(VOCABULARY.indexOf(v < cell.vertices() - 1 ? labels.get(v) : PADDING));
    }
    operations.add(VOCABULARY.indexOf(labels.get(cell.vertices() - 1)));
    List<List<Boolean>> adjacency =
        IntStream.range(0, padded.vertices())
            .mapToObj(
                x ->
                    IntStream.range(0, padded.vertices())
                        .mapToObj(y -> padded.hasEdge(x, y))
                        .toList())
            .toList();
    return new Encoding(VOCABULARY, operations, adjacency, PLACES);
  }

  /**
   * Returns cells that need not be pruned: for the greatest number of vertices, every possible edge
   * by ascending bit (0: it is not there), then the operation of every inner vertex as its index in
   * {@link VertexOperation}. Smaller cells are filled up with isolated vertices before the output.
   */
  public ChoiceSequence<NasBench101Cell> choiceSequence() {
    int edges = NasBench101Cell.possibleEdges(settings.maxVertices());
    List<Integer> sizes = new ArrayList<>(Collections.nCopies(edges, 2));
    sizes.addAll(Collections.nCopies(settings.maxVertices() - 2, VertexOperation.ALL.size()));
    return new ChoiceSequence<>(sizes, choices -> decode(choices, edges), this::choices);
  }

  private Optional<NasBench101Cell> decode(List<Integer> choices, int edges) {
    int bits = 0;
    for (int edge = 0; edge < edges; edge++) {
      bits |= choices.get(edge) << edge;
    }
    NasBench101Cell cell =
        new NasBench101Cell(
            settings.maxVertices(),
            bits,
            choices.subList(edges, choices.size()).stream().map(VertexOperation.ALL::get).toList());
    return Optional.of(cell).filter(decoded -> whyInvalid(decoded).isEmpty());
  }

  private List<Integer> choices(NasBench101Cell architecture) {
    NasBench101Cell cell = filled(architecture);
    List<Integer> choices = new ArrayList<>();
    for (int edge = 0; edge < NasBench101Cell.possibleEdges(cell.vertices()); edge++) {
      choices.add(cell.adjacencyBits() >> edge & 1);
    }
    cell.operations().forEach(operation -> choices.add(VertexOperation.ALL.indexOf(operation)));
    return choices;
  }

  /** Returns the pruned cell. */
  public CellGraph cellGraph(NasBench101Cell architecture) {
    NasBench101Cell cell = valid(architecture);
    List<CellGraph.Edge> edges = new ArrayList<>();
    for (int y = 1; y < cell.vertices(); y++) {
      for (int x = 0; x < y; x++) {
        if (cell.hasEdge(x, y)) {
          edges.add(new CellGraph.Edge(x, y, ""));
        }
      }
    }
    return new CellGraph(cell.labels(), edges);
  }

  /**
   * Reads the rows of the adjacency matrix, a slash, and the operations with input and output, as
   * in {@code 010 001 000 / input conv3x3-bn-relu output}; pruned or not.
   */
  @Override
  public NasBench101Cell parse(String text) {
    NasBench101Cell cell = NasBench101Cell.parse(text);
    valid(cell);
    return cell;
  }

  @Override
  public String format(NasBench101Cell architecture) {
    return architecture.toString();
  }

  @Override
  public Optional<String> whyInvalid(NasBench101Cell architecture) {
    if (isValid(architecture.vertices(), architecture.adjacencyBits())) {
      return Optional.empty();
    }
    return Optional.of(
        architecture.pruned().map(this::whyTooLarge).orElse("no path leads from input to output."));
  }

  /** Says whether edges, as bits, join input and output without too many vertices or edges. */
  private boolean isValid(int vertices, int adjacencyBits) {
    int kept = NasBench101Cell.onPaths(vertices, adjacencyBits);
    return kept != 0
        && Integer.bitCount(kept) <= settings.maxVertices()
        && NasBench101Cell.edgesAmong(kept, vertices, adjacencyBits) <= settings.maxEdges();
  }

  private String whyTooLarge(NasBench101Cell pruned) {
    return pruned.vertices() > settings.maxVertices()
        ? pruned.vertices()
            + " vertices lie on paths from input to output, at most "
            + settings.maxVertices()
            + " are allowed. Maybe raise max-vertices."
        : pruned.edges()
            + " edges lie on paths from input to output, at most "
            + settings.maxEdges()
            + " are allowed. Maybe raise max-edges.";
  }

  public Network network(NasBench101Cell architecture, Task task) {
    NasBench101Cell cell = valid(architecture);
    return NasBench101Network.build(cell, settings, task);
  }

  /** Returns a valid point with the greatest number of vertices, pruned only if it has more. */
  private NasBench101Cell filled(NasBench101Cell architecture) {
    NasBench101Cell pruned = valid(architecture);
    return (architecture.vertices() <= settings.maxVertices() ? architecture : pruned)
        .padded(settings.maxVertices());
  }

  /** Returns the pruned cell of a valid point. */
  private NasBench101Cell valid(NasBench101Cell architecture) {
    Optional<String> problem = whyInvalid(architecture);
    if (problem.isPresent()) {
      throw new InvalidArchitectureException(
          "cell " + architecture + " is not valid: " + problem.get());
    }
    return architecture.pruned().orElseThrow();
  }

  private ResizableBlueprint<NasBench101Cell> blueprint() {
    return new ResizableBlueprint<>() {
      @Override
      public Network network(NasBench101Cell architecture, Task task) {
        return NasBench101Space.this.network(architecture, task);
      }

      @Override
      public NetworkSize size() {
        return new NetworkSize(settings.stemChannels(), settings.cellsPerStack());
      }

      /**
       * {@inheritDoc} There must be at least as many channels as vertices between the input and the
       * output of the greatest cell.
       */
      @Override
      public Blueprint<NasBench101Cell> resized(NetworkSize size) {
        return new NasBench101Space(
                new NasBench101Settings(
                    size.channels(),
                    settings.stacks(),
                    size.cells(),
                    settings.maxVertices(),
                    settings.maxEdges(),
                    settings.batchNormMomentum(),
                    settings.sampling()))
            ::network;
      }
    };
  }
}
