package nas.strategy.guide;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import nas.space.Enumeration;
import nas.space.Space;

/**
 * Tells without training which architectures promise to be accurate.
 *
 * @param <A> the architecture
 */
@FunctionalInterface
public interface ArchitectureScorer<A> {

  /**
   * Scores architectures. What an architecture gets may depend on the others in the list, as it
   * does where metrics vote, but on nothing else.
   *
   * @param architectures valid points, at least one
   * @return a number for each, the higher the better; NaN for those that have no score
   */
  double[] scores(List<A> architectures);

  /**
   * Says whether what an architecture gets can depend on the others in the list; if not, a score
   * that was given once holds for good.
   */
  default boolean comparesCandidates() {
    return true;
  }

  /**
   * Returns the indices of architectures by their scores, best first; equally good ones in the
   * order of the list, those without a score last.
   *
   * @param architectures valid points
   */
  default List<Integer> order(List<A> architectures) {
    return order(scores(architectures)).boxed().toList();
  }

  /**
   * Returns all different architectures of a space with their scores, in the {@linkplain #order
   * order} of these.
   *
   * @param whole the same at every call, so that scorers that serve many searches may remember
   */
  default List<Warmup.Scored<A>> ranking(Space<A> whole) {
    return ranking(
        Enumeration.of(whole)
            .orElseThrow()
            .enumerate()
            .map(whole::representative)
            .distinct()
            .toList());
  }

  /** Returns architectures with their scores, in the {@linkplain #order order} of these. */
  default List<Warmup.Scored<A>> ranking(List<A> architectures) {
    double[] scores = scores(architectures);
    return order(scores)
        .mapToObj(i -> new Warmup.Scored<>(architectures.get(i), scores[i]))
        .toList();
  }

  private static IntStream order(double[] scores) {
    // Minus zero counts as zero, so that ties stay ties; NaN is the greatest of all.
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(index -> 0.0 - scores[index]))
        .mapToInt(Integer::intValue);
  }
}
