package nas.space.listed;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import nas.space.Encoder;

/**
 * Finds the points of a list that look most like an architecture, by {@link Subtrees} of their
 * encodings. Safe for use by several threads.
 */
final class NearestPoints<A> {

  /** So many points are near. */
  static final int COUNT = 10;

  private final List<A> points;
  private final Encoder<A> encoder;
  private final List<Subtrees> subtrees;
  private final Map<A, List<A>> found = new ConcurrentHashMap<>();

  /**
   * Prepares a list.
   *
   * @param points representatives of different architectures
   */
  NearestPoints(List<A> points, Encoder<A> encoder) {
    this.points = points;
    this.encoder = encoder;
    subtrees = points.stream().map(point -> Subtrees.of(encoder.encode(point))).toList();
  }

  /**
   * Returns the ten nearest points without the architecture itself, or all if there are fewer; of
   * those that are equally near the first of the list.
   *
   * @param architecture a point of the list, or one that is not there
   */
  List<A> to(A architecture) {
    return found.computeIfAbsent(architecture, this::nearest);
  }

  private List<A> nearest(A architecture) {
    Subtrees own = Subtrees.of(encoder.encode(architecture));
    int[] distances = subtrees.stream().mapToInt(own::distance).toArray();
    return IntStream.range(0, points.size())
        .boxed()
        .filter(place -> !points.get(place).equals(architecture))
        .sorted(Comparator.comparingInt(place -> distances[place]))
        .limit(COUNT)
        .map(points::get)
        .toList();
  }
}
