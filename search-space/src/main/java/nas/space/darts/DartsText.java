package nas.space.darts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;

/**
 * Reads the forms in which architectures of DARTS are published: lists of pairs (node, operation)
 * as NASLib has them, the {@code Genotype} of the DARTS code, and configurations of NAS-Bench-301.
 */
final class DartsText {

  private static final int LONGEST_TEXT = 10_000;
  private static final String PREFIX = "NetworkSelectorDatasetInfo:darts:";

  /** The two cells as messages name them. */
  private static final List<String> CELLS = List.of("normal", "reduction");

  /** The two cells as the DARTS code and NAS-Bench-301 name them. */
  private static final List<String> PUBLISHED_CELLS = List.of("normal", "reduce");

  private static final Pattern TOKEN =
      Pattern.compile("\\s*('[^']*'|\"[^\"]*\"|[A-Za-z_]\\w*|[0-9]+|\\S)");
  private static final Pattern EDGE = Pattern.compile("edge_(normal|reduce)_([0-9]{1,3})");
  private static final Pattern INPUTS = Pattern.compile("inputs_node_(normal|reduce)_([0-9]{1,3})");
  private static final Pattern PAIR = Pattern.compile("([0-9]{1,3})_([0-9]{1,3})");

  private final String text;
  private final List<String> tokens = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private int next;

  private DartsText(String text) {
    this.text = text;
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.lookingAt()) {
      tokens.add(matcher.group(1));
      places.add(matcher.start(1) + 1);
      matcher.region(matcher.end(), text.length());
    }
  }

  /**
   * Returns the architecture that a text describes; see {@link DartsSpace#parse}.
   *
   * @throws InvalidArchitectureException if it describes none, saying where
   */
  static DartsArchitecture parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST_TEXT) {
      throw refused(stripped, "it has " + stripped.length() + " characters");
    }
    if (stripped.startsWith("{")) {
      return new DartsText(stripped).configuration();
    }
    if (stripped.startsWith("[") || stripped.startsWith("(")) {
      return new DartsText(stripped).lists();
    }
    if (stripped.startsWith("Genotype")) {
      return new DartsText(stripped).genotype();
    }
    throw refused(
        stripped,
        "it begins like none. Maybe write the pairs (node, operation) of both cells, as in"
            + " [[(0, 3), (1, 3), ...], [(0, 0), (1, 2), ...]]");
  }

  private DartsArchitecture lists() {
    expect("[(");
    List<DartsCell.Edge> normal = edges(CELLS.get(0), this::numberedEdge);
    expect(",");
    List<DartsCell.Edge> reduction = edges(CELLS.get(1), this::numberedEdge);
    expect("])");
    end();
    return architecture(List.of(normal, reduction));
  }

  private DartsArchitecture genotype() {
    next++;
    expect("(");
    Map<String, List<DartsCell.Edge>> cells = new HashMap<>();
    do {
      int at = next;
      String key = token();
      if (cells.containsKey(key)) {
        throw refused(
            text, "%s stands twice, again at character %d".formatted(key, places.get(at)));
      }
      expect("=");
      if (PUBLISHED_CELLS.contains(key)) {
        cells.put(key, edges(CELLS.get(PUBLISHED_CELLS.indexOf(key)), this::namedEdge));
      } else if (key.endsWith("_concat")
          && PUBLISHED_CELLS.contains(key.substring(0, key.length() - "_concat".length()))) {
        requireAllNodes(key);
        cells.put(key, List.of());
      } else {
        throw refused(
            text,
            "%s at character %d is not one of normal, normal_concat, reduce, reduce_concat"
                .formatted(ErrorText.quote(key), places.get(at)));
      }
    } while (taken(","));
    expect(")");
    end();
    List<List<DartsCell.Edge>> both = new ArrayList<>();
    for (String cell : PUBLISHED_CELLS) {
      List<DartsCell.Edge> edges = cells.get(cell);
      if (edges == null) {
        throw refused(text, "it has no " + cell + "=[...]");
      }
      both.add(edges);
    }
    return architecture(both);
  }

  /** Reads which nodes make the output: those of the space are always the nodes 2 to 5. */
  private void requireAllNodes(String key) {
    int at = places.get(Math.min(next, places.size() - 1));
    List<Integer> nodes = new ArrayList<>();
    if (taken("range")) {
      expect("(");
      int from = number("a node");
      expect(",");
      int to = Math.min(number("a node"), DartsCell.NODES + 1);
      expect(")");
      for (int node = from; node < to; node++) {
        nodes.add(node);
      }
    } else {
      expect("[(");
      do {
        nodes.add(number("a node"));
      } while (taken(","));
      expect("])");
    }
    if (!nodes.equals(List.of(2, 3, 4, 5))) {
      throw refused(
          text,
          "%s at character %d is not 2, 3, 4, 5, and the output of each cell here has these nodes"
              .formatted(key, at));
    }
  }

  /** Reads an edge at its place. */
  @FunctionalInterface
  private interface EdgeReader {
    DartsCell.Edge read(String where);
  }

  private List<DartsCell.Edge> edges(String cell, EdgeReader reader) {
    List<DartsCell.Edge> edges = new ArrayList<>();
    expect("[(");
    do {
      String where =
          edges.size() < DartsCell.EDGES
              ? "the %s edge into node %d of the %s cell"
                  .formatted(
                      edges.size() % 2 == 0 ? "first" : "second",
                      DartsCell.target(edges.size()),
                      cell)
              : "edge %d of the %s cell".formatted(edges.size() + 1, cell);
      expect("([");
      edges.add(reader.read(where));
      expect(")]");
    } while (taken(","));
    expect("])");
    return edges;
  }

  private DartsCell.Edge numberedEdge(String where) {
    int from = number("the node that " + where + " comes from");
    expect(",");
    int at = next;
    int operation = number("the number of the operation of " + where);
    if (operation >= CellOperation.ALL.size()) {
      throw refused(
          text,
          "%s has the operation %d at character %d, not 0 to %d, which are %s"
              .formatted(
                  where,
                  operation,
                  places.get(at),
                  CellOperation.ALL.size() - 1,
                  String.join(", ", CellOperation.NAMES)));
    }
    return new DartsCell.Edge(from, CellOperation.ALL.get(operation));
  }

  private DartsCell.Edge namedEdge(String where) {
    int at = next;
    String name = token();
    CellOperation operation =
        operation(
            isQuoted(name) ? name.substring(1, name.length() - 1) : name,
            where + ", at character " + places.get(at) + ",");
    expect(",");
    return new DartsCell.Edge(number("the node that " + where + " comes from"), operation);
  }

  private CellOperation operation(String name, String where) {
    int number = CellOperation.NAMES.indexOf(name);
    if (number < 0) {
      throw refused(
          text,
          "%s has the operation %s, not one of %s%s"
              .formatted(
                  where,
                  ErrorText.quote(name),
                  String.join(", ", CellOperation.NAMES),
                  ErrorText.nearest(name, CellOperation.NAMES)
                      .map(nearest -> ". Maybe " + nearest)
                      .orElse("")));
    }
    return CellOperation.ALL.get(number);
  }

  private DartsArchitecture configuration() {
    Map<String, String> settings = settings();
    List<List<DartsCell.Edge>> cells = new ArrayList<>();
    for (String cell : PUBLISHED_CELLS) {
      List<DartsCell.Edge> edges = new ArrayList<>();
      for (int node = DartsCell.FIRST; node < DartsCell.NODES; node++) {
        for (int from : inputs(settings, cell, node)) {
          String key = "edge_%s_%d".formatted(cell, number(node) + from);
          String name = settings.remove(key);
          if (name == null) {
            throw refused(
                text,
                "it has no %s%s, the operation on the edge from node %d to node %d"
                    .formatted(PREFIX, key, from, node));
          }
          edges.add(new DartsCell.Edge(from, operation(name, key)));
        }
      }
      cells.add(edges);
    }
    for (String key : settings.keySet()) {
      throw refused(
          text,
          key
              + " is not an edge that the inputs of its node name. Maybe leave it out, or name it"
              + " in inputs_node_");
    }
    return architecture(cells);
  }

  /** Returns the number of the first edge that can lead to a node. */
  private static int number(int node) {
    return node * (node - 1) / 2 - 1;
  }

  private List<Integer> inputs(Map<String, String> settings, String cell, int node) {
    if (node == DartsCell.FIRST) {
      return List.of(0, 1);
    }
    String key = "inputs_node_%s_%d".formatted(cell, node);
    String value = settings.remove(key);
    if (value == null) {
      throw refused(text, "it has no %s%s".formatted(PREFIX, key));
    }
    Matcher pair = PAIR.matcher(value);
    if (pair.matches()) {
      int one = Integer.parseInt(pair.group(1));
      int other = Integer.parseInt(pair.group(2));
      if (one != other && Math.max(one, other) < node) {
        return List.of(one, other);
      }
    }
    throw refused(
        text,
        "%s is %s, not two different nodes from 0 to %d such as 0_1"
            .formatted(key, ErrorText.quote(value), node - 1));
  }

  /** Reads key and value, key and value, in braces; keys without their prefix. */
  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    expect("{");
    do {
      int at = next;
      String key = quoted("a key");
      expect(":");
      String value = quoted("the value of a key");
      String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
      if (!isKnown(name)) {
        throw refused(
            text,
            "%s at character %d is no key of a cell. Maybe keep only those that begin with %sedge_"
                    .formatted(ErrorText.quote(key), places.get(at), PREFIX)
                + " or with "
                + PREFIX
                + "inputs_node_");
      }
      if (settings.put(name, value) != null) {
        throw refused(
            text,
            "%s stands twice, again at character %d"
                .formatted(ErrorText.quote(key), places.get(at)));
      }
    } while (taken(","));
    expect("}");
    end();
    return settings;
  }

  private static boolean isKnown(String name) {
    Matcher edge = EDGE.matcher(name);
    Matcher inputs = INPUTS.matcher(name);
    return (edge.matches() && Integer.parseInt(edge.group(2)) < number(DartsCell.NODES))
        || (inputs.matches() && Set.of("3", "4", "5").contains(inputs.group(2)));
  }

  private DartsArchitecture architecture(List<List<DartsCell.Edge>> cells) {
    for (int cell = 0; cell < cells.size(); cell++) {
      Optional<String> problem = DartsCell.problem(cells.get(cell));
      if (problem.isPresent()) {
        throw refused(text, "in the %s cell, %s".formatted(CELLS.get(cell), problem.get()));
      }
    }
    return new DartsArchitecture(new DartsCell(cells.get(0)), new DartsCell(cells.get(1)));
  }

  private String quoted(String what) {
    String token = token();
    if (!isQuoted(token)) {
      throw unexpected(next - 1, what + " in quotes");
    }
    return token.substring(1, token.length() - 1);
  }

  private static boolean isQuoted(String token) {
    return token.length() > 1 && (token.charAt(0) == '\'' || token.charAt(0) == '"');
  }

  private int number(String what) {
    String token = token();
    if (!token.matches("[0-9]{1,4}")) {
      throw unexpected(next - 1, what);
    }
    return Integer.parseInt(token);
  }

  private boolean taken(String wanted) {
    boolean there = next < tokens.size() && tokens.get(next).equals(wanted);
    next += there ? 1 : 0;
    return there;
  }

  private String token() {
    if (next == tokens.size()) {
      throw refused(text, "it ends too early, after " + text.length() + " characters");
    }
    return tokens.get(next++);
  }

  /** Takes one of the given characters. */
  private void expect(String characters) {
    String token = token();
    if (token.length() != 1 || characters.indexOf(token.charAt(0)) < 0) {
      throw unexpected(next - 1, characters.substring(0, 1));
    }
  }

  private void end() {
    if (next < tokens.size()) {
      throw unexpected(next, "the end");
    }
  }

  private InvalidArchitectureException unexpected(int token, String wanted) {
    return refused(
        text,
        "at character %d there is %s, where %s should be"
            .formatted(places.get(token), ErrorText.quote(tokens.get(token)), wanted));
  }

  private static InvalidArchitectureException refused(String text, String problem) {
    return new InvalidArchitectureException(
        ErrorText.quote(text) + " is not an architecture of DARTS: " + problem + ".");
  }
}
