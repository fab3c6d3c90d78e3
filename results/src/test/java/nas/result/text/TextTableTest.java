package nas.result.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TextTableTest {

  @Test
  void columnsAreAligned() {
    TextTable table =
        new TextTable(
            List.of(TextTable.left("strategy"), TextTable.right("test %"), TextTable.left("note")),
            List.of(
                List.of("RAND", "9.5", ""), List.of("AE + warmup", "94.25", "best\u001b[31m\n")));
    assertEquals(
        """
        strategy     test %  note
        -----------  ------  ----------
        RAND            9.5
        AE + warmup   94.25  best?[31m?
        """,
        table.format());
  }

  @Test
  void emptyTablesHaveAHead() {
    assertEquals("a\n-\n", new TextTable(List.of(TextTable.left("a")), List.of()).format());
    assertThrows(
        IllegalArgumentException.class,
        () -> new TextTable(List.of(TextTable.left("a")), List.of(List.of("1", "2"))));
  }
}
