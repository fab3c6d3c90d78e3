package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Architectures as other programs write them. */
final class WrittenFormsTest {

  private static final NasBench201Space SPACE =
      new NasBench201Space(NasBench201Settings.published());

  private static String refusal(org.junit.jupiter.api.function.Executable parse) {
    return String.valueOf(assertThrows(InvalidArchitectureException.class, parse).getMessage());
  }

  @Test
  void anIndexIsThatOfTheOfficialOrder() {
    for (int index : new int[] {0, 235, 15_624}) {
      assertEquals(NasBench201Space.fromIndex(index), SPACE.parse(" " + index + " "));
    }
    assertTrue(refusal(() -> SPACE.parse("15625")).contains("0 to 15624, not 15625"));
    assertTrue(refusal(() -> SPACE.parse("-1")).contains("Maybe write it as |op~0|"));
  }

  @Test
  void numbersOfOperationsAreRefusedWithTheCellThatTheyMayMean() {
    // Edges 1-2, 1-3, 1-4, 2-3, 2-4, 3-4; skip, none, 3x3, 1x1, pool.
    String written =
        "|avg_pool_3x3~0|+|skip_connect~0|nor_conv_1x1~1|"
            + "+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|";
    for (String text : new String[] {"(4, 0, 3, 3, 4, 3)", "[4,0,3,3,4,3]", "( 4,0,3,3,4,3, )"}) {
      String message = refusal(() -> SPACE.parse(text));
      assertTrue(message.contains("Maybe write it as " + written), message);
    }
    for (String text : new String[] {"(4, 0, 3)", "(9, 0, 3, 1, 4, 3)", "()", "(1,2,3,4,5,6,7)"}) {
      assertTrue(refusal(() -> SPACE.parse(text)).contains("Maybe write it as |op~0|"), text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[0,1,1],[0,0,1],[0,0,0]], ['input','conv1x1-bn-relu','output']",
        "([[0, 1, 1], [0, 0, 1], [0, 0, 0]], [\"input\", \"conv1x1-bn-relu\", \"output\"])",
        "{'matrix': [[0 1 1] [0 0 1] [0 0 0]], 'ops': ['input', 'conv1x1-bn-relu', 'output']}",
        "matrix=np.array([[0,1,1],\n[0,0,1],\n[0,0,0]]), ops=('input','conv1x1-bn-relu','output')",
        "((0,1,1),(0,0,1),(0,0,0)), ['input','conv1x1-bn-relu','output']"
      })
  void listsOfPythonAreCells(String text) {
    assertEquals(
        NasBench101Cell.parse("011 001 000 / input conv1x1-bn-relu output"),
        NasBench101Cell.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[[0,1,1],[0,0,1],[0,0,0]]", "[[0,2],[0,0]]", "[]", "[[0,1],[0,0]] x", "[[[[["})
  void otherListsAreRefusedWithTheFormThatIsWanted(String text) {
    assertTrue(refusal(() -> NasBench101Cell.parse(text)).contains(" / input"), text);
  }
}
