package nas.space.nasbench101;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the first numbering of a cell's vertices: that with the least adjacency bits, and among
 * those the first operations, the first vertex most significant.
 *
 * <p>Tries all numberings in which edges run upwards, of which 7 vertices have at most 120.
 */
final class FirstNumbering {

  private final NasBench101Cell cell;
  private final int[] vertexAt;
  private int leastBits = Integer.MAX_VALUE;
  private int[] first = {};

  private FirstNumbering(NasBench101Cell cell) {
    this.cell = cell;
    vertexAt = new int[cell.vertices()];
  }

  /**
   * Returns the cell in its first numbering.
   *
   * @param cell pruned
   */
  static NasBench101Cell of(NasBench101Cell cell) {
    FirstNumbering search = new FirstNumbering(cell);
    search.vertexAt[cell.vertices() - 1] = cell.vertices() - 1;
    search.extend(1, 1, 0);
    List<VertexOperation> operations = new ArrayList<>();
    for (int place = 1; place < cell.vertices() - 1; place++) {
      operations.add(cell.operation(search.first[place]));
    }
    return new NasBench101Cell(cell.vertices(), search.leastBits, operations);
  }

  /**
   * Tries all vertices at a place.
   *
   * @param placed vertices that have a place, as bits
   * @param bits the edges between them, numbered by places
   */
  private void extend(int place, int placed, int bits) {
    int last = cell.vertices() - 1;
    if (place == last) {
      consider(bits | edgesInto(last, place));
      return;
    }
    for (int vertex = 1; vertex < last; vertex++) {
      if ((placed & (1 << vertex)) == 0 && allPredecessorsIn(vertex, placed)) {
        vertexAt[place] = vertex;
        extend(place + 1, placed | (1 << vertex), bits | edgesInto(vertex, place));
      }
    }
  }

  private boolean allPredecessorsIn(int vertex, int placed) {
    for (int x = 0; x < vertex; x++) {
      if (cell.hasEdge(x, vertex) && (placed & (1 << x)) == 0) {
        return false;
      }
    }
    return true;
  }

  private int edgesInto(int vertex, int place) {
    int bits = 0;
    for (int earlier = 0; earlier < place; earlier++) {
      if (cell.hasEdge(vertexAt[earlier], vertex)) {
        bits |= NasBench101Cell.bit(earlier, place);
      }
    }
    return bits;
  }

  private void consider(int bits) {
    if (bits < leastBits || (bits == leastBits && operationsPrecede())) {
      leastBits = bits;
      first = vertexAt.clone();
    }
  }

  private boolean operationsPrecede() {
    for (int place = 1; place < vertexAt.length - 1; place++) {
      int order = cell.operation(vertexAt[place]).compareTo(cell.operation(first[place]));
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }
}
