package nas.result.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Things that no other thing is better than by several objectives at once. */
public final class Front {

  @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
  private record Rewarded<T>(T thing, double[] rewards) {

    boolean dominates(Rewarded<T> other) {
      return Front.dominates(rewards, other.rewards);
    }
  }

  private Front() {}

  /** Says whether rewards are as good as others by all objectives and better by one. */
  static boolean dominates(double[] rewards, double[] others) {
    boolean better = false;
    for (int i = 0; i < rewards.length; i++) {
      if (rewards[i] < others[i]) {
        return false;
      }
      better |= rewards[i] > others[i];
    }
    return better;
  }

  /**
   * Returns those that no other dominates: is as good by all objectives and better by one.
   *
   * @param rewards of each its values, the higher the better; as many of all
   * @return the best by the first objective first; of equals all, in the order given
   */
  public static <T> List<T> of(List<T> all, Function<T, double[]> rewards) {
    List<Rewarded<T>> sorted = new ArrayList<>();
    all.forEach(thing -> sorted.add(new Rewarded<>(thing, rewards.apply(thing).clone())));
    sorted.sort(Comparator.comparing((Rewarded<T> one) -> one.rewards, Arrays::compare).reversed());
    List<Rewarded<T>> front = new ArrayList<>();
    for (Rewarded<T> one : sorted) {
      // Whatever dominates it stands before it in this order.
      if (front.stream().noneMatch(other -> other.dominates(one))) {
        front.add(one);
      }
    }
    return front.stream().map(Rewarded::thing).toList();
  }
}
