package nas.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.operation.Add;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.Slice;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ThinNetworkTest {

  private static final Task CIFAR10 = new Task(new FeatureShape(3, 32, 32), 10);

  private static Network.Node node(Network network, String name) {
    return network.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSameGraph(Network network, Network thin) {
    assertEquals(network.id(), thin.id());
    assertEquals(network.nodes().size(), thin.nodes().size());
    for (Network.Node node : network.nodes()) {
      Network.Node other = thin.nodes().get(node.index());
      assertEquals(node.name(), other.name());
      assertEquals(node.inputs(), other.inputs());
      assertEquals(node.operation().getClass(), other.operation().getClass());
    }
  }

  @Test
  @Tag("slow")
  void stagesOfNasBench201HaveOneTwoAndFourChannels() {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    RandomGenerator random = Seeds.generator(3);
    for (int i = 0; i < 100; i++) {
      Network network = space.network(space.sample(random), CIFAR10);
      Network thin = ThinNetwork.of(network);
      assertSameGraph(network, thin);
      assertEquals("1x3x3", thin.input().toString());
      assertEquals("1x3x3", node(thin, "stem.bn").output().toString());
      assertEquals("2x2x2", node(thin, "reduction5.sum").output().toString());
      assertEquals("4x1x1", node(thin, "reduction10.sum").output().toString());
      assertEquals("10x1x1", thin.outputNode().output().toString());
    }
  }

  /** Vertices of a cell share out its channels, with remainders, and slices cut them. */
  @ParameterizedTest
  @ValueSource(ints = {5, 16, 43, 128})
  @Tag("slow")
  void cellsOfNasBench101CanAllBeThin(int channels) {
    NasBench101Space space =
        new NasBench101Space(new NasBench101Settings(channels, 3, 2, 7, 9, 0.003));
    RandomGenerator random = Seeds.generator(channels);
    for (int i = 0; i < 200; i++) {
      Network network = space.network(space.sample(random), CIFAR10);
      Network thin = ThinNetwork.of(network);
      assertSameGraph(network, thin);
      assertEquals("1x3x3", thin.input().toString());
      assertTrue(thin.parameters() < network.parameters());
      int narrowest =
          thin.nodes().stream()
              .filter(node -> node.operation() instanceof Convolution)
              .mapToInt(node -> node.output().channels())
              .min()
              .orElseThrow();
      assertEquals(1, narrowest);
    }
  }

  @Test
  void takesTheSmallestImageThatFits() {
    for (int[] sides : new int[][] {{32, 3}, {3, 3}, {2, 2}, {1, 1}}) {
      Network.Builder b = Network.builder("conv", new FeatureShape(3, sides[0], sides[0]));
      b.add("conv", Convolution.same(6, 3, 1, true), 0);
      assertEquals(sides[1], ThinNetwork.of(b.build()).input().height());
    }
    Network.Builder b = Network.builder("window", new FeatureShape(3, 9, 32));
    b.add("conv", new Convolution(6, 7, 1, 0, 1, 1, true), 0);
    assertEquals("1x7x7", ThinNetwork.of(b.build()).input().toString());
  }

  @Test
  void widthsFollowFromEachOther() {
    Network.Builder b = Network.builder("all", new FeatureShape(3, 8, 8));
    int stem = b.add("stem", Convolution.same(20, 1, 1, false), 0);
    int depthwise = b.add("depthwise", new Convolution(20, 3, 1, 1, 1, 20, false), stem);
    int doubled = b.add("doubled", new Convolution(40, 3, 1, 1, 1, 20, false), depthwise);
    int grouped = b.add("grouped", new Convolution(24, 3, 1, 1, 1, 4, false), doubled);
    int narrow = b.add("narrow", Convolution.same(8, 3, 1, false), grouped);
    int wide = b.add("wide", Convolution.same(15, 3, 1, false), grouped);
    int joined = b.add("joined", new Concatenate(), narrow, wide, narrow);
    int other = b.add("other", Convolution.same(31, 1, 1, false), grouped);
    int sum = b.add("sum", new Add(), other, joined);
    int slice = b.add("slice", new Slice(23, 31), sum);
    int front = b.add("front", new Slice(0, 8), sum);
    int both = b.add("both", new Add(), slice, front);
    int pool = b.add("pool", new GlobalAveragePool(), both);
    int hidden = b.add("hidden", new Linear(12, true), pool);
    b.add("classifier", new Linear(5, true), hidden);
    Network thin = ThinNetwork.of(b.build());
    assertEquals(
        List.of(1, 2, 2, 4, 3, 1, 1, 3, 3, 3, 1, 1, 1, 1, 12, 5),
        thin.nodes().stream().map(node -> node.output().channels()).toList());
    assertEquals(2, ((Convolution) node(thin, "depthwise").operation()).groups());
    assertEquals(2, ((Convolution) node(thin, "doubled").operation()).groups());
    assertEquals(1, ((Convolution) node(thin, "grouped").operation()).groups());
    assertEquals(new Slice(2, 3), node(thin, "slice").operation());
    assertEquals(new Slice(0, 1), node(thin, "front").operation());
  }

  @Test
  void saysWhereWidthsDisagree() {
    Network.Builder b = Network.builder("wide", new FeatureShape(3, 8, 8));
    int four = b.add("four", Convolution.same(4, 3, 1, true), 0);
    int eight = b.add("eight", Convolution.same(8, 3, 1, true), 0);
    int six = b.add("six", Convolution.same(6, 3, 1, true), 0);
    int left = b.add("left", new Concatenate(), four, eight);
    int right = b.add("right", new Concatenate(), six, six);
    b.add("sum", new Add(), left, right);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> ThinNetwork.of(b.build()));
    assertEquals(
        "node sum: a sum needs inputs of one shape, got [3x8x8, 2x8x8]", error.getMessage());
  }
}
