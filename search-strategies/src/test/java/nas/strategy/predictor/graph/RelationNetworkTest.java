package nas.strategy.predictor.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.space.Encoding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RelationNetworkTest {

  private static final long SEED = 20261123;
  private static final int OPERATIONS = 4;
  private static final int HIDDEN = 7;

  private static Layout layout(int layers) {
    return new Layout(layers, HIDDEN, OPERATIONS + 1);
  }

  /** Parameters whose scales and shifts are not 1 and 0. */
  private static double[] parameters(Layout layout) {
    return Seeds.generator(SEED)
        .doubles(Arrays.stream(layout.lengths()).sum(), -0.8, 0.8)
        .toArray();
  }

  private static List<Encoding> encodings(int count) {
    RandomGenerator random = Seeds.generator(SEED + 1);
    List<Encoding> encodings = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int nodes = 3 + random.nextInt(4);
      List<List<Boolean>> adjacency = new ArrayList<>();
      for (int from = 0; from < nodes; from++) {
        List<Boolean> row = new ArrayList<>();
        for (int to = 0; to < nodes; to++) {
          row.add(to > from && random.nextInt(3) > 0);
        }
        adjacency.add(row);
      }
      encodings.add(
          new Encoding(
              List.of("conv", "pool", "skip_connect", "none"),
              IntStream.range(0, nodes).mapToObj(n -> random.nextInt(OPERATIONS)).toList(),
              adjacency));
    }
    return encodings;
  }

  private static List<GraphInput> graphs(int count) {
    return encodings(count).stream().map(GraphInput::of).toList();
  }

  /** The published formulas for one graph, node by node, in plain loops. */
  private static double[] embedding(GraphInput graph, Layout layout, double[] parameters) {
    int n = graph.nodes();
    int width = layout.features();
    double[][] state = new double[n][width];
    for (int i = 0; i < n; i++) {
      if (graph.features()[i] >= 0) {
        state[i][graph.features()[i]] = 1;
      }
    }
    int at = 0;
    for (int layer = 0; layer < layout.layers(); layer++) {
      double[][] next = new double[n][HIDDEN];
      int bias = at + width * HIDDEN;
      for (int i = 0; i < n; i++) {
        for (int h = 0; h < HIDDEN; h++) {
          double sum = parameters[bias + h];
          for (int j = 0; j < n; j++) {
            for (int f = 0; f < width; f++) {
              sum += graph.adjacency()[i * n + j] * state[j][f] * parameters[at + f * HIDDEN + h];
            }
          }
          next[i][h] = sum;
        }
        double mean = Arrays.stream(next[i]).average().orElseThrow();
        double variance =
            Arrays.stream(next[i]).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        for (int h = 0; h < HIDDEN; h++) {
          double normal = (next[i][h] - mean) / Math.sqrt(variance + 1e-5);
          next[i][h] =
              Math.max(
                  0, normal * parameters[bias + HIDDEN + h] + parameters[bias + 2 * HIDDEN + h]);
        }
      }
      state = next;
      at = bias + 3 * HIDDEN;
      width = HIDDEN;
    }
    return state[0];
  }

  private static double[] logShares(double[] first, double[] second, double[] parameters) {
    int bias = parameters.length - 2;
    int weight = bias - 4 * HIDDEN;
    double[] logits = new double[2];
    for (int k = 0; k < 2; k++) {
      logits[k] = parameters[bias + k];
      for (int h = 0; h < HIDDEN; h++) {
        logits[k] += parameters[weight + k * 2 * HIDDEN + h] * first[h];
        logits[k] += parameters[weight + k * 2 * HIDDEN + HIDDEN + h] * second[h];
      }
    }
    double norm = Math.log(Math.exp(logits[0]) + Math.exp(logits[1]));
    return new double[] {logits[0] - norm, logits[1] - norm};
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void computesWhatPlainLoopsCompute(int layers) {
    Layout layout = layout(layers);
    double[] parameters = parameters(layout);
    List<GraphInput> graphs = graphs(6);
    for (Precision precision : Precision.values()) {
      double tolerance = precision == Precision.FLOAT64 ? 1e-11 : 1e-5;
      try (RelationNetwork network =
          new RelationNetwork(layout, parameters, Device.CPU, precision)) {
        double[][] embeddings = network.embed(graphs);
        double[] compared = network.compare(graphs);
        for (int i = 0; i < graphs.size(); i++) {
          double[] first = embedding(graphs.get(i), layout, parameters);
          assertArrayEquals(first, embeddings[i], tolerance, "graph " + i + ", seed " + SEED);
          for (int j = 0; j < graphs.size(); j++) {
            int at = 2 * (i * graphs.size() + j);
            assertArrayEquals(
                logShares(first, embedding(graphs.get(j), layout, parameters), parameters),
                Arrays.copyOfRange(compared, at, at + 2),
                10 * tolerance);
          }
        }
      }
    }
  }

  @Test
  void theLossIsTheDivergenceOfAllOrderedPairs() {
    Layout layout = layout(3);
    double[] parameters = parameters(layout);
    List<GraphInput> graphs = graphs(5);
    double[] targets = {0.94, 0.1, 0.9, 0.5, 0.7};
    double expected = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        if (i != j) {
          double[] shares =
              logShares(
                  embedding(graphs.get(i), layout, parameters),
                  embedding(graphs.get(j), layout, parameters),
                  parameters);
          double sum = Math.exp(targets[i]) + Math.exp(targets[j]);
          double first = Math.exp(targets[i]) / sum;
          double second = Math.exp(targets[j]) / sum;
          expected += first * (Math.log(first) - shares[0]);
          expected += second * (Math.log(second) - shares[1]);
        }
      }
    }
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters, Device.CPU, Precision.FLOAT64)) {
      assertEquals(expected, network.loss(graphs, targets), 1e-10);
    }
  }

  @Test
  void gradientsEqualFiniteDifferences() {
    Layout layout = layout(3);
    double[] parameters = parameters(layout);
    List<GraphInput> graphs = graphs(4);
    double[] targets = {0.9, 0.2, 0.6, 0.4};
    double[] gradient;
    try (RelationNetwork network =
            new RelationNetwork(layout, parameters, Device.CPU, Precision.FLOAT64);
        var computed = network.gradient(graphs, targets, 0, Seeds.generator(1))) {
      gradient = computed.toDoubles();
    }
    assertEquals(parameters.length, gradient.length);
    double step = 1e-6;
    int compared = 0;
    for (int i = 0; i < parameters.length; i += 3) {
      double difference =
          (loss(layout, parameters, i, step, graphs, targets)
                  - loss(layout, parameters, i, -step, graphs, targets))
              / (2 * step);
      assertEquals(difference, gradient[i], 1e-6 * Math.max(1, Math.abs(difference)), "at " + i);
      compared += gradient[i] != 0 ? 1 : 0;
    }
    assertTrue(compared > parameters.length / 6, compared + " of " + parameters.length);
  }

  private static double loss(
      Layout layout,
      double[] parameters,
      int index,
      double step,
      List<GraphInput> graphs,
      double[] targets) {
    double[] moved = parameters.clone();
    moved[index] += step;
    try (RelationNetwork network =
        new RelationNetwork(layout, moved, Device.CPU, Precision.FLOAT64)) {
      return network.loss(graphs, targets);
    }
  }

  @Test
  void theRankingIsTheOrderThatComparisonsImply() {
    Layout layout = layout(2);
    List<GraphInput> graphs = graphs(12);
    int n = graphs.size();
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters(layout), Device.CPU, Precision.FLOAT64)) {
      double[] ranking = network.ranking(graphs);
      double[] shares = network.compare(graphs);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          double there = shares[2 * (i * n + j)] - shares[2 * (i * n + j) + 1];
          double back = shares[2 * (j * n + i)] - shares[2 * (j * n + i) + 1];
          assertEquals(there - back, ranking[i] - ranking[j], 1e-10);
        }
      }
    }
  }

  @Test
  void neitherTheBatchNorTheNumberingOfInnerNodesMatters() {
    Layout layout = layout(3);
    Encoding encoding =
        new Encoding(
            List.of("conv", "pool", "skip_connect", "none"),
            List.of(0, 1, 0, 1),
            List.of(
                List.of(false, true, true, false),
                List.of(false, false, false, true),
                List.of(false, false, false, true),
                List.of(false, false, false, false)));
    Encoding renumbered =
        new Encoding(encoding.vocabulary(), List.of(0, 0, 1, 1), encoding.adjacency());
    List<GraphInput> all = new ArrayList<>(graphs(6));
    all.add(GraphInput.of(encoding));
    all.add(GraphInput.of(renumbered));
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters(layout), Device.CPU, Precision.FLOAT64)) {
      double[][] together = network.embed(all);
      assertArrayEquals(together[6], together[7], 1e-12);
      for (int i = 0; i < all.size(); i++) {
        assertArrayEquals(together[i], network.embed(List.of(all.get(i)))[0], 1e-12);
      }
      assertTrue(
          Math.abs(together[0][0] - together[6][0]) + Math.abs(together[0][1] - together[6][1])
              > 1e-3);
    }
  }

  @Test
  void adamWStepsAsItsFormulasSay() {
    Layout layout = new Layout(1, 2, 2);
    double[] weights = parameters(layout);
    double[] mean = new double[weights.length];
    double[] square = new double[weights.length];
    RandomGenerator random = Seeds.generator(SEED);
    try (RelationNetwork network =
            new RelationNetwork(layout, weights, Device.CPU, Precision.FLOAT64);
        AdamW adam = new AdamW(network, 0.01)) {
      for (int t = 1; t <= 5; t++) {
        double[] gradient = random.doubles(weights.length, -1, 1).toArray();
        double rate = 0.1 / t;
        try (var tensor = network.weights().scope().doubles(gradient, gradient.length)) {
          adam.step(tensor, rate);
        }
        for (int i = 0; i < weights.length; i++) {
          mean[i] = 0.9 * mean[i] + 0.1 * gradient[i];
          square[i] = 0.999 * square[i] + 0.001 * gradient[i] * gradient[i];
          weights[i] -= rate * 0.01 * weights[i];
          weights[i] -=
              rate
                  * (mean[i] / (1 - Math.pow(0.9, t)))
                  / (Math.sqrt(square[i] / (1 - Math.pow(0.999, t))) + 1e-8);
        }
        assertArrayEquals(weights, network.parameters(), 1e-12, "step " + t);
      }
    }
  }

  @Test
  void dropoutLeavesOutItsShareAndIsSeeded() {
    Layout layout = new Layout(1, 400, OPERATIONS + 1);
    double[] parameters = layout.initial(Seeds.generator(SEED));
    List<GraphInput> graphs = graphs(8);
    double[] targets = new double[8];
    targets[0] = 1;
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters, Device.CPU, Precision.FLOAT64)) {
      double[][] embeddings = network.embed(graphs);
      // Parameters of the comparison get no gradient from a unit exactly where it is left out or 0.
      double[] one = headGradient(network, graphs, targets, 0.9, 1);
      assertArrayEquals(one, headGradient(network, graphs, targets, 0.9, 1));
      assertTrue(!Arrays.equals(one, headGradient(network, graphs, targets, 0.9, 2)));
      long silent = IntStream.range(0, 400).filter(h -> one[h] == 0).count();
      double expected = 0;
      for (int h = 0; h < 400; h++) {
        int unit = h;
        long active = Arrays.stream(embeddings).filter(row -> row[unit] > 0).count();
        expected += Math.pow(0.9, (double) active);
      }
      assertTrue(Math.abs(silent - expected) < 40, silent + " silent, expected " + expected);
    }
  }

  private static double[] headGradient(
      RelationNetwork network,
      List<GraphInput> graphs,
      double[] targets,
      double dropout,
      long seed) {
    try (var gradient = network.gradient(graphs, targets, dropout, Seeds.generator(seed))) {
      double[] all = gradient.toDoubles();
      return Arrays.copyOfRange(all, all.length - 2 - 4 * 400, all.length - 2 - 3 * 400);
    }
  }

  @Test
  void initialParametersHaveThePublishedRanges() {
    Layout layout = new Layout(2, 100, 6);
    double[] initial = layout.initial(Seeds.generator(SEED));
    assertEquals(6 * 100 + 300 + 100 * 100 + 300 + 400 + 2, initial.length);
    double[] weight = Arrays.copyOf(initial, 600);
    assertTrue(Arrays.stream(weight).allMatch(w -> Math.abs(w) <= 0.1));
    assertTrue(Arrays.stream(weight).max().orElseThrow() > 0.09);
    for (int h = 0; h < 100; h++) {
      assertEquals(1, initial[700 + h]);
      assertEquals(0, initial[800 + h]);
    }
    double[] head = Arrays.copyOfRange(initial, initial.length - 402, initial.length);
    double most = Arrays.stream(head).map(Math::abs).max().orElseThrow();
    assertTrue(most <= Math.sqrt(0.005) && most > 0.06);
  }

  @Test
  void nothingIsLeftBehindInNativeMemory() {
    Layout layout = layout(3);
    List<GraphInput> graphs = graphs(5);
    double[] targets = {0.9, 0.2, 0.6, 0.4, 0.1};
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters(layout), Device.CPU, Precision.FLOAT32)) {
      int before = network.weights().scope().openTensors();
      try (AdamW adam = new AdamW(network, 0.1)) {
        for (int step = 0; step < 3; step++) {
          try (var gradient = network.gradient(graphs, targets, 0.2, Seeds.generator(step))) {
            adam.step(gradient, 0.1);
          }
          assertTrue(Double.isFinite(network.loss(graphs, targets)));
          assertEquals(5, network.ranking(graphs).length);
        }
      }
      assertEquals(before, network.weights().scope().openTensors());
    }
  }

  @Test
  @Tag("slow")
  void whatDifferentiationSavesOutlivesGarbageCollection() {
    Layout layout = layout(3);
    List<GraphInput> graphs = graphs(40);
    double[] targets = Seeds.generator(SEED).doubles(40).toArray();
    try (RelationNetwork network =
        new RelationNetwork(layout, parameters(layout), Device.CPU, Precision.FLOAT32)) {
      float[] expected;
      try (var gradient = network.gradient(graphs, targets, 0.5, Seeds.generator(1))) {
        expected = gradient.toFloats();
      }
      Thread collecting =
          new Thread(
              () -> {
                while (!Thread.interrupted()) {
                  System.gc();
                  java.nio.ByteBuffer.allocateDirect(1 << 20).putInt(1);
                }
              });
      collecting.start();
      try {
        for (int i = 0; i < 20; i++) {
          try (var gradient = network.gradient(graphs, targets, 0.5, Seeds.generator(1))) {
            assertArrayEquals(expected, gradient.toFloats(), "pass " + i);
          }
        }
      } finally {
        collecting.interrupt();
      }
    }
  }
}
