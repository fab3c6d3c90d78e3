package nas.proxy.metric;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import nas.proxy.Direction;
import nas.proxy.Score;

/**
 * Ranks networks by the majority of several metrics.
 *
 * <p>Of two networks the one is the better that more than half of the metrics prefer; if neither
 * has such a majority they tie. A metric prefers neither of two equal scores, and abstains where a
 * score is undefined. The relation need not be transitive, so a vote gives no score for a single
 * network; {@link #copeland} turns it into a ranking.
 *
 * <p>Abdelfattah et al. 2021, Zero-Cost Proxies for Lightweight NAS, arXiv:2101.08134, vote over
 * synflow, jacob-cov and snip. The 0.82 that they report beside rank correlations is a {@link
 * #pairwiseAccuracy}, not a correlation coefficient.
 */
public final class Vote {

  /** The name by which experiments and tables refer to the published vote. */
  public static final String NAME = "vote";

  /** The most networks that can vote: every pair is compared. */
  public static final int MOST_NETWORKS = 50_000;

  /** The metrics that vote in the paper, by name. */
  public static final List<String> PUBLISHED = List.of("synflow", "jacob-cov", "snip");

  /**
   * What one metric says of all networks.
   *
   * @param direction which scores promise the more accurate network
   * @param scores one for each network, in the same order in every ballot
   */
  public record Ballot(Direction direction, List<Score> scores) {
    /** Copies the list. */
    public Ballot {
      scores = List.copyOf(scores);
    }
  }

  /** By metric, then network; the higher the better, NaN where the metric abstains. */
  private final double[][] preferences;

  private final int networks;

  private Vote(double[][] preferences, int networks) {
    this.preferences = preferences;
    this.networks = networks;
  }

  /**
   * Counts ballots.
   *
   * @throws IllegalArgumentException if there is no ballot, or if they are of different lengths
   */
  public static Vote of(List<Ballot> ballots) {
    if (ballots.isEmpty()) {
      throw new IllegalArgumentException("a vote needs at least one metric");
    }
    int networks = ballots.get(0).scores().size();
    double[][] preferences = new double[ballots.size()][];
    for (int i = 0; i < preferences.length; i++) {
      Ballot ballot = ballots.get(i);
      if (ballot.scores().size() != networks) {
        throw new IllegalArgumentException(
            "metric 0 scored "
                + networks
                + " networks, metric "
                + i
                + " scored "
                + ballot.scores().size());
      }
      double sign = ballot.direction() == Direction.HIGHER_IS_BETTER ? 1 : -1;
      preferences[i] =
          ballot.scores().stream()
              .mapToDouble(
                  score -> score instanceof Score.Value value ? sign * value.value() : Double.NaN)
              .toArray();
    }
    return new Vote(preferences, networks);
  }

  /** Returns the number of networks. */
  public int networks() {
    return networks;
  }

  /**
   * Returns 1 if the majority prefers the first of two networks, -1 if it prefers the second, 0 if
   * there is no majority.
   */
  public int compare(int first, int second) {
    int ahead = 0;
    int behind = 0;
    for (double[] preference : preferences) {
      double a = preference[first];
      double b = preference[second];
      if (a > b) {
        ahead++;
      } else if (a < b) {
        behind++;
      }
    }
    if (2 * ahead > preferences.length) {
      return 1;
    }
    return 2 * behind > preferences.length ? -1 : 0;
  }

  /**
   * Returns for every network the number of networks it beats minus the number that beat it
   * (Copeland 1951): the higher the better.
   */
  public int[] copeland() {
    int[] margins = new int[networks];
    for (int i = 0; i < networks; i++) {
      for (int j = 0; j < i; j++) {
        int outcome = compare(i, j);
        margins[i] += outcome;
        margins[j] -= outcome;
      }
    }
    return margins;
  }

  /**
   * Returns the networks, best first, by {@link #copeland}; equal ones keep their order.
   *
   * @return indices of networks
   */
  public List<Integer> ranking() {
    int[] margins = copeland();
    Integer[] order = new Integer[networks];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, (a, b) -> Integer.compare(margins[b], margins[a]));
    return List.of(order);
  }

  /**
   * Returns the share of pairs of networks with different accuracies whose order the majority
   * predicts; a tie counts one half. In [0, 1]; empty if all accuracies are equal.
   *
   * <p>Equal to the published count over ordered pairs (a, b), which takes a to be the better if at
   * least 1.5 of the three metrics score it strictly higher and b otherwise: of the two orders of a
   * tied pair it gets exactly one right.
   *
   * @param accuracies one for each network, any unit, not NaN
   * @throws IllegalArgumentException if there is not one accuracy for each network, or one is NaN
   */
  public OptionalDouble pairwiseAccuracy(double[] accuracies) {
    if (accuracies.length != networks) {
      throw new IllegalArgumentException(
          accuracies.length + " accuracies for " + networks + " networks");
    }
    long pairs = 0;
    long halves = 0;
    for (int i = 0; i < networks; i++) {
      if (Double.isNaN(accuracies[i])) {
        throw new IllegalArgumentException("accuracy of network " + i + " is NaN");
      }
      for (int j = 0; j < i; j++) {
        if (accuracies[i] != accuracies[j]) {
          pairs++;
          halves += 1 + (accuracies[i] > accuracies[j] ? compare(i, j) : compare(j, i));
        }
      }
    }
    return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of(halves / 2.0 / pairs);
  }
}
