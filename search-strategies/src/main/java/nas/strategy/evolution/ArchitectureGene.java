package nas.strategy.evolution;

import io.jenetics.Chromosome;
import io.jenetics.Gene;
import io.jenetics.Genotype;
import io.jenetics.util.ISeq;
import io.jenetics.util.RandomRegistry;
import nas.space.Space;

/**
 * A whole architecture as Jenetics' gene, so that Jenetics' operators work on any search space.
 *
 * <p>One gene, and not one per choice: which edits of an architecture are valid is the space's
 * business.
 */
record ArchitectureGene<A>(Space<A> space, A architecture) implements Gene<A, ArchitectureGene<A>> {

  @Override
  public A allele() {
    return architecture;
  }

  @Override
  public ArchitectureGene<A> newInstance() {
    return new ArchitectureGene<>(space, space.sample(RandomRegistry.random()));
  }

  @Override
  public ArchitectureGene<A> newInstance(A value) {
    return new ArchitectureGene<>(space, value);
  }

  @Override
  public boolean isValid() {
    return space.whyInvalid(architecture).isEmpty();
  }

  /** Returns the genotype that holds just this gene. */
  Genotype<ArchitectureGene<A>> genotype() {
    return Genotype.of(new Single<>(this));
  }

  /** The chromosome of one gene. */
  private record Single<A>(ArchitectureGene<A> gene) implements Chromosome<ArchitectureGene<A>> {

    @Override
    public Chromosome<ArchitectureGene<A>> newInstance(ISeq<ArchitectureGene<A>> genes) {
      return new Single<>(genes.get(0));
    }

    @Override
    public Chromosome<ArchitectureGene<A>> newInstance() {
      return new Single<>(gene.newInstance());
    }

    @Override
    public ArchitectureGene<A> get(int index) {
      if (index != 0) {
        throw new IndexOutOfBoundsException(index);
      }
      return gene;
    }

    @Override
    public int length() {
      return 1;
    }
  }
}
