package nas.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import nas.network.operation.Add;
import nas.network.operation.AveragePool;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.GlobalAveragePool;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import nas.network.operation.Relu;
import nas.network.operation.Slice;
import nas.network.operation.Zero;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NetworkTest {

  private static final FeatureShape IMAGE = new FeatureShape(4, 9, 11);
  private static final Operation CONVOLUTION = Convolution.same(4, 3, 1, false);

  /** Sizes as PyTorch 2 gives them; weights counted by hand. */
  @ParameterizedTest
  @CsvSource({
    "8, 3, 1, 1, 1, 1, false, 8x9x11, 288, 28512",
    "8, 3, 2, 1, 1, 1, false, 8x5x6, 288, 8640",
    "8, 3, 1, 0, 1, 1, true, 8x7x9, 296, 18144",
    "8, 3, 1, 2, 2, 1, false, 8x9x11, 288, 28512",
    "8, 3, 1, 0, 4, 1, false, 8x1x3, 288, 864",
    "8, 3, 1, 1, 1, 4, true, 8x9x11, 80, 7128",
    "4, 5, 3, 2, 1, 2, false, 4x3x4, 200, 2400",
    "6, 1, 1, 0, 1, 1, false, 6x9x11, 24, 2376",
  })
  void convolutionShapesParametersAndMacs(
      int outChannels,
      int kernel,
      int stride,
      int padding,
      int dilation,
      int groups,
      boolean bias,
      String shape,
      long parameters,
      long macs) {
    Operation layer = new Convolution(outChannels, kernel, stride, padding, dilation, groups, bias);
    FeatureShape output = layer.infer(List.of(IMAGE));
    assertEquals(shape, output.toString());
    assertEquals(parameters, layer.parameterCount(List.of(IMAGE)));
    assertEquals(macs, layer.macs(List.of(IMAGE), output));
  }

  @Test
  void otherLayersInferShapesAndCountParameters() {
    assertEquals("4x4x5", new MaxPool(2, 2, 0).infer(List.of(IMAGE)).toString());
    assertEquals("4x9x11", new MaxPool(3, 1, 1).infer(List.of(IMAGE)).toString());
    assertEquals("4x5x6", new AveragePool(3, 2, 1, false).infer(List.of(IMAGE)).toString());
    assertEquals("4x1x1", new GlobalAveragePool().infer(List.of(IMAGE)).toString());
    assertEquals("8x9x11", new Concatenate().infer(List.of(IMAGE, IMAGE)).toString());
    assertEquals("2x9x11", new Slice(1, 3).infer(List.of(IMAGE)).toString());
    assertEquals(IMAGE, new Add().infer(List.of(IMAGE, IMAGE, IMAGE)));
    assertEquals(IMAGE, new Zero().infer(List.of(IMAGE)));
    assertEquals(8, BatchNorm.standard(true).parameterCount(List.of(IMAGE)));
    assertEquals(0, BatchNorm.standard(false).parameterCount(List.of(IMAGE)));
    FeatureShape features = new FeatureShape(64, 1, 1);
    Operation linear = new Linear(10, true);
    assertEquals(650, linear.parameterCount(List.of(features)));
    assertEquals(640, linear.macs(List.of(features), linear.infer(List.of(features))));
  }

  /** Of six layers with weights one reads zeros only and two do not reach the output. */
  @Test
  void layersOnPathsLeadFromTheImagesToTheOutput() {
    Network.Builder network = Network.builder("paths", IMAGE);
    int first = network.add("first", CONVOLUTION, 0);
    int zero = network.add("zero", new Zero(), first);
    int ofZeros = network.add("of-zeros", CONVOLUTION, zero);
    int deadEnd = network.add("dead-end", CONVOLUTION, first);
    network.add("dead-end.next", CONVOLUTION, deadEnd);
    int second = network.add("second", CONVOLUTION, first);
    int sum = network.add("sum", new Add(), ofZeros, second);
    int pool = network.add("pool", new GlobalAveragePool(), sum);
    network.add("classifier", new Linear(3, true), pool);
    assertEquals(3, network.build().weightedLayersOnPaths());
  }

  @Test
  void nothingLiesOnAPathWhereThereIsNone() {
    Network.Builder network = Network.builder("none", IMAGE);
    int zero = network.add("zero", new Zero(), network.add("first", CONVOLUTION, 0));
    int pool = network.add("pool", new GlobalAveragePool(), zero);
    network.add("classifier", new Linear(3, true), pool);
    assertEquals(0, network.build().weightedLayersOnPaths());
  }

  @Test
  void layersThatDoNotFitAreRefused() {
    assertRefused(
        new Convolution(8, 3, 1, 1, 1, 8, false), "groups (8) must divide the input's", IMAGE);
    assertRefused(new Convolution(8, 11, 1, 0, 1, 1, false), "a window of 11 pixels", IMAGE);
    assertRefused(new Convolution(8, 3, 1, 0, 5, 1, false), "a window of 11 pixels", IMAGE);
    assertRefused(new MaxPool(12, 1, 1), "a window of 12 pixels", IMAGE);
    assertRefused(new Linear(10, true), "features x 1 x 1, got 4x9x11", IMAGE);
    assertRefused(new Slice(2, 5), "channels 2 to 5 do not exist in 4x9x11", IMAGE);
    assertRefused(new Slice(2, 2), "channels 2 to 2", IMAGE);
    assertRefused(new Add(), "inputs of one shape", IMAGE, new FeatureShape(4, 9, 10));
    assertRefused(new Add(), "inputs of one shape");
    assertRefused(new Concatenate(), "one size", IMAGE, new FeatureShape(4, 9, 10));
    assertRefused(new Concatenate(), "at least one input");
    assertRefused(new Relu(), "takes one input, got 2", IMAGE, IMAGE);
    assertRefused(new Relu(), "takes one input, got 0");
    assertRefused(new Input(IMAGE), "no inputs", IMAGE);
    assertThrows(IllegalArgumentException.class, () -> new Convolution(9, 3, 1, 1, 1, 2, false));
    assertThrows(IllegalArgumentException.class, () -> new FeatureShape(0, 1, 1));
  }

  private static void assertRefused(Operation layer, String part, FeatureShape... inputs) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> layer.infer(List.of(inputs)))
            .getMessage();
    assertTrue(String.valueOf(message).contains(part), message);
  }

  @Test
  void builderNamesTheNodeThatDoesNotFit() {
    Network.Builder builder = Network.builder("id", IMAGE);
    assertEquals(
        "node head: a linear layer needs features x 1 x 1, got 4x9x11",
        assertThrows(
                IllegalArgumentException.class, () -> builder.add("head", new Linear(10, true), 0))
            .getMessage());
    assertEquals(
        "node later reads node 7, which is not there yet",
        assertThrows(IllegalArgumentException.class, () -> builder.add("later", new Relu(), 7))
            .getMessage());
    assertEquals(
        "two nodes are named input",
        assertThrows(IllegalArgumentException.class, () -> builder.add("input", new Relu(), 0))
            .getMessage());
  }

  @Test
  void liveDropsAndRenumbersNodesThatDoNotReachTheOutput() {
    Network.Builder builder = Network.builder("id", IMAGE);
    int dead = builder.add("dead", Convolution.same(8, 3, 1, true), 0);
    builder.add("deader", BatchNorm.standard(true), dead);
    int live = builder.add("live", Convolution.same(4, 1, 1, false), 0);
    builder.add("sum", new Add(), live, 0);
    Network network = builder.build();
    Network pruned = network.live();
    assertEquals(
        List.of("input", "live", "sum"), pruned.nodes().stream().map(Network.Node::name).toList());
    assertEquals(List.of(1, 0), pruned.outputNode().inputs());
    assertEquals(List.of(0, 1, 2), pruned.nodes().stream().map(Network.Node::index).toList());
    assertEquals(296 + 16 + 16, network.parameters());
    assertEquals(16, pruned.parameters());
    assertEquals(16 * 99, pruned.macs());
    assertEquals(16 * 99 + 288 * 99, network.macs());
    assertEquals("id", pruned.id());
    assertSame(pruned, pruned.live());
  }

  @Test
  void liveKeepsTheInputEvenIfTheOutputIsZeros() {
    Network.Builder builder = Network.builder("id", IMAGE);
    builder.add("dead", new Relu(), 0);
    builder.add("zero", new Zero(), 0);
    assertEquals(2, builder.build().live().nodes().size());
    assertEquals(IMAGE, builder.build().live().input());
  }

  @Test
  void blocksFollowOneAnotherAndSurviveWhatIsLeftOut() {
    Network.Builder b = Network.builder("blocks", IMAGE);
    assertEquals(List.of(), Network.builder("none", IMAGE).build().blocks());
    b.block(Network.Role.STEM);
    int stem = b.within(b.add("stem", CONVOLUTION, 0), 2);
    b.block(Network.Role.CELL);
    b.add("dead", CONVOLUTION, stem);
    b.yields(stem);
    b.block(Network.Role.HEAD);
    b.add("head", CONVOLUTION, b.within(stem, 1));
    Network network = b.build();
    assertEquals(
        List.of(
            new Network.Block(Network.Role.STEM, 1, 2, 1),
            new Network.Block(Network.Role.CELL, 2, 3, 1),
            new Network.Block(Network.Role.HEAD, 3, 4, 3)),
        network.blocks());
    assertEquals(
        List.of(
            new Network.Block(Network.Role.STEM, 1, 2, 1),
            new Network.Block(Network.Role.CELL, 2, 2, 1),
            new Network.Block(Network.Role.HEAD, 2, 3, 2)),
        network.live().blocks());
    assertTrue(network.live().knowsContainers());
    assertEquals(3, network.live().containers(network.live().nodes().get(1)));
    assertEquals(0, network.containers(network.outputNode()));
  }
}
