package nas.strategy.predictor.regression;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.Space;
import nas.space.darts.DartsSettings;
import nas.space.darts.DartsSpace;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

final class SubsetFeaturesTest {

  private static final NasBench201Space CELLS =
      new NasBench201Space(NasBench201Settings.published());

  private static <A> SubsetFeatures of(Space<A> space) {
    return new SubsetFeatures(encoding(space, space.sample(Seeds.generator(1))));
  }

  private static <A> Encoding encoding(Space<A> space, A architecture) {
    return Encoder.required(space).encode(architecture);
  }

  private static double value(SubsetFeatures features, Encoding encoding, String name) {
    return features.of(encoding)[features.names().indexOf(name)];
  }

  @Test
  void aCellOfNasBench201ByHand() {
    SubsetFeatures features = of(CELLS);
    // 31 subsets of 5 operations.
    assertEquals(31 * 5, features.names().size());
    Encoding cell =
        encoding(
            CELLS,
            CELLS.parse(
                "|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|"
                    + "+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|"));
    String three = "nor_conv_3x3";
    assertEquals(2, value(features, cell, "shortest path of " + three));
    assertEquals(2, value(features, cell, "longest path of " + three));
    assertEquals(1, value(features, cell, "fed by input of " + three));
    assertEquals(2, value(features, cell, "feeding output of " + three));
    assertEquals(3, value(features, cell, "number of " + three));
    assertEquals(Double.NaN, value(features, cell, "shortest path of nor_conv_1x1"));
    assertEquals(1, value(features, cell, "shortest path of skip_connect"));
    String all =
        features.names().stream()
            .filter(name -> name.startsWith("longest") && name.split("\\+", -1).length == 5)
            .findFirst()
            .orElseThrow();
    assertEquals(3, value(features, cell, all));
  }

  @Test
  void verticesHaveOperationsAndPlacesHaveNone() {
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    SubsetFeatures features = of(space);
    assertEquals(7 * 5, features.names().size());
    Encoding cell =
        encoding(
            space,
            space.parse("0101 0010 0001 0000 / input conv3x3-bn-relu conv1x1-bn-relu output"));
    assertEquals(0, value(features, cell, "shortest path of maxpool3x3"), "input to output");
    assertEquals(0, value(features, cell, "longest path of conv3x3-bn-relu"));
    assertEquals(2, value(features, cell, "longest path of conv3x3-bn-relu + conv1x1-bn-relu"));
    assertEquals(1, value(features, cell, "fed by input of conv3x3-bn-relu"));
    assertEquals(0, value(features, cell, "feeding output of conv3x3-bn-relu"));
    // Both cells of DARTS have seven operations, and each of them alone and all but it count.
    assertEquals((1 + 14 + 14) * 5, of(new DartsSpace(DartsSettings.published())).names().size());
  }

  @Test
  void subsetsAreAllOfAFewAndTheSmallestOfMany() {
    for (int operations = 1; operations <= 7; operations++) {
      List<List<Integer>> subsets = SubsetFeatures.subsets(operations);
      assertEquals((1 << operations) - 1, subsets.size());
      assertEquals(subsets.size(), new HashSet<>(subsets).size());
    }
    assertEquals(1 + 2 * 8 + 2 * 28, SubsetFeatures.subsets(8).size());
    assertEquals(1 + 2 * 20, SubsetFeatures.subsets(20).size());
    assertEquals(1 + 200, SubsetFeatures.subsets(200).size());
    assertEquals(List.of(), SubsetFeatures.subsets(0));
  }

  /** Path lengths and counts by walking all paths. */
  private static double[] walked(SubsetFeatures features, Encoding encoding) {
    List<Double> found = new ArrayList<>();
    for (int i = 0; i < features.names().size(); i += 5) {
      String words = features.names().get(i).substring("shortest path of ".length());
      Set<String> subset = Set.of(words.split(" \\+ ", -1));
      double shortest = Double.NaN;
      double longest = Double.NaN;
      Set<Integer> fed = new HashSet<>();
      Set<Integer> feeding = new HashSet<>();
      Deque<List<Integer>> open = new ArrayDeque<>(List.of(List.of(0)));
      while (!open.isEmpty()) {
        List<Integer> path = open.remove();
        int last = path.get(path.size() - 1);
        if (last == encoding.nodes() - 1) {
          List<Integer> inner = path.subList(1, path.size() - 1);
          if (inner.stream().allMatch(node -> subset.contains(word(encoding, node)))) {
            shortest = Double.isNaN(shortest) ? inner.size() : Math.min(shortest, inner.size());
            longest = Double.isNaN(longest) ? inner.size() : Math.max(longest, inner.size());
          }
          inner.stream().limit(1).forEach(fed::add);
          inner.stream().skip(Math.max(0, inner.size() - 1)).forEach(feeding::add);
        }
        for (int to = last + 1; to < encoding.nodes(); to++) {
          if (encoding.adjacency().get(last).get(to)) {
            List<Integer> longer = new ArrayList<>(path);
            longer.add(to);
            open.add(longer);
          }
        }
      }
      found.add(shortest);
      found.add(longest);
      found.add((double) fed.stream().filter(n -> subset.contains(word(encoding, n))).count());
      found.add((double) feeding.stream().filter(n -> subset.contains(word(encoding, n))).count());
      found.add(
          (double)
              encoding.operations().stream()
                  .filter(o -> subset.contains(encoding.vocabulary().get(o)))
                  .count());
    }
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static String word(Encoding encoding, int node) {
    return encoding.vocabulary().get(encoding.operations().get(node));
  }

  @Test
  void countsAreThoseOfAllPaths() {
    RandomGenerator random = Seeds.generator(7);
    NasBench101Space vertices = new NasBench101Space(NasBench101Settings.published());
    SubsetFeatures ofVertices = of(vertices);
    SubsetFeatures ofEdges = of(CELLS);
    for (int i = 0; i < 50; i++) {
      Encoding cell = encoding(vertices, vertices.sample(random));
      assertArrayEquals(walked(ofVertices, cell), ofVertices.of(cell));
      Encoding edges = encoding(CELLS, CELLS.sample(random));
      assertArrayEquals(walked(ofEdges, edges), ofEdges.of(edges));
    }
  }
}
