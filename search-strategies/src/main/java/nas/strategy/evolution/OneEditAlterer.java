package nas.strategy.evolution;

import io.jenetics.Alterer;
import io.jenetics.AltererResult;
import io.jenetics.Phenotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import io.jenetics.util.Seq;
import java.util.function.Predicate;
import nas.space.Space;

/**
 * Replaces every individual by one of its one-edit neighbours, drawn uniformly.
 *
 * <p>Jenetics' own {@code Mutator} changes a random number of genes, possibly none; aging evolution
 * is defined by exactly one edit.
 */
record OneEditAlterer<A>(Space<A> space, Predicate<A> again)
    implements Alterer<ArchitectureGene<A>, Double> {

  private static final int MOST_EDITS = 1000;

  @Override
  public AltererResult<ArchitectureGene<A>, Double> alter(
      Seq<Phenotype<ArchitectureGene<A>, Double>> population, long generation) {
    ISeq<Phenotype<ArchitectureGene<A>, Double>> altered =
        population
            .map(
                parent -> {
                  A child = child(parent.genotype().gene().architecture());
                  return Phenotype.<ArchitectureGene<A>, Double>of(
                      new ArchitectureGene<>(space, child).genotype(), generation);
                })
            .asISeq();
    return new AltererResult<>(altered, altered.size());
  }

  private A child(A parent) {
    A child = space.mutate(parent, RandomRegistry.random());
    for (int edits = 1; edits < MOST_EDITS && again.test(child); edits++) {
      child = space.mutate(child, RandomRegistry.random());
    }
    return child;
  }
}
