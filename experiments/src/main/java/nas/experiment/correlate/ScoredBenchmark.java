package nas.experiment.correlate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import nas.core.UserException;
import nas.core.statistics.Ranks;
import nas.core.text.ErrorText;
import nas.proxy.Direction;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.result.correlation.AccuracyColumn;
import nas.result.correlation.ScoreColumn;
import nas.result.correlation.UndefinedScores;

/** Architectures of which both scores and an accuracy are known. */
public final class ScoredBenchmark {

  /** The fewest architectures that can be ranked in more than two ways. */
  private static final int FEWEST = 3;

  /** Every pair of architectures is compared for the vote. */
  private final List<double[]> scores;

  private final List<String> columns;
  private final List<double[]> accuracies;
  private final List<String> accuracyNames;
  private final int withoutAccuracy;

  private ScoredBenchmark(
      List<double[]> scores,
      List<String> columns,
      List<double[]> accuracies,
      List<String> accuracyNames,
      int withoutAccuracy) {
    this.scores = scores;
    this.columns = columns;
    this.accuracies = accuracies;
    this.accuracyNames = accuracyNames;
    this.withoutAccuracy = withoutAccuracy;
  }

  /**
   * Brings scores and accuracies together.
   *
   * @throws UserException if they share fewer than three architectures, or an accuracy is the same
   *     for all
   */
  public static ScoredBenchmark join(
      ScoredArchitectures scored, AccuracyTable table, List<String> names, KeyColumns keys) {
    Map<String, double[]> accuraciesByKey = table.read(keys.accuracies(), names);
    List<double[]> scores = new ArrayList<>();
    List<double[]> accuracies = new ArrayList<>();
    int known = 0;
    for (int row = 0; row < scored.keys().size(); row++) {
      double[] found = accuraciesByKey.get(scored.keys().get(row));
      known += found == null ? 0 : 1;
      if (found != null && IntStream.range(0, found.length).anyMatch(i -> !isNaN(found[i]))) {
        scores.add(scored.scores().get(row));
        accuracies.add(found);
      }
    }
    int missing = scored.keys().size() - scores.size();
    if (scores.isEmpty()) {
      throw known > 0
          ? noAccuracies(known, names, table)
          : noneJoined(scored, table, accuraciesByKey, keys);
    }
    for (int i = 0; i < names.size(); i++) {
      requireVariety(accuracies, i, names.get(i), table);
    }
    return new ScoredBenchmark(
        scores,
        scored.columns(),
        accuracies,
        names.stream().map(table::predicted).toList(),
        missing);
  }

  private static boolean isNaN(double value) {
    return Double.isNaN(value);
  }

  private static UserException noAccuracies(int known, List<String> names, AccuracyTable table) {
    return new UserException(
        known
            + (known == 1 ? " scored architecture is" : " scored architectures are")
            + " in "
            + table.file()
            + ", but without any number in "
            + String.join(", ", names),
        "choose another column with --accuracy");
  }

  private static UserException noneJoined(
      ScoredArchitectures scored,
      AccuracyTable table,
      Map<String, double[]> accuracies,
      KeyColumns keys) {
    if (scored.keys().isEmpty()) {
      return new UserException(
          scored.file() + " has a header and no rows", "scoring was interrupted");
    }
    if (accuracies.isEmpty()) {
      return new UserException(
          table.file() + " has a header and no rows", "the download was cut off");
    }
    // The least key, since the order of the table means nothing.
    String example = accuracies.keySet().stream().min(String::compareTo).orElseThrow();
    return new UserException(
        "No scored architecture is in "
            + table.file()
            + " (by "
            + keys
            + "): the scores have "
            + ErrorText.quote(scored.keys().get(0))
            + ", it has "
            + ErrorText.quote(example),
        "it is the benchmark of another search space, or --key has to name other columns");
  }

  private static void requireVariety(
      List<double[]> accuracies, int column, String name, AccuracyTable table) {
    double[] present =
        accuracies.stream().mapToDouble(row -> row[column]).filter(v -> !isNaN(v)).toArray();
    if (present.length < FEWEST) {
      throw new UserException(
          "Only "
              + present.length
              + (present.length == 1 ? " scored architecture has" : " scored architectures have")
              + " an accuracy "
              + name
              + " in "
              + table.file()
              + ", and correlations need at least "
              + FEWEST,
          "score more architectures, or check that this is their benchmark");
    }
    for (double value : present) {
      if (value != present[0]) {
        return;
      }
    }
    throw new UserException(
        "All "
            + present.length
            + " scored architectures have the same "
            + name
            + " in "
            + table.file()
            + " ("
            + present[0]
            + "), so there is nothing to predict",
        "choose another column with --accuracy");
  }

  /** Returns how many architectures there are. */
  public int size() {
    return scores.size();
  }

  /** Returns how many scored architectures were left out, having no accuracy. */
  public int withoutAccuracy() {
    return withoutAccuracy;
  }

  /** Returns all kinds of accuracy. */
  public List<AccuracyColumn> accuracies() {
    return IntStream.range(0, accuracyNames.size())
        .mapToObj(i -> new AccuracyColumn(accuracyNames.get(i), column(accuracies, i)))
        .toList();
  }

  private static double[] column(List<double[]> rows, int column) {
    return rows.stream().mapToDouble(row -> row[column]).toArray();
  }

  /** Returns the scores of metrics. */
  public List<ScoreColumn> metrics(List<MetricColumns.Column> wanted) {
    return wanted.stream()
        .map(
            column ->
                new ScoreColumn(
                    column.name(),
                    column.higherIsBetter(),
                    column(scores, columns.indexOf(column.name()))))
        .toList();
  }

  /** Returns whether so many architectures can vote. */
  public boolean canVote() {
    return size() <= Vote.MOST_NETWORKS;
  }

  /** Returns why there is no vote. */
  public String noVote() {
    return String.format(
        Locale.ROOT,
        "There is no row vote: it compares all pairs, and %,d architectures are more than %,d.",
        size(),
        Vote.MOST_NETWORKS);
  }

  /**
   * Returns the vote of the published metrics among the architectures that have an accuracy: as
   * scores the margins of {@link Vote#copeland}, as share of pairs {@link Vote#pairwiseAccuracy}.
   *
   * @param undefined if {@link UndefinedScores#OMIT}, architectures that one of the voters has no
   *     score for take no part
   */
  public ScoreColumn vote(AccuracyColumn accuracy, UndefinedScores undefined) {
    List<double[]> voters = new ArrayList<>();
    for (String name : Vote.PUBLISHED) {
      boolean higher = Metrics.named(name).direction() == Direction.HIGHER_IS_BETTER;
      double[] column = column(scores, columns.indexOf(name));
      for (int i = 0; i < column.length; i++) {
        column[i] = higher ? column[i] : -column[i];
        if (isNaN(column[i]) && undefined == UndefinedScores.WORST) {
          column[i] = Double.NEGATIVE_INFINITY;
        }
      }
      voters.add(column);
    }
    int[] rows = compared(voters, accuracy);
    Vote vote = Vote.of(voters.stream().map(voter -> ballot(voter, rows)).toList());
    double[] margins = IntStream.of(vote.copeland()).asDoubleStream().toArray();
    OptionalDouble pairs =
        vote.pairwiseAccuracy(IntStream.of(rows).mapToDouble(r -> accuracy.values()[r]).toArray());
    return new ScoreColumn(Vote.NAME, true, spread(margins, rows), pairs);
  }

  /**
   * Returns what a join prefers, the higher the better, by ranks among the architectures that have
   * an accuracy.
   *
   * @param undefined if {@link UndefinedScores#OMIT}, architectures without one of the scores take
   *     no part; otherwise they share the last ranks
   */
  public ScoreColumn joined(
      MetricColumns.Join join, AccuracyColumn accuracy, UndefinedScores undefined) {
    List<double[]> joined =
        join.columns().map(name -> column(scores, columns.indexOf(name))).toList();
    int[] rows =
        compared(undefined == UndefinedScores.OMIT ? joined : List.<double[]>of(), accuracy);
    double[] values =
        join.preference()
            .values(
                IntStream.of(rows)
                    .mapToObj(row -> joined.stream().map(column -> Score.of(column[row])).toList())
                    .toList());
    return new ScoreColumn(join.name(), true, spread(values, rows));
  }

  /** Returns the architectures with an accuracy and a number in each of the columns. */
  private int[] compared(List<double[]> needed, AccuracyColumn accuracy) {
    return IntStream.range(0, size())
        .filter(row -> !isNaN(accuracy.values()[row]))
        .filter(row -> needed.stream().noneMatch(column -> isNaN(column[row])))
        .toArray();
  }

  /** Returns the values in the rows where they belong, NaN in the others. */
  private double[] spread(double[] values, int[] rows) {
    double[] all = new double[size()];
    Arrays.fill(all, Double.NaN);
    for (int i = 0; i < rows.length; i++) {
      all[rows[i]] = values[i];
    }
    return all;
  }

  /** Voters only compare, so ranks do as well as scores; and the worst one has a finite rank. */
  private static Vote.Ballot ballot(double[] scores, int[] rows) {
    double[] ranks = Ranks.average(IntStream.of(rows).mapToDouble(row -> scores[row]).toArray());
    List<Score> ballot = new ArrayList<>();
    for (double rank : ranks) {
      ballot.add(new Score.Value(rank));
    }
    return new Vote.Ballot(Direction.HIGHER_IS_BETTER, ballot);
  }
}
