package nas.experiment.run;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.ProgressListener;
import nas.result.statistics.Front;
import nas.space.Enumeration;
import nas.space.Space;

/** The front of all architectures of a space whose values can be looked up. */
final class TrueFront {

  /** Larger spaces are not listed. */
  private static final BigInteger MOST_LISTED = BigInteger.valueOf(500_000);

  private TrueFront() {}

  /**
   * Returns the values of the points that no other is better than by all objectives, each once, the
   * best by the first objective first: reported values, then those of the further objectives. Empty
   * where evaluations are no look-ups, or the space has too many architectures to list.
   *
   * @param evaluator its results hold the further objectives
   * @throws StoppedException if the thread was interrupted
   */
  static <A> List<double[]> of(Space<A> space, Evaluator<A> evaluator, List<Objective> further) {
    Optional<Enumeration<A>> enumeration = Enumeration.of(space);
    if (!evaluator.looksUp() || enumeration.isEmpty() || space.size().compareTo(MOST_LISTED) > 0) {
      return List.of();
    }
    List<double[]> points = new ArrayList<>();
    try (Stream<A> architectures = enumeration.get().enumerate()) {
      architectures.forEach(
          architecture ->
              trained(evaluator, architecture)
                  .ifPresent(result -> points.add(values(result, further))));
    }
    List<double[]> front =
        Front.of(points, point -> rewards(point, evaluator.objective(), further));
    return IntStream.range(0, front.size())
        .filter(i -> i == 0 || !Arrays.equals(front.get(i), front.get(i - 1)))
        .mapToObj(front::get)
        .toList();
  }

  private static <A> Optional<Result.Trained> trained(Evaluator<A> evaluator, A architecture) {
    try {
      return evaluator.evaluate(architecture, 0, ProgressListener.NONE)
              instanceof Result.Trained trained
          ? Optional.of(trained)
          : Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException(e);
    }
  }

  private static double[] values(Result.Trained result, List<Objective> further) {
    double[] values = new double[1 + further.size()];
    values[0] = result.reported();
    for (int i = 0; i < further.size(); i++) {
      values[1 + i] = Objects.requireNonNull(result.measurements().get(further.get(i).key()));
    }
    return values;
  }

  private static double[] rewards(double[] values, Objective first, List<Objective> further) {
    double[] rewards = new double[values.length];
    rewards[0] = first.reward(values[0]);
    for (int i = 0; i < further.size(); i++) {
      rewards[1 + i] = further.get(i).reward(values[1 + i]);
    }
    return rewards;
  }
}
