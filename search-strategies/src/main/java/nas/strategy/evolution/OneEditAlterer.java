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
 *
 * @param again says which children are edited on
 */
record OneEditAlterer<A, C extends Comparable<? super C>>(Space<A> space, Predicate<A> again)
    implements Alterer<ArchitectureGene<A>, C> {

  private static final int MOST_EDITS = 1000;

  @Override
  public AltererResult<ArchitectureGene<A>, C> alter(
      Seq<Phenotype<ArchitectureGene<A>, C>> population, long generation) {
    ISeq<Phenotype<ArchitectureGene<A>, C>> altered =
        population
            .map(
                parent -> {
                  A child = child(parent.genotype().gene().architecture());
                  return Phenotype.<ArchitectureGene<A>, C>of(
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
