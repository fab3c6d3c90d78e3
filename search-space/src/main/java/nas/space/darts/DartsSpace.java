package nas.space.darts;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Enumeration;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.Space;

/**
 * The pairs of a normal and a reduction cell of DARTS in the network of NAS-Bench-301.
 *
 * <p>Liu et al. 2019, DARTS: Differentiable Architecture Search, arXiv:1806.09055; Zela et al.
 * 2022, Surrogate NAS Benchmarks, arXiv:2008.09777. A cell has 3 x 6 x 10 ways to choose two inputs
 * for each of its four nodes, and 7^8 ways to choose operations, 1,037,664,180 in all; there are
 * 1,076,746,950,459,072,400 pairs. The order of the two edges into a node does not count, but is
 * kept in texts, so that a table's own keys are found.
 *
 * <p>The network: 3x3 convolution to three times the channels and batch normalisation; normal cells
 * in three stages with a reduction cell between them, which doubles the channels; global mean,
 * linear classifier. It takes images whose height and width are multiples of 4. Both inputs of a
 * cell become as wide as the cell by ReLU, 1x1 convolution and batch normalisation, or by a
 * factorised reduction where the cell before has halved the image. The auxiliary head and dropped
 * paths of the published training are left out.
 *
 * <p>Convolutions are named {@code stem}, {@code cell0.input0}, {@code cell0.edge0->2.depthwise1},
 * {@code cell0.edge0->2.pointwise1}, {@code classifier} and so on. In the variant {@code zero-cost}
 * {@link Network#parameters()} equals the published number.
 */
public final class DartsSpace implements Space<DartsArchitecture> {

  private static final int OPERATIONS = CellOperation.ALL.size();

  /** By node: the pairs of nodes that its edges can come from, as (0, 1), (0, 2), (1, 2). */
  private static final List<List<int[]>> PAIRS = pairs();

  /** Number of options at each choice of a cell: inputs where there are several, operations. */
  private static final List<Integer> CHOICES = choices();

  private static final long CELLS =
      CHOICES.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);

  private final DartsSettings settings;

  /** Creates the space. */
  public DartsSpace(DartsSettings settings) {
    this.settings = settings;
  }

  private static List<List<int[]>> pairs() {
    List<List<int[]>> pairs = new ArrayList<>();
    for (int node = 0; node < DartsCell.NODES; node++) {
      List<int[]> into = new ArrayList<>();
      for (int second = 1; second < node; second++) {
        for (int first = 0; first < second; first++) {
          into.add(new int[] {first, second});
        }
      }
      pairs.add(into);
    }
    return pairs;
  }

  private static List<Integer> choices() {
    List<Integer> choices = new ArrayList<>();
    for (int node = DartsCell.FIRST; node < DartsCell.NODES; node++) {
      if (PAIRS.get(node).size() > 1) {
        choices.add(PAIRS.get(node).size());
      }
      choices.add(OPERATIONS);
      choices.add(OPERATIONS);
    }
    return List.copyOf(choices);
  }

  @Override
  public String name() {
    return "darts";
  }

  /** Returns the exact number of architectures, the two edges into a node in one order. */
  @Override
  public BigInteger size() {
    return BigInteger.valueOf(CELLS).pow(2);
  }

  /** Draws uniformly from all architectures, by one number. */
  @Override
  public DartsArchitecture sample(RandomGenerator random) {
    long rest = random.nextLong(Math.multiplyExact(CELLS, CELLS));
    List<Integer> choices = new ArrayList<>();
    for (int size : choiceSizes()) {
      choices.add((int) (rest % size));
      rest /= size;
    }
    return decode(choices);
  }

  @Override
  public String drawing() {
    return "pairs of cells drawn uniformly";
  }

  /**
   * Returns the 120 architectures that differ in one edge, with the edges into each node in the
   * order of where they come from: those of {@link DartsCell} edge by edge, the normal cell first.
   * An edge has another operation, or comes from another node that the other edge does not come
   * from.
   */
  @Override
  public List<DartsArchitecture> neighbours(DartsArchitecture architecture) {
    DartsArchitecture sorted = architecture.sorted();
    List<DartsArchitecture> neighbours = new ArrayList<>();
    for (DartsCell.Edit edit : sorted.normal().edits()) {
      neighbours.add(sorted.withNormal(edit));
    }
    for (DartsCell.Edit edit : sorted.reduction().edits()) {
      neighbours.add(sorted.withReduction(edit));
    }
    return neighbours;
  }

  @Override
  public DartsArchitecture mutate(DartsArchitecture architecture, RandomGenerator random) {
    DartsArchitecture sorted = architecture.sorted();
    List<DartsCell.Edit> normal = sorted.normal().edits();
    List<DartsCell.Edit> reduction = sorted.reduction().edits();
    int edit = random.nextInt(normal.size() + reduction.size());
    return edit < normal.size()
        ? sorted.withNormal(normal.get(edit))
        : sorted.withReduction(reduction.get(edit - normal.size()));
  }

  /** Returns the architecture with edges in the order of where they come from. */
  @Override
  public DartsArchitecture representative(DartsArchitecture architecture) {
    return architecture.sorted();
  }

  /**
   * Reads the lists that {@link #format} writes, the {@code Genotype} that the code of DARTS
   * prints, or a configuration of NAS-Bench-301: {@code
   * {"NetworkSelectorDatasetInfo:darts:edge_normal_0": "sep_conv_3x3", ...}}, in which the edges of
   * a cell are numbered by the node they lead to and then by the one they come from.
   */
  @Override
  public DartsArchitecture parse(String text) {
    return DartsText.parse(text);
  }

  /** Returns the pairs (node, operation) of both cells. */
  @Override
  public String format(DartsArchitecture architecture) {
    return architecture.toString();
  }

  /** Returns nothing: every architecture is valid. */
  @Override
  public Optional<String> whyInvalid(DartsArchitecture architecture) {
    return Optional.empty();
  }

  @Override
  public List<Capability<DartsArchitecture>> capabilities() {
    Encoder<DartsArchitecture> encoder = architecture -> DartsGraphs.encode(architecture.sorted());
    Diagram<DartsArchitecture> diagram = architecture -> DartsGraphs.draw(architecture.sorted());
    return List.of(
        blueprint(),
        encoder,
        diagram,
        new ChoiceSequence<>(
            choiceSizes(), choices -> Optional.of(decode(choices)), DartsSpace::encode));
  }

  @Override
  public String whyNo(Class<?> kind) {
    return kind == Enumeration.class
        ? "the space darts has 1.08e18 architectures, too many to list"
        : Space.super.whyNo(kind);
  }

  private static List<Integer> choiceSizes() {
    List<Integer> sizes = new ArrayList<>(CHOICES);
    sizes.addAll(CHOICES);
    return sizes;
  }

  private static DartsArchitecture decode(List<Integer> choices) {
    return new DartsArchitecture(
        decodeCell(choices.subList(0, CHOICES.size())),
        decodeCell(choices.subList(CHOICES.size(), 2 * CHOICES.size())));
  }

  private static DartsCell decodeCell(List<Integer> choices) {
    List<DartsCell.Edge> edges = new ArrayList<>();
    int next = 0;
    for (int node = DartsCell.FIRST; node < DartsCell.NODES; node++) {
      List<int[]> pairs = PAIRS.get(node);
      for (int from : pairs.get(pairs.size() > 1 ? choices.get(next++) : 0)) {
        edges.add(new DartsCell.Edge(from, CellOperation.ALL.get(choices.get(next++))));
      }
    }
    return new DartsCell(edges);
  }

  private static List<Integer> encode(DartsArchitecture architecture) {
    DartsArchitecture sorted = architecture.sorted();
    List<Integer> choices = new ArrayList<>();
    for (DartsCell cell : List.of(sorted.normal(), sorted.reduction())) {
      for (int node = DartsCell.FIRST; node < DartsCell.NODES; node++) {
        List<DartsCell.Edge> edges = cell.into(node);
        if (PAIRS.get(node).size() > 1) {
          int second = edges.get(1).from();
          choices.add(second * (second - 1) / 2 + edges.get(0).from());
        }
        edges.forEach(edge -> choices.add(edge.operation().number()));
      }
    }
    return choices;
  }

  /** Returns the network of an architecture. */
  public Network network(DartsArchitecture architecture, Task task) {
    return DartsNetwork.build(canonicalId(architecture), architecture.sorted(), settings, task);
  }

  private ResizableBlueprint<DartsArchitecture> blueprint() {
    return new ResizableBlueprint<>() {
      @Override
      public Network network(DartsArchitecture architecture, Task task) {
        return DartsSpace.this.network(architecture, task);
      }

      @Override
      public NetworkSize size() {
        return new NetworkSize(settings.channels(), settings.cellsPerStage());
      }

      @Override
      public Blueprint<DartsArchitecture> resized(NetworkSize size) {
        return new DartsSpace(new DartsSettings(size.channels(), size.cells(), settings.variant()))
            ::network;
      }
    };
  }
}
