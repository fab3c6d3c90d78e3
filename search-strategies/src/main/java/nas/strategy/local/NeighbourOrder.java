package nas.strategy.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.space.Space;
import nas.strategy.guide.Guidance;

/**
 * The order in which the neighbours of an architecture are tried: random, or by the scores of a
 * zero-cost metric.
 *
 * <p>With a metric, each place goes with probability {@code random-share} to any neighbour that is
 * left, and else to the best scored one that is left. {@code candidates} neighbours, drawn without
 * replacement, are scored; those without a score follow in random order.
 *
 * @param moves empty: the order is random
 */
record NeighbourOrder<A>(Optional<Guidance.Moves<A>> moves) {

  /** Returns all neighbours, in the order in which they are to be tried. */
  List<A> neighbours(A from, Space<A> space, RandomGenerator random) {
    List<A> drawn = new ArrayList<>(space.neighbours(from));
    Seeds.draw(drawn, drawn.size(), random);
    return moves.isPresent() && !drawn.isEmpty() ? byScore(drawn, moves.get(), random) : drawn;
  }

  private static <A> List<A> byScore(
      List<A> drawn, Guidance.Moves<A> moves, RandomGenerator random) {
    int scored = Math.min(moves.proposal().candidates().orElse(drawn.size()), drawn.size());
    List<Integer> left = new ArrayList<>(moves.scorer().order(drawn.subList(0, scored)));
    for (int index = scored; index < drawn.size(); index++) {
      left.add(index);
    }
    List<A> order = new ArrayList<>();
    while (!left.isEmpty()) {
      boolean byChance = random.nextDouble() < moves.proposal().randomShare();
      order.add(drawn.get(left.remove(byChance ? random.nextInt(left.size()) : 0)));
    }
    return order;
  }
}
