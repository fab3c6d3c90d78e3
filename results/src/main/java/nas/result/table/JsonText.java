package nas.result.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/**
 * Tables as JSON: an array with an object for each row, by the keys of the columns; numbers in full
 * precision, null where a value is undefined.
 */
public final class JsonText {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private JsonText() {}

  /** Returns the table. */
  public static String of(Table table) {
    return text(array(table));
  }

  /** Returns an object with several tables, by name. */
  public static String of(Map<String, Table> tables) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    tables.forEach((name, table) -> object.set(name, array(table)));
    return text(object);
  }

  /**
   * Returns each row as an object on a line of its own (https://jsonlines.org), with further texts
   * before the cells.
   */
  public static String lines(Map<String, String> before, Table table) {
    StringBuilder lines = new StringBuilder();
    for (JsonNode row : array(table)) {
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      before.forEach(line::put);
      line.setAll((ObjectNode) row);
      lines.append(line).append('\n');
    }
    return lines.toString();
  }

  private static String text(Object tree) {
    try {
      return MAPPER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values is always JSON", e);
    }
  }

  private static ArrayNode array(Table table) {
    Table shown = table.forPrograms();
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (List<Cell> row : shown.rows()) {
      ObjectNode object = array.addObject();
      for (int i = 0; i < row.size(); i++) {
        put(object, shown.columns().get(i).key(), row.get(i).value());
      }
    }
    return array;
  }

  private static void put(ObjectNode object, String key, Value value) {
    if (value instanceof Value.Text text) {
      object.put(key, text.text());
    } else if (value instanceof Value.Whole whole) {
      object.put(key, whole.number());
    } else if (value instanceof Value.Real real) {
      object.put(key, real.number());
    } else if (value instanceof Value.Flag flag) {
      object.put(key, flag.holds());
    } else if (value instanceof Value.Reasons reasons) {
      ObjectNode byKey = object.putObject(key);
      reasons.byKey().forEach(byKey::put);
    } else {
      object.putNull(key);
    }
  }
}
