package nas.strategy.guide;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.space.SearchSpace;

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
    for (int place = 0; place < scored; place++) {
      int other = place + random.nextInt(neighbours.size() - place);
      neighbours.set(place, neighbours.set(other, neighbours.get(place)));
    }
    double[] scores = scorer.scores(neighbours.subList(0, scored));
    int best = 0;
    for (int index = 1; index < scored; index++) {
      if (scores[index] > scores[best]
          || (Double.isNaN(scores[best]) && !Double.isNaN(scores[index]))) {
        best = index;
      }
    }
    return neighbours.get(best);
  }
}
