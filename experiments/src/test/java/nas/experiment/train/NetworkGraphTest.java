package nas.experiment.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
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

final class NetworkGraphTest {

  private static final Set<Class<?>> KINDS =
      Set.of(
          Input.class,
          Add.class,
          AveragePool.class,
          BatchNorm.class,
          Concatenate.class,
          Convolution.class,
          GlobalAveragePool.class,
          Linear.class,
          MaxPool.class,
          Relu.class,
          Slice.class,
          Zero.class);

  private static Network everyLayer() {
    Network.Builder b = Network.builder("every \"layer\"", new FeatureShape(3, 8, 8));
    int stem = b.add("stem", Convolution.same(4, 3, 2, false), 0);
    int norm = b.add("norm", BatchNorm.standard(true), stem);
    int relu = b.add("relu", new Relu(), norm);
    int second = b.add("second", Convolution.same(4, 1, 1, false), relu);
    int max = b.add("max", new MaxPool(3, 1, 1), relu);
    int average = b.add("average", new AveragePool(3, 1, 1, true), relu);
    int zero = b.add("zero", new Zero(), average);
    int sum = b.add("sum", new Add(), second, max, zero);
    int join = b.add("join", new Concatenate(), sum, average);
    int slice = b.add("slice", new Slice(1, 5), join);
    int mean = b.add("mean", new GlobalAveragePool(), slice);
    b.add("classifier", new Linear(2, true), mean);
    return b.build();
  }

  @Test
  void everyLayerIsDrawn() {
    Network network = everyLayer();
    Set<Class<?>> layers = new HashSet<>();
    network.nodes().forEach(node -> layers.add(node.operation().getClass()));
    assertEquals(KINDS, layers);
    String dot = new NetworkGraph(network).dot();
    List<String> labels =
        Pattern.compile("\\[label=\"([^\"]*)\"")
            .matcher(dot)
            .results()
            .map(match -> match.group(1))
            .toList();
    assertEquals(
        List.of(
            "input\\n3x8x8",
            "conv 3x3/2, norm, relu\\n4x4x4",
            "conv 1x1\\n4x4x4",
            "max pool 3x3\\n4x4x4",
            "average pool 3x3\\n4x4x4",
            "zero\\n4x4x4",
            "+\\n4x4x4",
            "join\\n8x4x4",
            "channels 1 to 5\\n4x4x4",
            "mean\\n4x1x1",
            "linear\\n2x1x1"),
        labels);
    assertTrue(dot.contains("label=\"every \\\"layer\\\"\""), dot);
    Matcher edges = Pattern.compile("n(\\d+) -> n(\\d+);").matcher(dot);
    int count = 0;
    while (edges.find()) {
      count++;
      assertTrue(Integer.parseInt(edges.group(1)) < Integer.parseInt(edges.group(2)), dot);
    }
    assertEquals(13, count, "one for each input of a node, but two inside a box");
    assertTrue(new NetworkGraph(network).svg().startsWith("<svg "));
  }
}
