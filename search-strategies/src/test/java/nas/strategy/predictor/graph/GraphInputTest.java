package nas.strategy.predictor.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import nas.space.Encoder;
import nas.space.Encoding;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

class GraphInputTest {

  private static final NasBench201Space SPACE =
      new NasBench201Space(NasBench201Settings.published());

  private static Encoding encoding(String cell) {
    return Encoder.required(SPACE).encode(SPACE.parse(cell));
  }

  /** Rows of 0 and 1, the global node first. */
  private static String[] rows(GraphInput graph) {
    String[] rows = new String[graph.nodes()];
    for (int i = 0; i < rows.length; i++) {
      StringBuilder row = new StringBuilder();
      for (int j = 0; j < rows.length; j++) {
        row.append((int) graph.adjacency()[i * rows.length + j]);
      }
      rows[i] = row.toString();
    }
    return rows;
  }

  @Test
  void aFullCellIsTheLineGraphWithAGlobalNode() {
    GraphInput graph =
        GraphInput.of(
            encoding(
                "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|"
                    + "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"));
    assertArrayEquals(
        new String[] {
          "111111111",
          "011101000", // input feeds the three edges out of node 0
          "001010100",
          "000100010",
          "000010010",
          "000001001",
          "000000101",
          "000000011",
          "000000001"
        },
        rows(graph));
    assertArrayEquals(new int[] {7, 0, 4, 3, 5, 4, 4, 4, 6}, graph.features());
  }

  @Test
  void skipsAreContractedAndDeadEdgesKeepTheirPlace() {
    // 0->1 skip, 1->2 none, 0->2 none, 0->3 pool, 1->3 conv, 2->3 conv: the last is unreachable.
    GraphInput graph =
        GraphInput.of(
            encoding(
                "|skip_connect~0|+|none~0|none~1|"
                    + "+|avg_pool_3x3~0|nor_conv_3x3~1|nor_conv_1x1~2|"));
    assertArrayEquals(
        new String[] {
          "111111111",
          "010001100",
          "001000000",
          "000100000",
          "000010000",
          "000001001",
          "000000101",
          "000000010",
          "000000001"
        },
        rows(graph));
    assertArrayEquals(new int[] {7, 0, -1, -1, -1, 5, 4, -1, 6}, graph.features());
  }

  @Test
  void aCellWithoutAnyPathKeepsItsEnds() {
    GraphInput graph = GraphInput.of(encoding("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"));
    assertEquals("010000000", rows(graph)[1]);
    assertArrayEquals(new int[] {7, 0, -1, -1, -1, -1, -1, -1, 6}, graph.features());
  }
}
