package nas.space.nasbenchnlp;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import nas.space.InvalidArchitectureException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes recipes in the published JSON, an object of nodes in order: {@code
 * {"node_0":{"op":"linear","input":["x","h_prev_0"]},"h_new_0":{"op":"activation_tanh","input":["node_0"]}}}.
 */
final class RecipeText {

  private static final int SHOWN = 40;
  private static final int LONGEST = 100_000;

  private final String text;
  private int at;

  private RecipeText(String text) {
    this.text = text;
  }

  static String write(Recipe recipe) {
    return recipe.nodes().stream()
        .map(
            node ->
                "\"%s\":{\"op\":\"%s\",\"input\":[%s]}"
                    .formatted(
                        node.name(),
                        node.operation().published(),
                        node.inputs().stream()
                            .map(input -> '"' + input + '"')
                            .collect(Collectors.joining(","))))
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** Returns the beginning of a text in printable ASCII. */
  static String shown(String text) {
    String start = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return start.replaceAll("[^ -~]", "?");
  }

  static Recipe read(String text) {
    if (text.length() > LONGEST) {
      throw new InvalidArchitectureException(
          "a recipe of %d characters is too long.".formatted(text.length()));
    }
    RecipeText reader = new RecipeText(text.strip());
    List<Recipe.Node> nodes = new ArrayList<>();
    reader.expect('{');
    if (!reader.skips('}')) {
      do {
        String name = reader.string();
        reader.expect(':');
        nodes.add(reader.node(name));
      } while (reader.skips(','));
      reader.expect('}');
    }
    if (reader.at < reader.text.length()) {
      throw reader.problem("nothing more");
    }
    return new Recipe(nodes);
  }

  private Recipe.Node node(String name) {
    @Nullable CellOperation operation = null;
    @Nullable List<String> inputs = null;
    expect('{');
    do {
      String key = string();
      expect(':');
      if (key.equals("op") && operation == null) {
        String published = string();
        operation =
            CellOperation.of(published)
                .orElseThrow(
                    () ->
                        new InvalidArchitectureException(
                            "%s has the unknown operation '%s'; known are %s."
                                .formatted(shown(name), shown(published), CellOperation.known())));
      } else if (key.equals("input") && inputs == null) {
        inputs = strings();
      } else {
        throw new InvalidArchitectureException(
            "%s has the key '%s'; a node has op and input, each once."
                .formatted(shown(name), shown(key)));
      }
    } while (skips(','));
    expect('}');
    if (operation == null || inputs == null) {
      throw new InvalidArchitectureException(
          "%s has no %s.".formatted(shown(name), operation == null ? "op" : "input"));
    }
    return new Recipe.Node(name, operation, inputs);
  }

  private List<String> strings() {
    List<String> strings = new ArrayList<>();
    expect('[');
    if (!skips(']')) {
      do {
        strings.add(string());
      } while (skips(','));
      expect(']');
    }
    return strings;
  }

  /** Reads a string without escapes, which no name needs. */
  private String string() {
    expect('"');
    int end = text.indexOf('"', at);
    if (end < 0) {
      throw problem("a closing quotation mark");
    }
    String string = text.substring(at, end);
    at = end;
    expect('"');
    return string;
  }

  private void expect(char wanted) {
    if (!skips(wanted)) {
      throw problem("'" + wanted + "'");
    }
  }

  private boolean skips(char wanted) {
    skipBlanks();
    boolean there = at < text.length() && text.charAt(at) == wanted;
    if (there) {
      at++;
      if (wanted != '"') {
        skipBlanks();
      }
    }
    return there;
  }

  private void skipBlanks() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private InvalidArchitectureException problem(String wanted) {
    return new InvalidArchitectureException(
        "'%s' is not a recipe: expected %s at character %d, as in {\"node_0\":{\"op\":\"linear\",\"input\":[\"x\",\"h_prev_0\"]},\"h_new_0\":{\"op\":\"activation_tanh\",\"input\":[\"node_0\"]}}."
            .formatted(shown(text), wanted, at + 1));
  }
}
