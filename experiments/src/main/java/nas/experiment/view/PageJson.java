package nas.experiment.view;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import nas.result.table.Cell;
import nas.result.table.Column;
import nas.result.table.Table;

/** What the page is told: trees of plain values, as JSON. */
final class PageJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private PageJson() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /** Returns the text of a tree, on one line. */
  static String text(Object tree) {
    try {
      return MAPPER.writeValueAsString(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  /** Adds a number, or null where there is none. */
  static void put(ArrayNode into, OptionalDouble number) {
    if (number.isPresent()) {
      into.add(number.getAsDouble());
    } else {
      into.addNull();
    }
  }

  /** Returns a table as people read it: headings, and rows of texts. */
  static ObjectNode table(Table table) {
    Table shown = table.forPeople();
    ObjectNode json = object();
    json.set("columns", columns(shown.columns()));
    ArrayNode rows = json.putArray("rows");
    shown.rows().forEach(row -> rows.add(cells(row)));
    return json;
  }

  static ArrayNode columns(List<Column> columns) {
    ArrayNode json = array();
    for (Column column : columns) {
      json.addObject()
          .put("key", column.key())
          .put("title", column.title())
          .put("number", column.type() == Column.Type.NUMBER);
    }
    return json;
  }

  static ArrayNode cells(List<Cell> row) {
    ArrayNode json = array();
    row.forEach(cell -> json.add(cell.text()));
    return json;
  }

  /** Returns what is known, in pairs of names and texts. */
  static ArrayNode facts(Map<String, String> facts) {
    ArrayNode json = array();
    facts.forEach((name, value) -> json.addArray().add(name).add(value));
    return json;
  }
}
