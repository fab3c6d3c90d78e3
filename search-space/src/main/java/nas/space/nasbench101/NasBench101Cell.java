package nas.space.nasbench101;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;

/**
 * A cell of NAS-Bench-101: a directed acyclic graph whose first vertex is the input, whose last is
 * the output and whose other vertices carry operations.
 *
 * <p>Vertices that lie on no path from input to output are allowed; they do nothing, and {@link
 * #pruned()} drops them. Written as the rows of the adjacency matrix, a slash, and the operations
 * with input and output, as in {@code 0110 0001 0001 0000 / input conv3x3-bn-relu maxpool3x3
 * output}.
 *
 * @param vertices number of vertices, 2 to 7
 * @param adjacencyBits the edges: x -> y (x before y) is bit {@code x + y (y - 1) / 2}
 * @param operations the operations of the vertices 1 to {@code vertices - 2}
 */
public record NasBench101Cell(int vertices, int adjacencyBits, List<VertexOperation> operations) {

  /** The greatest number of vertices. */
  public static final int MOST_VERTICES = 7;

  private static final int LONGEST_TEXT = 1_000;
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  /** Copies the list and checks that the parts fit together. */
  public NasBench101Cell {
    operations = List.copyOf(operations);
    if (vertices < 2 || vertices > MOST_VERTICES) {
      throw new InvalidArchitectureException(
          "a NAS-Bench-101 cell has 2 to " + MOST_VERTICES + " vertices, got " + vertices + ".");
    }
    if (adjacencyBits < 0 || adjacencyBits >= 1 << possibleEdges(vertices)) {
      throw new InvalidArchitectureException(
          "adjacency bits (" + adjacencyBits + ") do not fit " + vertices + " vertices.");
    }
    if (operations.size() != vertices - 2) {
      throw new InvalidArchitectureException(
          "a cell of "
              + vertices
              + " vertices has "
              + (vertices - 2)
              + " operations, got "
              + operations.size()
              + ".");
    }
  }

  /** Returns the number of pairs of vertices, {@code vertices (vertices - 1) / 2}. */
  static int possibleEdges(int vertices) {
    return vertices * (vertices - 1) / 2;
  }

  /** Returns the bit of the edge x -> y in {@link #adjacencyBits}. */
  static int bit(int x, int y) {
    return 1 << (x + y * (y - 1) / 2);
  }

  /** Returns whether there is an edge from vertex x to vertex y. */
  public boolean hasEdge(int x, int y) {
    return x < y && (adjacencyBits & bit(x, y)) != 0;
  }

  /** Returns the number of edges. */
  public int edges() {
    return Integer.bitCount(adjacencyBits);
  }

  /** Returns the operation of an interior vertex, 1 to {@code vertices - 2}. */
  public VertexOperation operation(int vertex) {
    return operations.get(vertex - 1);
  }

  /** Returns the vertices from which an edge leads to vertex y, x as bit x. */
  int predecessors(int y) {
    return predecessors(adjacencyBits, y);
  }

  /** Returns the same from adjacency bits. */
  static int predecessors(int adjacencyBits, int y) {
    return adjacencyBits >> possibleEdges(y) & ((1 << y) - 1);
  }

  /**
   * Returns the vertices on paths from input to output, vertex v as bit v; 0 if there is no such
   * path.
   *
   * @param adjacencyBits as of a cell of so many vertices
   */
  static int onPaths(int vertices, int adjacencyBits) {
    int fromInput = 1;
    for (int y = 1; y < vertices; y++) {
      if ((predecessors(adjacencyBits, y) & fromInput) != 0) {
        fromInput |= 1 << y;
      }
    }
    int toOutput = 1 << (vertices - 1);
    for (int y = vertices - 1; y > 0; y--) {
      if ((toOutput & (1 << y)) != 0) {
        toOutput |= predecessors(adjacencyBits, y);
      }
    }
    return (toOutput & 1) == 0 ? 0 : fromInput & toOutput;
  }

  /** Returns how many edges join some vertices, given as bits. */
  static int edgesAmong(int members, int vertices, int adjacencyBits) {
    int edges = 0;
    for (int y = 1; y < vertices; y++) {
      if ((members & (1 << y)) != 0) {
        edges += Integer.bitCount(predecessors(adjacencyBits, y) & members);
      }
    }
    return edges;
  }

  /**
   * Returns the cell without the vertices that lie on no path from input to output, or nothing if
   * there is no such path.
   */
  public Optional<NasBench101Cell> pruned() {
    int kept = onPaths(vertices, adjacencyBits);
    int size = Integer.bitCount(kept);
    if (size == vertices) {
      return Optional.of(this);
    }
    if (size == 0) {
      return Optional.empty();
    }
    int[] members = new int[size];
    int rest = kept;
    for (int place = 0; place < size; place++) {
      members[place] = Integer.numberOfTrailingZeros(rest);
      rest &= rest - 1;
    }
    int bits = 0;
    for (int y = 1; y < size; y++) {
      int predecessors = predecessors(members[y]);
      for (int x = 0; x < y; x++) {
        bits |= (predecessors >> members[x] & 1) << (possibleEdges(y) + x);
      }
    }
    VertexOperation[] keptOperations = new VertexOperation[size - 2];
    for (int place = 1; place < size - 1; place++) {
      keptOperations[place - 1] = operation(members[place]);
    }
    return Optional.of(new NasBench101Cell(size, bits, List.of(keptOperations)));
  }

  /** Returns the cell with isolated vertices inserted before the output, to a given number. */
  NasBench101Cell padded(int size) {
    if (size <= vertices) {
      return this;
    }
    int interior = (1 << possibleEdges(vertices - 1)) - 1;
    int bits = adjacencyBits & interior;
    for (int x = 0; x < vertices - 1; x++) {
      bits |= hasEdge(x, vertices - 1) ? bit(x, size - 1) : 0;
    }
    List<VertexOperation> padded = new ArrayList<>(operations);
    padded.addAll(Collections.nCopies(size - vertices, VertexOperation.ALL.get(0)));
    return new NasBench101Cell(size, bits, padded);
  }

  /** Returns the cell with the operation of one vertex replaced. */
  NasBench101Cell with(int vertex, VertexOperation operation) {
    List<VertexOperation> changed = new ArrayList<>(operations);
    changed.set(vertex - 1, operation);
    return new NasBench101Cell(vertices, adjacencyBits, changed);
  }

  /** Returns the labels of all vertices: {@code input}, the operations, {@code output}. */
  List<String> labels() {
    List<String> labels = new ArrayList<>();
    labels.add(INPUT);
    operations.forEach(operation -> labels.add(operation.publishedName()));
    labels.add(OUTPUT);
    return labels;
  }

  /**
   * Reads what {@link #toString()} writes, or the lists of Python that stand for the same: {@code
   * [[0,1,0],[0,0,1],[0,0,0]], ['input','conv3x3-bn-relu','output']}.
   *
   * @throws InvalidArchitectureException if the text is not a cell, saying where
   */
  public static NasBench101Cell parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw refused(text, "it has " + text.length() + " characters");
    }
    if (text.indexOf('/') < 0 && text.indexOf('[') >= 0) {
      return parse(PythonLists.rewritten(text));
    }
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw refused(
          text,
          "there is no / between matrix and operations. Maybe write it as 010 001 000 / input"
              + " conv3x3-bn-relu output");
    }
    List<String> rows = words(text.substring(0, slash));
    List<String> labels = words(text.substring(slash + 1));
    if (rows.size() < 2 || rows.size() > MOST_VERTICES) {
      throw refused(
          text, "the matrix must have 2 to " + MOST_VERTICES + " rows, got " + rows.size());
    }
    return new NasBench101Cell(
        rows.size(), parseMatrix(text, rows), parseLabels(text, labels, rows.size()));
  }

  private static int parseMatrix(String text, List<String> rows) {
    int bits = 0;
    for (int x = 0; x < rows.size(); x++) {
      String row = rows.get(x);
      if (row.length() != rows.size() || !row.matches("[01]+")) {
        throw refused(
            text,
            "row "
                + x
                + " of the matrix must be "
                + rows.size()
                + " digits 0 or 1, got "
                + ErrorText.quote(row));
      }
      for (int y = 0; y < rows.size(); y++) {
        if (row.charAt(y) == '1') {
          if (y <= x) {
            throw refused(
                text,
                "the edge "
                    + x
                    + "->"
                    + y
                    + " does not lead to a later vertex. Maybe order the vertices so that the"
                    + " matrix is upper triangular");
          }
          bits |= bit(x, y);
        }
      }
    }
    return bits;
  }

  private static List<VertexOperation> parseLabels(String text, List<String> labels, int vertices) {
    if (labels.size() != vertices) {
      throw refused(
          text,
          "a matrix of "
              + vertices
              + " rows needs "
              + vertices
              + " operations, input and output among them, got "
              + labels.size());
    }
    requireLabel(text, labels, 0, INPUT);
    requireLabel(text, labels, vertices - 1, OUTPUT);
    List<VertexOperation> operations = new ArrayList<>();
    for (int vertex = 1; vertex < vertices - 1; vertex++) {
      String label = labels.get(vertex);
      int known = VertexOperation.NAMES.indexOf(label);
      if (known < 0) {
        throw refused(
            text,
            "operation "
                + ErrorText.quote(label)
                + " of vertex "
                + vertex
                + " is not one of "
                + String.join(", ", VertexOperation.NAMES)
                + ErrorText.nearest(label, VertexOperation.NAMES)
                    .map(nearest -> ". Maybe " + nearest)
                    .orElse(""));
      }
      operations.add(VertexOperation.ALL.get(known));
    }
    return operations;
  }

  private static void requireLabel(String text, List<String> labels, int vertex, String label) {
    if (!labels.get(vertex).equals(label)) {
      throw refused(
          text,
          "vertex "
              + vertex
              + " must be "
              + label
              + ", got "
              + ErrorText.quote(labels.get(vertex)));
    }
  }

  private static List<String> words(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() ? List.of() : List.of(stripped.split("\\s+", -1));
  }

  static InvalidArchitectureException refused(String text, String problem) {
    return new InvalidArchitectureException(
        ErrorText.quote(text) + " is not a NAS-Bench-101 cell: " + problem + ".");
  }

  /** Returns the rows of the adjacency matrix, a slash, and the labels of the vertices. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int x = 0; x < vertices; x++) {
      for (int y = 0; y < vertices; y++) {
        text.append(hasEdge(x, y) ? '1' : '0');
      }
      text.append(' ');
    }
    return text.append("/ ").append(String.join(" ", labels())).toString();
  }
}
