package nas.space.darts;

import java.util.stream.Collectors;

/**
 * An architecture of DARTS: the cell that is repeated, and the one that halves height and width.
 *
 * <p>Written as NAS-Bench-Suite-Zero keys its table of NAS-Bench-301, as the lists of both cells,
 * in which each edge is a pair of the node that it comes from and the number of its operation, as
 * in {@code [[(0, 3), (1, 3), ...], [(0, 0), (1, 2), ...]]}.
 *
 * @param normal the cell that keeps height and width
 * @param reduction the cell that halves them
 */
public record DartsArchitecture(DartsCell normal, DartsCell reduction) {

  /**
   * Returns the same architecture with the two edges into each node in the order of where they come
   * from.
   */
  public DartsArchitecture sorted() {
    return new DartsArchitecture(normal.sorted(), reduction.sorted());
  }

  DartsArchitecture withNormal(DartsCell.Edit edit) {
    return new DartsArchitecture(normal.with(edit), reduction);
  }

  DartsArchitecture withReduction(DartsCell.Edit edit) {
    return new DartsArchitecture(normal, reduction.with(edit));
  }

  @Override
  public String toString() {
    return "[" + text(normal) + ", " + text(reduction) + "]";
  }

  private static String text(DartsCell cell) {
    return cell.edges().stream()
        .map(edge -> "(" + edge.from() + ", " + edge.operation().number() + ")")
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
