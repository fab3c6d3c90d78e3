package nas.result.statistics;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How much one choice matters among given networks: by how much their values differ from option to
 * option, all else as it happens to be.
 *
 * <p>The share is omega squared (Hays 1963, Statistics for Psychologists): the part of the variance
 * of the values that goes with the option, less what chance alone would make of it, so that it can
 * be a little below zero where a choice does not matter. It says nothing of choices that matter
 * together only, and where a search chose the networks, nothing certain of the space.
 *
 * @param choice what is chosen, such as {@code edge 0->1}
 * @param share of the variance, at most 1
 * @param options the options that were taken, the best mean reward first
 */
public record Importance(String choice, double share, List<Option> options) {

  /** Fewer networks tell nothing. */
  public static final int FEWEST_NETWORKS = 20;

  /** What an option is called that networks do not have which lack the choice itself. */
  public static final String ABSENT = "not there";

  private static final int MOST_RESAMPLES = 1000;
  private static final int FEWEST_RESAMPLES = 100;

  /** Draws of one choice in all, about: of many networks, fewer resamples say as much. */
  private static final int DRAWS = 2_000_000;

  /**
   * Networks that took an option.
   *
   * @param networks how many
   * @param mean their mean value
   * @param interval its 95 % percentile-bootstrap interval; empty for a single network
   */
  public record Option(
      String name, int networks, double mean, Optional<Estimate.Interval> interval) {}

  /** Copies the list. */
  public Importance {
    options = List.copyOf(options);
  }

  /**
   * Returns the choices in the order of their shares, greatest first; of equals the one that comes
   * first. Those of which only one option was taken, or each by one network at most, are left out;
   * nothing is returned of fewer than {@value #FEWEST_NETWORKS} networks.
   *
   * @param taken of each network which option it took of each choice that it has
   * @param values of each network, in the same order
   * @param higherIsBetter which values are better
   * @param seed decides the bootstrap
   */
  public static List<Importance> of(
      List<Map<String, String>> taken, double[] values, boolean higherIsBetter, long seed) {
    if (values.length < FEWEST_NETWORKS) {
      return List.of();
    }
    Set<String> choices = new LinkedHashSet<>();
    taken.forEach(network -> choices.addAll(network.keySet()));
    List<Importance> all = new ArrayList<>();
    for (String choice : choices) {
      Map<String, List<Double>> groups = new LinkedHashMap<>();
      for (int network = 0; network < values.length; network++) {
        groups
            .computeIfAbsent(
                taken.get(network).getOrDefault(choice, ABSENT), name -> new ArrayList<>())
            .add(values[network]);
      }
      if (groups.size() > 1 && groups.size() < values.length) {
        all.add(of(choice, groups, higherIsBetter, seed));
      }
    }
    all.sort(Comparator.comparingDouble(one -> -one.share()));
    return List.copyOf(all);
  }

  private static Importance of(
      String choice, Map<String, List<Double>> groups, boolean higherIsBetter, long seed) {
    List<Option> options = new ArrayList<>();
    groups.forEach(
        (name, values) -> {
          Sample sample = new Sample(values.stream().mapToDouble(value -> value).toArray());
          int resamples =
              Math.max(FEWEST_RESAMPLES, Math.min(MOST_RESAMPLES, DRAWS / values.size()));
          options.add(
              new Option(name, values.size(), sample.mean(), sample.meanInterval(resamples, seed)));
        });
    Comparator<Option> byMean = Comparator.comparingDouble(Option::mean);
    options.sort(higherIsBetter ? byMean.reversed() : byMean);
    return new Importance(choice, share(groups), options);
  }

  private static double share(Map<String, List<Double>> groups) {
    List<Double> all = groups.values().stream().flatMap(List::stream).toList();
    double mean = mean(all);
    double between = 0;
    double within = 0;
    for (List<Double> group : groups.values()) {
      double own = mean(group);
      between += group.size() * (own - mean) * (own - mean);
      for (double value : group) {
        within += (value - own) * (value - own);
      }
    }
    double error = within / (all.size() - groups.size());
    double total = between + within;
    return total == 0 ? 0 : (between - (groups.size() - 1) * error) / (total + error);
  }

  private static double mean(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.size();
  }
}
