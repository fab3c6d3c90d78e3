package nas.engine.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;
import nas.network.Network;

/**
 * Reads networks from a table with a row for each node: the columns {@code model}, {@code index},
 * {@code op} (an operation as PyTorch calls it), {@code options} (JSON), {@code inputs} (indices of
 * earlier nodes of the model, separated by blanks) and {@code shape} (of the output, without the
 * batch). The file may be compressed.
 */
public final class GraphFile {

  private static final List<String> COLUMNS =
      List.of("model", "index", "op", "options", "inputs", "shape");

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int MOST_NODES = 1_000_000;

  private GraphFile() {}

  /**
   * A network of the file.
   *
   * @param model its name
   * @param network the network; empty if it has something that cannot be read
   * @param problems what cannot be read, in sentences
   */
  public record Graph(String model, Optional<Network> network, List<String> problems) {

    /** Copies the list. */
    public Graph {
      problems = List.copyOf(problems);
    }
  }

  /**
   * A row.
   *
   * @param options an object
   * @param inputs indices; constants are left out
   */
  record Row(int index, String op, JsonNode options, List<Integer> inputs, String shape) {

    int option(String key, int byDefault) {
      return options.path(key).asInt(byDefault);
    }
  }

  /**
   * Reads all networks of a file.
   *
   * @throws UserException if it is no such table
   */
  public static List<Graph> read(Path file) {
    Map<String, List<Row>> models = new LinkedHashMap<>();
    try (CsvReader table = CsvReader.open(file)) {
      int[] columns = COLUMNS.stream().mapToInt(name -> column(table, name)).toArray();
      while (table.next()) {
        models
            .computeIfAbsent(table.cell(columns[0]), model -> new ArrayList<>())
            .add(row(table, columns));
      }
    }
    if (models.isEmpty()) {
      throw new UserException("There is no network in " + file, "");
    }
    return models.entrySet().stream()
        .map(model -> new GraphReading(model.getKey(), model.getValue()).graph())
        .toList();
  }

  private static int column(CsvReader table, String name) {
    int column = table.header().indexOf(name);
    if (column < 0) {
      throw table.problem(
          "there is no column " + ErrorText.quote(name) + " in the header",
          "give a table with the columns " + String.join(", ", COLUMNS));
    }
    return column;
  }

  private static Row row(CsvReader table, int[] columns) {
    try {
      String options = table.cell(columns[3]);
      JsonNode read = MAPPER.readTree(options.isEmpty() ? "{}" : options);
      if (!read.isObject()) {
        throw table.problem("options (" + ErrorText.quote(options) + ") are no JSON object", "");
      }
      List<Integer> inputs =
          Arrays.stream(table.cell(columns[4]).split(" ", -1))
              .filter(word -> word.matches("\\d{1,7}"))
              .map(Integer::valueOf)
              .toList();
      return new Row(
          table.whole(columns[1], 0, MOST_NODES),
          table.cell(columns[2]),
          read,
          inputs,
          table.cell(columns[5]));
    } catch (JsonProcessingException malformed) {
      throw table.problem(
          "options (" + ErrorText.quote(table.cell(columns[3])) + ") are no JSON", "");
    }
  }
}
