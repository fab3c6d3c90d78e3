package nas.strategy.evolution;

import io.jenetics.ext.moea.Pareto;
import io.jenetics.ext.moea.Vec;
import io.jenetics.util.ISeq;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How fit an individual is among others by several objectives: the crowded-comparison operator of
 * NSGA-II. The greater is the fitter.
 *
 * <p>Deb, Pratap, Agarwal, Meyarivan 2002, DOI 10.1109/4235.996017.
 *
 * @param rank index of its front, from 0: how often those that nobody dominates are taken away
 *     before nobody dominates it
 * @param distance crowding distance within its front, by the objectives' own scales; infinite at
 *     the ends
 */
record Crowded(int rank, double distance) implements Comparable<Crowded> {

  private static final Comparator<Crowded> ORDER =
      Comparator.comparingInt(Crowded::rank).reversed().thenComparingDouble(Crowded::distance);

  /** By constrained domination: what has values is better than what has none. */
  private static final Comparator<Optional<Vec<double[]>>> DOMINANCE =
      (one, other) ->
          one.isPresent() && other.isPresent()
              ? one.get().dominance(other.get())
              : Boolean.compare(one.isPresent(), other.isPresent());

  /**
   * Returns how fit each of a group is.
   *
   * @param rewards of each its values, the higher the better, as many of all; empty: it is
   *     infeasible
   */
  static List<Crowded> of(List<Optional<Vec<double[]>>> rewards) {
    int[] ranks = Pareto.rank(ISeq.of(rewards), DOMINANCE);
    double[] distances = new double[ranks.length];
    for (int rank : IntStream.of(ranks).distinct().toArray()) {
      int[] front = IntStream.range(0, ranks.length).filter(i -> ranks[i] == rank).toArray();
      // The infeasible make a front of their own.
      if (rewards.get(front[0]).isPresent()) {
        double[] within =
            Pareto.crowdingDistance(
                IntStream.of(front)
                    .mapToObj(i -> rewards.get(i).orElseThrow())
                    .collect(ISeq.toISeq()));
        for (int i = 0; i < front.length; i++) {
          distances[front[i]] = within[i];
        }
      }
    }
    return IntStream.range(0, ranks.length)
        .mapToObj(i -> new Crowded(ranks[i], distances[i]))
        .toList();
  }

  /** Returns the indices of the fittest, the fittest first and of equals the first. */
  static List<Integer> fittest(List<Crowded> fitness, int count) {
    return IntStream.range(0, fitness.size())
        .boxed()
        .sorted(Comparator.<Integer, Crowded>comparing(fitness::get).reversed())
        .limit(count)
        .toList();
  }

  @Override
  public int compareTo(Crowded other) {
    return ORDER.compare(this, other);
  }
}
