package nas.space.nasbench101;

import java.util.List;

/**
 * Finds the first numbering of a cell's vertices: that with the least adjacency bits, and among
 * those the first operations, the first vertex most significant.
 *
 * <p>Tries all numberings in which edges run upwards, of which 7 vertices have at most 120.
 */
final class FirstNumbering {

  private final NasBench101Cell cell;
  private final int last;
  private final int[] predecessors;
  private final int[] vertexAt;
  private int leastBits = Integer.MAX_VALUE;
  private int[] first = {};

  private FirstNumbering(NasBench101Cell cell) {
    this.cell = cell;
    last = cell.vertices() - 1;
    predecessors = new int[cell.vertices()];
    for (int vertex = 0; vertex <= last; vertex++) {
      predecessors[vertex] = cell.predecessors(vertex);
    }
    vertexAt = new int[cell.vertices()];
    vertexAt[last] = last;
  }

  /**
   * Returns the cell in its first numbering.
   *
   * @param cell pruned
   */
  static NasBench101Cell of(NasBench101Cell cell) {
    FirstNumbering search = new FirstNumbering(cell);
    search.extend(1, 1, 0);
    VertexOperation[] operations = new VertexOperation[cell.vertices() - 2];
    for (int place = 1; place < cell.vertices() - 1; place++) {
      operations[place - 1] = cell.operation(search.first[place]);
    }
    return new NasBench101Cell(cell.vertices(), search.leastBits, List.of(operations));
  }

  /**
   * Tries all vertices at a place.
   *
   * @param placed vertices that have a place, as bits
   * @param bits the edges between them, numbered by places
   */
  private void extend(int place, int placed, int bits) {
    if (place == last) {
      consider(bits | edgesInto(last, place));
      return;
    }
    for (int vertex = 1; vertex < last; vertex++) {
      if ((placed & (1 << vertex)) == 0 && (predecessors[vertex] & ~placed) == 0) {
        vertexAt[place] = vertex;
        extend(place + 1, placed | (1 << vertex), bits | edgesInto(vertex, place));
      }
    }
  }

  private int edgesInto(int vertex, int place) {
    int bits = 0;
    for (int earlier = 0; earlier < place; earlier++) {
      bits |= (predecessors[vertex] >> vertexAt[earlier] & 1) << earlier;
    }
    return bits << NasBench101Cell.possibleEdges(place);
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
