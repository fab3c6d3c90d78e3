package nas.strategy.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.space.Space;

/**
 * Scores the architectures one edit away and moves to the best of them; now and then to any.
 *
 * <p>Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS, arXiv:2101.08134.
 *
 * @param candidates how many neighbours are scored, drawn without replacement; empty: all
 * @param randomShare probability of a move that is drawn uniformly instead, 0 to 1
 * @param revisit whether it may move to what the search has proposed before. The paper's search
 *     does; but as the same parent then has the same child again and again, most of what it
 *     proposes are repeats
 */
public record MoveProposal(Optional<Integer> candidates, double randomShare, boolean revisit) {

  /** After so many neighbours all of whose neighbours were proposed, a repeat is accepted. */
  private static final int LONGEST_WALK = 100;

  /** Checks the ranges. */
  public MoveProposal {
    if (candidates.isPresent() && candidates.get() < 1) {
      throw new IllegalArgumentException("candidates (" + candidates.get() + ") must be positive");
    }
    if (!(randomShare >= 0 && randomShare <= 1)) {
      throw new IllegalArgumentException("random-share (" + randomShare + ") must be 0 to 1");
    }
  }

  /**
   * Returns where to move to: of the scored neighbours that may be proposed the best, of equally
   * good ones the first drawn. Where all were proposed before, a random neighbour is gone to, and
   * its neighbours are scored.
   *
   * @param proposed tells what the search has proposed before
   * @param random decides which neighbours are scored and when chance rules
   */
  public <A> A move(
      A from,
      Space<A> space,
      ArchitectureScorer<A> scorer,
      Predicate<A> proposed,
      RandomGenerator random) {
    if (random.nextDouble() < randomShare) {
      return space.mutate(from, random);
    }
    A reached = from;
    for (int step = 0; step < LONGEST_WALK; step++) {
      List<A> neighbours = new ArrayList<>(space.neighbours(reached));
      int scored = Math.min(candidates.orElse(neighbours.size()), neighbours.size());
      Seeds.draw(neighbours, scored, random);
      Optional<A> best =
          scorer.order(neighbours.subList(0, scored)).stream()
              .map(neighbours::get)
              .filter(neighbour -> revisit || !proposed.test(neighbour))
              .findFirst();
      if (best.isPresent()) {
        return best.get();
      }
      reached = space.mutate(reached, random);
    }
    return reached;
  }
}
