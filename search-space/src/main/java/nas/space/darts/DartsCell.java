package nas.space.darts;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.space.InvalidArchitectureException;

/**
 * A cell of DARTS: nodes 0 and 1 are the outputs of the last cell but one and of the last cell;
 * each of the nodes 2 to 5 is the sum of what two edges carry to it from different earlier nodes;
 * the output has the channels of the nodes 2 to 5.
 *
 * @param edges the edges by the node they lead to: the first two into node 2, the next into node 3
 *     and so on; the order of the two edges into a node is kept and means nothing
 */
public record DartsCell(List<Edge> edges) {

  /** The first node that edges lead to; the nodes before it are inputs. */
  static final int FIRST = 2;

  /** Number of nodes, inputs among them. */
  static final int NODES = 6;

  /** Number of edges, two into each node that is no input. */
  static final int EDGES = 2 * (NODES - FIRST);

  /**
   * An edge.
   *
   * @param from the node it comes from, smaller than the one it leads to
   * @param operation what it does to the feature map
   */
  public record Edge(int from, CellOperation operation) {}

  /** Copies the list and checks the edges. */
  public DartsCell {
    edges = List.copyOf(edges);
    problem(edges)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException("In a DARTS cell, " + problem + ".");
            });
  }

  /** Says what keeps edges from being a cell and where, if anything does. */
  static Optional<String> problem(List<Edge> edges) {
    for (int index = 0; index < Math.min(EDGES, edges.size()); index++) {
      int to = target(index);
      int from = edges.get(index).from();
      if (from < 0 || from >= to) {
        return Optional.of(
            "the %s edge into node %d comes from node %d, not from one of the nodes 0 to %d"
                .formatted(index % 2 == 0 ? "first" : "second", to, from, to - 1));
      }
      if (index % 2 == 1 && edges.get(index - 1).from() == from) {
        return Optional.of(
            "both edges into node %d come from node %d, not from different nodes"
                .formatted(to, from));
      }
    }
    return edges.size() == EDGES
        ? Optional.empty()
        : Optional.of(
            "there are %d edges, not %d, two into each of the nodes %d to %d"
                .formatted(edges.size(), EDGES, FIRST, NODES - 1));
  }

  /** Returns the node that an edge leads to. */
  static int target(int edge) {
    return FIRST + edge / 2;
  }

  /** Returns the two edges into a node, {@value #FIRST} to 5. */
  public List<Edge> into(int node) {
    return edges.subList(2 * (node - FIRST), 2 * (node - FIRST) + 2);
  }

  /** Returns the cell with the two edges into each node in the order of where they come from. */
  DartsCell sorted() {
    List<Edge> sorted = new ArrayList<>(EDGES);
    for (int node = FIRST; node < NODES; node++) {
      Edge one = edges.get(2 * (node - FIRST));
      Edge other = edges.get(2 * (node - FIRST) + 1);
      sorted.add(one.from() < other.from() ? one : other);
      sorted.add(one.from() < other.from() ? other : one);
    }
    return sorted.equals(edges) ? this : new DartsCell(sorted);
  }

  /**
   * One edge in place of another.
   *
   * @param index its place among the edges
   * @param edge the edge that stands there then
   */
  record Edit(int index, Edge edge) {}

  /**
   * Returns the edits that change the operation or the origin of one edge: edge by edge, first to
   * other operations by their numbers, then to other origins.
   */
  List<Edit> edits() {
    List<Edit> edits = new ArrayList<>();
    for (int index = 0; index < EDGES; index++) {
      Edge edge = edges.get(index);
      for (CellOperation operation : CellOperation.ALL) {
        if (operation != edge.operation()) {
          edits.add(new Edit(index, new Edge(edge.from(), operation)));
        }
      }
      int taken = edges.get(index ^ 1).from();
      for (int from = 0; from < target(index); from++) {
        if (from != edge.from() && from != taken) {
          edits.add(new Edit(index, new Edge(from, edge.operation())));
        }
      }
    }
    return edits;
  }

  /** Returns the edited cell with the two edges into each node in order. */
  DartsCell with(Edit edit) {
    List<Edge> changed = new ArrayList<>(edges);
    changed.set(edit.index(), edit.edge());
    return new DartsCell(changed).sorted();
  }
}
