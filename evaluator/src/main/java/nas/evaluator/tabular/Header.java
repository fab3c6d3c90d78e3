package nas.evaluator.tabular;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Better;

/**
 * The part of a benchmark file that says what the rest is.
 *
 * @param keysAt where the keys begin in the body
 * @param keyHexBytes if all keys are lower-case hexadecimal of one length, the bytes of each in the
 *     file; else 0, and the file has the ends of the keys (rows ints) before their texts
 */
record Header(
    Description description,
    List<ImportedFile> imported,
    List<Column> columns,
    int keysAt,
    int keyHexBytes) {

  private static final String BETTER = "better";
  private static final ObjectMapper JSON = new ObjectMapper();

  Header {
    imported = List.copyOf(imported);
    columns = List.copyOf(columns);
  }

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("name", description.name());
    root.put("space", description.space());
    root.put("keys", description.keys().name());
    root.put("source", description.source());
    root.put("licence", description.licence());
    root.put("notes", description.notes());
    ArrayNode files = root.putArray("imported");
    for (ImportedFile file : imported) {
      files
          .addObject()
          .put("name", file.name())
          .put("sha256", file.sha256())
          .put("bytes", file.bytes());
    }
    root.put("keys-at", keysAt);
    root.put("key-hex-bytes", keyHexBytes);
    ArrayNode list = root.putArray("columns");
    for (Column column : columns) {
      list.addObject()
          .put("holds", column.quantity().toString())
          .put("encoding", column.encoding().name())
          .put("decimals", column.decimals())
          .put("multiplier", column.multiplier())
          .put("divisor", column.divisor())
          .put("offset", column.offset())
          .put("present", column.present());
      // Stands only where it is said, so that files without it are as they were.
      column
          .better()
          .ifPresent(better -> ((ObjectNode) list.get(list.size() - 1)).put(BETTER, better.name()));
    }
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always written", e);
    }
  }

  /**
   * Reads what {@link #toJson} writes.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Header fromJson(byte[] json) {
    try {
      JsonNode root = JSON.readTree(new String(json, StandardCharsets.UTF_8));
      List<ImportedFile> imported = new ArrayList<>();
      for (JsonNode file : root.required("imported")) {
        imported.add(
            new ImportedFile(
                text(file, "name"), text(file, "sha256"), file.required("bytes").asLong()));
      }
      List<Column> columns = new ArrayList<>();
      for (JsonNode column : root.required("columns")) {
        columns.add(
            new Column(
                Quantity.parse("holds", text(column, "holds")),
                Column.Encoding.valueOf(text(column, "encoding")),
                column.required("decimals").asInt(),
                column.required("multiplier").asLong(),
                column.required("divisor").asLong(),
                column.required("offset").asInt(),
                column.required("present").asInt(),
                column.has(BETTER)
                    ? Optional.of(Better.valueOf(text(column, BETTER)))
                    : Optional.empty()));
      }
      return new Header(
          new Description(
              text(root, "name"),
              text(root, "space"),
              Description.Keys.valueOf(text(root, "keys")),
              text(root, "source"),
              text(root, "licence"),
              text(root, "notes")),
          imported,
          columns,
          root.required("keys-at").asInt(),
          root.required("key-hex-bytes").asInt());
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON", e);
    }
  }

  private static String text(JsonNode node, String key) {
    return node.required(key).asText();
  }
}
