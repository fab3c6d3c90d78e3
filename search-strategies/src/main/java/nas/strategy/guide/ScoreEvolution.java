package nas.strategy.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.space.Space;

/**
 * Searches architectures with high scores: the best so far have children by one edit, and of
 * parents and children the best live on ((mu + lambda) evolution, Beyer and Schwefel 2002, DOI
 * 10.1023/A:1015059928466, mu and lambda being equal).
 *
 * @param <A> the architecture
 */
final class ScoreEvolution<A> {

  private static final int GREATEST_POPULATION = 64;

  /** So many generations at the least, where there are scores for that. */
  private static final int GENERATIONS = 50;

  /** After so many edits that led to nothing new a parent has no child. */
  private static final int LONGEST_WALK = 100;

  private final Space<A> space;
  private final ArchitectureScorer<A> scorer;
  private final RandomGenerator random;
  private final Set<A> different;

  /**
   * Prepares a search.
   *
   * @param different representatives of all architectures met, those that are met joining them
   */
  ScoreEvolution(
      Space<A> space, ArchitectureScorer<A> scorer, RandomGenerator random, Set<A> different) {
    this.space = space;
    this.scorer = scorer;
    this.random = random;
    this.different = different;
  }

  /** Returns the size of the population for so many scores. */
  static int population(int samples) {
    return Math.max(1, Math.min(GREATEST_POPULATION, samples / GENERATIONS));
  }

  /**
   * Returns all architectures met, in order, the founders first: as many as wanted, or fewer where
   * edits lead to nothing new.
   */
  List<A> from(List<A> founders, int samples) {
    List<A> met = new ArrayList<>(founders);
    List<A> population = founders;
    while (met.size() < samples) {
      List<A> children = children(population, Math.min(founders.size(), samples - met.size()));
      if (children.isEmpty()) {
        return met;
      }
      met.addAll(children);
      List<A> rivals = new ArrayList<>(population);
      rivals.addAll(children);
      population = scorer.order(rivals).stream().limit(founders.size()).map(rivals::get).toList();
    }
    return met;
  }

  private List<A> children(List<A> parents, int wanted) {
    List<A> children = new ArrayList<>();
    for (int i = 0; i < wanted; i++) {
      child(parents.get(random.nextInt(parents.size()))).ifPresent(children::add);
    }
    return children;
  }

  /** Edits until something new is met. */
  private Optional<A> child(A parent) {
    A point = parent;
    for (int step = 0; step < LONGEST_WALK; step++) {
      point = space.mutate(point, random);
      if (different.add(space.representative(point))) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
