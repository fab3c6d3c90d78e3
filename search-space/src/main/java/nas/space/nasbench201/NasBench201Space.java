package nas.space.nasbench201;

import static nas.space.nasbench201.NasBench201Architecture.CELLS;
import static nas.space.nasbench201.NasBench201Architecture.EDGES;
import static nas.space.nasbench201.NasBench201Architecture.NODES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.DelegatingSpace;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Rule;

/**
 * The 15,625 cells of NAS-Bench-201 in the published skeleton.
 *
 * <p>Dong and Yang 2020, NAS-Bench-201: Extending the Scope of Reproducible Neural Architecture
 * Search, arXiv:2001.00326. The skeleton: 3x3 convolution and batch normalisation; three stages of
 * cells with C, 2C and 4C channels; between stages a residual block that halves height and width;
 * batch normalisation, ReLU, global mean, linear classifier. It takes images of any number of
 * channels whose height and width are multiples of 4.
 *
 * <p>In a network, convolutions and the classifier are named {@code stem}, {@code cell0.edge0->1},
 * {@code reduction5.conv_a}, {@code reduction5.conv_b}, {@code reduction5.shortcut} and {@code
 * classifier}; the number is that of the cells before. All other layers carry the name of what they
 * belong to with a suffix, as in {@code cell0.edge0->1.bn}. A node of a cell whose edges are all
 * {@code none} is a layer of zeros. {@link Network#parameters()} equals the published number.
 * {@link Network#macs()} counts convolutions and the weights of the classifier; the published FLOPs
 * count its bias too, so they are greater by the number of classes.
 */
public final class NasBench201Space implements DelegatingSpace<NasBench201Architecture> {

  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");
  private static final Pattern NUMBERS =
      Pattern.compile("[\\[(]\\s*[0-9]{1,4}(\\s*,\\s*[0-9]{1,4}){0,20}\\s*,?\\s*[\\])]");

  /** The operations of NASLib by number, and for each edge here, the position that it has there. */
  private static final List<EdgeOperation> NASLIB_OPERATIONS =
      List.of(
          EdgeOperation.SKIP_CONNECT,
          EdgeOperation.NONE,
          EdgeOperation.CONVOLUTION_3X3,
          EdgeOperation.CONVOLUTION_1X1,
          EdgeOperation.AVERAGE_POOL_3X3);

  private static final int[] NASLIB_EDGES = {0, 1, 3, 2, 4, 5};
  private static final GrammarSpace<NasBench201Architecture> CELLS_OF_THE_GRAMMAR =
      GrammarSpace.of(
          "nasbench201",
          new Grammar(
              Rule.graph(
                  NODES, Rule.choose(EdgeOperation.NAMES), EdgeOperation.NONE.publishedName()),
              " "),
          new GrammarSpace.Form<>(NasBench201Space::cell, NasBench201Space::derivation));

  /** By definition, for every code the smallest code of an equal cell; made when first needed. */
  private static final Map<CanonicalDefinition, int[]> REPRESENTATIVES = new ConcurrentHashMap<>();

  private final NasBench201Settings settings;

  /** Creates the space. */
  public NasBench201Space(NasBench201Settings settings) {
    this.settings = settings;
  }

  /** Returns the settings. */
  public NasBench201Settings settings() {
    return settings;
  }

  /**
   * Returns the index, 0 to 15,624, under which the benchmark lists a cell.
   *
   * <p>The published order is the shuffle, by Python's generator seeded with 88, of the cells in
   * lexicographic order of their operations.
   */
  public static int indexOf(NasBench201Architecture architecture) {
    return OfficialOrder.index(architecture.code());
  }

  /**
   * Returns the cell that the benchmark lists under an index.
   *
   * @throws IndexOutOfBoundsException unless the index is from 0 to 15,624
   */
  public static NasBench201Architecture fromIndex(int index) {
    if (index < 0 || index >= CELLS) {
      throw new IndexOutOfBoundsException(
          "NAS-Bench-201 has the cells 0 to " + (CELLS - 1) + ", not " + index);
    }
    return NasBench201Architecture.ofCode(OfficialOrder.code(index));
  }

  private static NasBench201Architecture cell(Derivation derivation) {
    EdgeOperation[] operations = new EdgeOperation[EDGES];
    for (int edge = 0; edge < EDGES; edge++) {
      operations[edge] = EdgeOperation.ALL.get(derivation.parts().get(edge).option());
    }
    return new NasBench201Architecture(List.of(operations));
  }

  private static Derivation derivation(NasBench201Architecture cell) {
    Derivation[] edges = new Derivation[EDGES];
    for (int edge = 0; edge < EDGES; edge++) {
      edges[edge] = Derivation.taking(EdgeOperation.ALL.indexOf(cell.operations().get(edge)));
    }
    return Derivation.of(List.of(edges));
  }

  /**
   * Returns the cells as a {@link Grammar} has them: neighbours differ in the operation of one
   * edge, edge by edge, operations in the order of {@link EdgeOperation}; controllers choose the
   * operation of each edge; encodings have nodes for input, edges and output.
   */
  @Override
  public GrammarSpace<NasBench201Architecture> inner() {
    return CELLS_OF_THE_GRAMMAR;
  }

  /** Returns all 15,625 cells in the benchmark's order, whichever of them count as equal. */
  public Stream<NasBench201Architecture> enumerate() {
    return IntStream.range(0, CELLS).mapToObj(NasBench201Space::fromIndex);
  }

  /** Draws one of the 15,625 cells uniformly, by one number. */
  @Override
  public NasBench201Architecture sample(RandomGenerator random) {
    return NasBench201Architecture.ofCode(random.nextInt(CELLS));
  }

  @Override
  public String drawing() {
    return "cells drawn uniformly";
  }

  /**
   * Returns the published string of the lexicographically first cell that counts as the same
   * architecture by {@link NasBench201Settings#canonical()}.
   */
  @Override
  public String canonicalId(NasBench201Architecture architecture) {
    return representative(architecture).toString();
  }

  /** Returns the lexicographically first cell that counts as the same architecture. */
  @Override
  public NasBench201Architecture representative(NasBench201Architecture architecture) {
    int[] smallest =
        REPRESENTATIVES.computeIfAbsent(settings.canonical(), CanonicalDefinition::representatives);
    return NasBench201Architecture.ofCode(smallest[architecture.code()]);
  }

  @Override
  public List<Capability<NasBench201Architecture>> capabilities() {
    Enumeration<NasBench201Architecture> officialOrder = this::enumerate;
    return Stream.concat(
            Stream.of(blueprint(), officialOrder), DelegatingSpace.super.capabilities().stream())
        .toList();
  }

  /**
   * Reads a published architecture string, {@code |op~0|+|op~0|op~1|+|op~0|op~1|op~2|}, or the
   * index of a cell in the official order.
   */
  @Override
  public NasBench201Architecture parse(String text) {
    if (text.startsWith("|")) {
      return NasBench201Architecture.parse(text);
    }
    String stripped = text.strip();
    if (INDEX.matcher(stripped).matches()) {
      int index = Integer.parseInt(stripped);
      if (index >= CELLS) {
        throw new InvalidArchitectureException(
            "NAS-Bench-201 has the cells 0 to " + (CELLS - 1) + ", not " + index + ".");
      }
      return fromIndex(index);
    }
    if (NUMBERS.matcher(stripped).matches()) {
      throw numbers(stripped);
    }
    return NasBench201Architecture.parse(text);
  }

  /** Numbers of operations mean different things to different programs, and could be meant so. */
  private static InvalidArchitectureException numbers(String text) {
    int[] numbers =
        Pattern.compile("\\D+")
            .splitAsStream(text.replaceFirst("^\\D+", ""))
            .mapToInt(Integer::parseInt)
            .toArray();
    if (numbers.length != EDGES
        || Arrays.stream(numbers).anyMatch(n -> n >= NASLIB_OPERATIONS.size())) {
      return new InvalidArchitectureException(
          ErrorText.quote(text)
              + " is not a NAS-Bench-201 cell. Maybe write it as"
              + " |op~0|+|op~0|op~1|+|op~0|op~1|op~2|, or as its official index.");
    }
    List<EdgeOperation> operations = new ArrayList<>();
    for (int edge : NASLIB_EDGES) {
      operations.add(NASLIB_OPERATIONS.get(numbers[edge]));
    }
    return new InvalidArchitectureException(
        ErrorText.quote(text)
            + " does not say which order of edges and operations its numbers are of. Maybe write"
            + " it as "
            + new NasBench201Architecture(operations)
            + ", if they are those of NASLib.");
  }

  /** Returns the published architecture string. */
  @Override
  public String format(NasBench201Architecture architecture) {
    return architecture.toString();
  }

  /** Returns nothing: every cell is valid. */
  @Override
  public Optional<String> whyInvalid(NasBench201Architecture architecture) {
    return Optional.empty();
  }

  public Network network(NasBench201Architecture architecture, Task task) {
    return NasBench201Network.build(canonicalId(architecture), architecture, settings, task);
  }

  private ResizableBlueprint<NasBench201Architecture> blueprint() {
    return new ResizableBlueprint<>() {
      @Override
      public Network network(NasBench201Architecture architecture, Task task) {
        return NasBench201Space.this.network(architecture, task);
      }

      @Override
      public NetworkSize size() {
        return new NetworkSize(settings.channels(), settings.cellsPerStage());
      }

      @Override
      public Blueprint<NasBench201Architecture> resized(NetworkSize size) {
        return new NasBench201Space(
                new NasBench201Settings(
                    size.channels(), size.cells(), settings.variant(), settings.canonical()))
            ::network;
      }
    };
  }
}
