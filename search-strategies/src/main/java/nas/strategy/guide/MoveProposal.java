package nas.strategy.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.space.SearchSpace;
import nas.space.Seeds;

/**
 * Scores the architectures one edit away and moves to the best of them; now and then to any.
 *
 * <p>Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS, arXiv:2101.08134.
 *
 * @param candidates how many neighbours are scored, drawn without replacement; empty: all
 * @param randomShare probability of a move that is drawn uniformly instead, 0 to 1
 */
public record MoveProposal(Optional<Integer> candidates, double randomShare) {

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
   * Returns the neighbour to move to; of equally good ones the first drawn.
   *
   * @param random decides which neighbours are scored and when chance rules
   */
  public <A> A move(
      A from, SearchSpace<A> space, ArchitectureScorer<A> scorer, RandomGenerator random) {
    if (random.nextDouble() < randomShare) {
      return space.mutate(from, random);
    }
    List<A> neighbours = new ArrayList<>(space.neighbours(from));
    if (neighbours.isEmpty()) {
      return space.mutate(from, random);
    }
    int scored = Math.min(candidates.orElse(neighbours.size()), neighbours.size());
    Seeds.draw(neighbours, scored, random);
    return neighbours.get(scorer.best(neighbours.subList(0, scored)));
  }
}
