package nas.result.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One table, given to people and to programs. */
final class TableTest {

  private record Search(String name, int models, double percent, Optional<Boolean> paired) {}

  private static final Table TABLE =
      Table.of(
          List.of(
              Field.text("strategy", Search::name).headed("Strategy"),
              Field.count("models", Search::models).headed("Models"),
              Field.number("test_percent", Search::percent)
                  .noted(row -> row.models() > 1 ? "of 1,000" : "")
                  .headed("Test", "%")
                  .emphasised(),
              Field.flag("paired", Search::paired),
              Field.number("share", row -> row.percent() / 100),
              Field.<Search>figure("Share", row -> String.format("%.0f %%", row.percent())),
              Field.values(
                  "undefined",
                  Column.Type.REASONS,
                  row ->
                      new Value.Reasons(
                          Double.isNaN(row.percent())
                              ? Map.of("test_percent", "NO_NETWORK")
                              : Map.of()))),
          List.of(
              new Search("=RAND\u001b[31m, \"x\"", 1234, 1 / 3.0, Optional.of(true)),
              new Search("AE", 1, Double.NaN, Optional.empty())));

  @Test
  void peopleReadColumnsWithHeadings() {
    assertEquals(
        """
        Strategy         Models          Test, %  Share
        ---------------  ------  ---------------  -----
        =RAND?[31m, "x"   1,234  0.33 (of 1,000)    0 %
        AE                    1                -  NaN %
        """,
        ConsoleText.of(TABLE));
    assertEquals(
        "Models\n------\n 1,234\n     1\n", ConsoleText.of(TABLE.only("models", "no such one")));
    assertEquals(
        "Share\n-----\n  0 %\nNaN %\n",
        ConsoleText.of(TABLE.without("strategy", "models", "test_percent")));
  }

  @Test
  void programsReadColumnsWithKeys() throws IOException {
    assertEquals(
        "strategy,models,test_percent,paired,share,undefined\r\n"
            + "\"'=RAND\u001b[31m, \"\"x\"\"\",1234,0.3333333333333333,true,"
            + "0.003333333333333333,\r\n"
            + "AE,1,,,,test_percent: NO_NETWORK\r\n",
        CsvText.of(TABLE));
    JsonNode rows = new ObjectMapper().readTree(JsonText.of(TABLE));
    assertEquals(2, rows.size());
    assertEquals("=RAND\u001b[31m, \"x\"", rows.at("/0/strategy").textValue());
    assertEquals(1 / 3.0, rows.at("/0/test_percent").doubleValue());
    assertTrue(rows.at("/0/models").isIntegralNumber());
    assertTrue(rows.at("/0/paired").booleanValue());
    assertTrue(rows.at("/1/test_percent").isNull() && rows.at("/1/paired").isNull());
    assertEquals("NO_NETWORK", rows.at("/1/undefined/test_percent").textValue());
    assertTrue(rows.at("/0/undefined").isEmpty());
    JsonNode named = new ObjectMapper().readTree(JsonText.of(Map.of("searches", TABLE)));
    assertEquals(rows, named.get("searches"));
  }

  @Test
  void emptyTablesHaveHeadings() {
    Table empty = Table.of(List.of(Field.text("a", Search::name).headed("A")), List.of());
    assertEquals("A\n-\n", ConsoleText.of(empty));
    assertEquals("a\r\n", CsvText.of(empty));
    assertThrows(
        IllegalArgumentException.class, () -> new Table(TABLE.columns(), List.of(List.of())));
  }
}
