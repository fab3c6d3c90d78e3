package nas.space.nasbench201;

import java.util.ArrayList;
import java.util.List;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;

/**
 * A cell of NAS-Bench-201: four feature maps, and one operation on each of the six edges between
 * them.
 *
 * <p>Written as {@code |op~0|+|op~0|op~1|+|op~0|op~1|op~2|}: one group for each of the nodes 1, 2,
 * 3, in which {@code op~i} is the operation on the edge from node i.
 *
 * @param operations the operations on the edges 0->1, 0->2, 1->2, 0->3, 1->3, 2->3, in this order
 */
public record NasBench201Architecture(List<EdgeOperation> operations) {

  /** Number of nodes: the input of the cell, two between, and the output. */
  public static final int NODES = 4;

  /** Number of edges. */
  public static final int EDGES = 6;

  /** Number of cells, 5 to the power of 6. */
  static final int CELLS = 15_625;

  private static final int KINDS = EdgeOperation.ALL.size();
  private static final int LONGEST_TEXT = 1_000;

  /** Copies the list and checks its length. */
  public NasBench201Architecture {
    operations = List.copyOf(operations);
    if (operations.size() != EDGES) {
      throw new InvalidArchitectureException(
          "a NAS-Bench-201 cell has " + EDGES + " operations, got " + operations.size());
    }
  }

  /** Returns the position in {@link #operations} of the edge between two nodes. */
  static int edge(int from, int to) {
    return to * (to - 1) / 2 + from;
  }

  /** Returns the operation on the edge between two nodes, {@code 0 <= from < to <= 3}. */
  public EdgeOperation operation(int from, int to) {
    return operations.get(edge(from, to));
  }

  /** Returns the cell with the operation of one edge replaced. */
  NasBench201Architecture with(int edge, EdgeOperation operation) {
    List<EdgeOperation> changed = new ArrayList<>(operations);
    changed.set(edge, operation);
    return new NasBench201Architecture(changed);
  }

  /** Returns the operations as digits of a number of base 5, the first edge most significant. */
  int code() {
    int code = 0;
    for (EdgeOperation operation : operations) {
      code = code * KINDS + EdgeOperation.ALL.indexOf(operation);
    }
    return code;
  }

  /** Returns the cell of a {@link #code()}. */
  static NasBench201Architecture ofCode(int code) {
    EdgeOperation[] operations = new EdgeOperation[EDGES];
    int rest = code;
    for (int edge = EDGES - 1; edge >= 0; edge--) {
      operations[edge] = EdgeOperation.ALL.get(rest % KINDS);
      rest /= KINDS;
    }
    return new NasBench201Architecture(List.of(operations));
  }

  /**
   * Reads a published architecture string.
   *
   * @throws InvalidArchitectureException if it is not one, saying where
   */
  public static NasBench201Architecture parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw new InvalidArchitectureException(
          "text of " + text.length() + " characters is not a NAS-Bench-201 cell: " + quoted(text));
    }
    String[] groups = text.strip().split("\\+", -1);
    if (groups.length != NODES - 1) {
      throw new InvalidArchitectureException(
          quoted(text)
              + " is not a NAS-Bench-201 cell: it has "
              + groups.length
              + " group(s) joined by +, not 3. Maybe write it as"
              + " |op~0|+|op~0|op~1|+|op~0|op~1|op~2|.");
    }
    List<EdgeOperation> operations = new ArrayList<>();
    for (int to = 1; to < NODES; to++) {
      operations.addAll(parseGroup(text, groups[to - 1], to));
    }
    return new NasBench201Architecture(operations);
  }

  private static List<EdgeOperation> parseGroup(String text, String group, int to) {
    if (group.length() < 2 || !group.startsWith("|") || !group.endsWith("|")) {
      throw new InvalidArchitectureException(
          "the group of node "
              + to
              + " in "
              + quoted(text)
              + " must begin and end with |, got "
              + quoted(group)
              + ".");
    }
    String[] entries = group.substring(1, group.length() - 1).split("\\|", -1);
    if (entries.length != to) {
      throw new InvalidArchitectureException(
          "node "
              + to
              + " in "
              + quoted(text)
              + " must have "
              + to
              + " operation(s), got "
              + entries.length
              + ". Maybe write none for an edge that is not there.");
    }
    List<EdgeOperation> operations = new ArrayList<>();
    for (int from = 0; from < to; from++) {
      operations.add(parseEntry(text, entries[from], from, to));
    }
    return operations;
  }

  private static EdgeOperation parseEntry(String text, String entry, int from, int to) {
    int tilde = entry.indexOf('~');
    if (tilde < 0) {
      throw new InvalidArchitectureException(
          quoted(entry)
              + " on "
              + edge(text, from, to)
              + " does not say where the edge comes from. Maybe write it as op~"
              + from
              + ".");
    }
    String source = entry.substring(tilde + 1);
    if (!source.equals(Integer.toString(from))) {
      throw new InvalidArchitectureException(
          edge(text, from, to) + " must be written op~" + from + ", got " + quoted(entry) + ".");
    }
    String name = entry.substring(0, tilde);
    int known = EdgeOperation.NAMES.indexOf(name);
    if (known < 0) {
      throw new InvalidArchitectureException(
          "operation "
              + quoted(name)
              + " on "
              + edge(text, from, to)
              + " is not one of "
              + String.join(", ", EdgeOperation.NAMES)
              + "."
              + ErrorText.nearest(name, EdgeOperation.NAMES)
                  .map(nearest -> " Maybe " + nearest + ".")
                  .orElse(""));
    }
    return EdgeOperation.ALL.get(known);
  }

  private static String edge(String text, int from, int to) {
    return "edge " + from + "->" + to + " of " + quoted(text);
  }

  private static String quoted(String text) {
    return ErrorText.quote(text);
  }

  /** Returns the published architecture string. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int to = 1; to < NODES; to++) {
      text.append(to == 1 ? "|" : "+|");
      for (int from = 0; from < to; from++) {
        text.append(operation(from, to).publishedName()).append('~').append(from).append('|');
      }
    }
    return text.toString();
  }
}
