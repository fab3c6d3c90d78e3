package nas.strategy.evolution;

import io.jenetics.Gene;
import io.jenetics.Optimize;
import io.jenetics.Phenotype;
import io.jenetics.Selector;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.stream.IntStream;

/**
 * Tournament selection among distinct individuals: draws the entrants without replacement and
 * returns the best; of equally fit ones the first drawn.
 *
 * <p>Jenetics' own {@code TournamentSelector} draws with replacement. A population smaller than the
 * tournament takes part as a whole.
 *
 * @param entrants number of individuals that take part, at least 1
 */
record DistinctTournamentSelector<G extends Gene<?, G>, C extends Comparable<? super C>>(
    int entrants) implements Selector<G, C> {

  @Override
  public ISeq<Phenotype<G, C>> select(
      Seq<Phenotype<G, C>> population, int count, Optimize optimize) {
    return IntStream.range(0, count)
        .mapToObj(ignored -> winner(population, optimize))
        .collect(ISeq.toISeq());
  }

  private Phenotype<G, C> winner(Seq<Phenotype<G, C>> population, Optimize optimize) {
    var random = RandomRegistry.random();
    int[] index = IntStream.range(0, population.size()).toArray();
    Phenotype<G, C> best = null;
    for (int drawn = 0; drawn < Math.min(entrants, index.length); drawn++) {
      int swap = drawn + random.nextInt(index.length - drawn);
      Phenotype<G, C> entrant = population.get(index[swap]);
      index[swap] = index[drawn];
      if (best == null || optimize.compare(entrant.fitness(), best.fitness()) > 0) {
        best = entrant;
      }
    }
    if (best == null) {
      throw new IllegalArgumentException("a tournament needs at least one individual");
    }
    return best;
  }
}
