package nas.space.listed;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import nas.space.Encoder;

/**
 * Finds the points of a list that look most like one of them, by {@link Subtrees} of their
 * encodings.
 */
final class NearestPoints<A> {

  private final List<A> points;
  private final Encoder<A> encoder;
  private final List<Subtrees> subtrees;

  /**
   * Prepares a list.
   *
   * @param points different architectures
   */
  NearestPoints(List<A> points, Encoder<A> encoder) {
    this.points = points;
    this.encoder = encoder;
    subtrees = points.stream().map(point -> Subtrees.of(encoder.encode(point))).toList();
  }

  /**
   * Returns the other points that are nearest; of those that are equally near the first of the
   * list.
   *
   * @param most how many are wanted
   */
  List<A> to(A point, int most) {
    Subtrees own = Subtrees.of(encoder.encode(point));
    int[] distances = subtrees.stream().mapToInt(own::distance).toArray();
    return IntStream.range(0, points.size())
        .boxed()
        .filter(place -> !points.get(place).equals(point))
        .sorted(Comparator.comparingInt(place -> distances[place]))
        .limit(most)
        .map(points::get)
        .toList();
  }
}
