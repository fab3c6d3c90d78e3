package nas.proxy.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.core.statistics.Ranks;
import nas.core.text.ErrorText;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Score;

/**
 * Says which of several networks to prefer: by one metric, by the published {@link Vote}, or by the
 * sum of their ranks, or of the logarithms of their ranks, under several metrics.
 *
 * <p>By a sum of ranks a network gets from each metric the number of others that the metric likes
 * less, equal ones counted as a half; networks that a metric has no score for share its last ranks.
 * By a sum of logarithms it gets the natural logarithm of its rank, from 1 for the worst of all,
 * equal ones sharing the mean of their ranks (Lee and Ham 2024, AZ-NAS, arXiv:2403.19232): a
 * network that one metric ranks very low can hardly be made up for by the others. By a vote a
 * network has no value if half of the metrics or more have no score for it: no majority could be
 * for or against it. Votes and sums of ranks are about a set of networks: one network gets
 * different values in different company.
 *
 * @param metrics what the networks must be scored by, at least one, each once
 * @param rule how the scores become one order
 */
public record Preference(List<Metric> metrics, Rule rule) {

  /** How scores become one order. */
  public enum Rule {
    /** The score of the only metric. */
    SCORE,
    /** The margin of the majority, see {@link Vote#copeland}. */
    VOTE,
    /** The sum of the ranks. */
    RANK_SUM,
    /** The sum of the natural logarithms of the ranks. */
    LOG_RANK_SUM
  }

  /** What a sum of logarithms is called, as in {@code log-ranks(layers, params)}. */
  public static final String LOG_RANKS = "log-ranks";

  /** The published join of AZ-NAS: what its metrics and the multiply-adds rank together. */
  public static final String AZ_NAS = "az-nas";

  private static final String OF_AZ_NAS =
      LOG_RANKS + "(az-expressivity, az-progressivity, az-trainability, macs)";

  private static final Pattern LOGARITHMS =
      Pattern.compile(LOG_RANKS + "\\s*\\((.*)\\)", Pattern.DOTALL);

  private static final Pattern CALL =
      Pattern.compile("([a-z][a-z0-9-]*)\\s*\\((.*)\\)", Pattern.DOTALL);

  /** Copies the list. */
  public Preference {
    metrics = List.copyOf(metrics);
  }

  /**
   * Reads a preference: {@code synflow}, {@code vote}, {@code synflow + nwot + jacob-cov} or {@code
   * log-ranks(layers, params)}, in which a plus may stand for a comma; {@code az-nas} is short for
   * such a sum. Each metric may have settings in brackets.
   *
   * @param find finds a metric by its name, or refuses the name by an exception of its own
   * @throws UserException if several metrics are joined by a rule that there is not
   */
  public static Preference parse(String text, Function<String, Metric> find) {
    String stripped = text.strip();
    if (stripped.equals(Vote.NAME)) {
      return new Preference(Vote.PUBLISHED.stream().map(find).toList(), Rule.VOTE);
    }
    if (stripped.equals(AZ_NAS)) {
      return parse(OF_AZ_NAS, find);
    }
    List<String> summands = Terms.split(stripped, "+");
    if (summands.size() == 1) {
      requireRule(stripped);
    }
    Matcher logarithms = LOGARITHMS.matcher(stripped);
    return summands.size() == 1 && logarithms.matches()
        ? sum(Terms.split(logarithms.group(1), ",+"), Rule.LOG_RANK_SUM, find)
        : sum(summands, Rule.RANK_SUM, find);
  }

  /** Refuses {@code z-scores(layers, params)} and the like: no settings, but several metrics. */
  private static void requireRule(String text) {
    Matcher call = CALL.matcher(text);
    if (!call.matches() || call.group(1).equals(LOG_RANKS)) {
      return;
    }
    List<String> terms = Terms.split(call.group(2), ",+");
    if (terms.size() > 1 && terms.stream().noneMatch(term -> term.contains("="))) {
      throw new UserException(
          "There is no rule " + ErrorText.quote(call.group(1)) + " by which metrics are joined",
          "use A + B, which adds ranks, %s(A + B), which adds their logarithms, or %s"
              .formatted(LOG_RANKS, Vote.NAME));
    }
  }

  private static Preference sum(List<String> names, Rule rule, Function<String, Metric> find) {
    List<Metric> metrics = names.stream().map(find).distinct().toList();
    return new Preference(metrics, metrics.size() == 1 ? Rule.SCORE : rule);
  }

  /**
   * Returns a number for each network, the higher the better; NaN for those without a score by the
   * only metric, or by the majority that a vote needs.
   *
   * @param scores by network, then by metric in the order of {@link #metrics}
   */
  public double[] values(List<List<Score>> scores) {
    return switch (rule) {
      case SCORE -> goodness(0, scores);
      case VOTE -> votes(scores);
      case RANK_SUM -> rankSums(scores, beaten -> beaten);
      case LOG_RANK_SUM -> rankSums(scores, beaten -> StrictMath.log(1 + beaten));
    };
  }

  /** Returns the scores of one metric, the higher the better. */
  private double[] goodness(int metric, List<List<Score>> scores) {
    double sign = metrics.get(metric).direction() == Direction.HIGHER_IS_BETTER ? 1 : -1;
    return scores.stream()
        .mapToDouble(
            network ->
                network.get(metric) instanceof Score.Value value
                    ? sign * value.value()
                    : Double.NaN)
        .toArray();
  }

  private double[] votes(List<List<Score>> scores) {
    List<Vote.Ballot> ballots = new ArrayList<>();
    for (int i = 0; i < metrics.size(); i++) {
      int metric = i;
      ballots.add(
          new Vote.Ballot(
              metrics.get(metric).direction(),
              scores.stream().map(network -> network.get(metric)).toList()));
    }
    double[] margins = IntStream.of(Vote.of(ballots).copeland()).asDoubleStream().toArray();
    for (int network = 0; network < margins.length; network++) {
      long scored =
          scores.get(network).stream().filter(score -> score instanceof Score.Value).count();
      if (2 * scored <= metrics.size()) {
        // It ties with all others, which would rank it above those that lose more than they win.
        margins[network] = Double.NaN;
      }
    }
    return margins;
  }

  /**
   * Adds up what ranks are worth.
   *
   * @param worth of beating so many of the others
   */
  private double[] rankSums(List<List<Score>> scores, DoubleUnaryOperator worth) {
    double[] sums = new double[scores.size()];
    for (int metric = 0; metric < metrics.size(); metric++) {
      double[] beaten = Ranks.beaten(goodness(metric, scores));
      for (int network = 0; network < sums.length; network++) {
        sums[network] += worth.applyAsDouble(beaten[network]);
      }
    }
    return sums;
  }
}
