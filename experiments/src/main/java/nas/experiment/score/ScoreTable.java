package nas.experiment.score;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.proxy.Direction;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.proxy.service.ArchitectureScores;
import nas.result.table.Column;
import nas.result.table.ConsoleText;
import nas.result.table.Field;
import nas.result.table.Table;
import nas.result.table.Value;
import nas.space.Space;

/**
 * Scores of architectures as people and other programs read them.
 *
 * @param columns names of metrics, in the order of the columns; {@link Vote#NAME} may be among them
 * @param rows the architectures with at least the scores of these metrics
 * @param <A> the architecture
 */
public record ScoreTable<A>(
    Space<A> space, List<String> columns, List<ArchitectureScores<A>> rows) {

  private static final int DIGITS = 6;
  private static final double LARGEST_COUNT = 1e15;

  /** Copies the lists. */
  public ScoreTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /** Returns a row for each architecture, with the reasons of undefined scores. */
  public Table table() {
    List<Field<Integer>> fields = new ArrayList<>();
    fields.add(Field.text("architecture", index -> space.format(architecture(index))));
    fields.add(Field.text("canonical-id", index -> space.canonicalId(architecture(index))));
    int[] votes = votes();
    for (String column : columns) {
      fields.add(
          Field.values(
              column, Column.Type.NUMBER, index -> value(rows.get(index), column, votes[index])));
    }
    fields.add(
        Field.values(
            "undefined",
            Column.Type.REASONS,
            index -> new Value.Reasons(reasons(rows.get(index)))));
    return Table.of(fields, IntStream.range(0, rows.size()).boxed().toList());
  }

  private A architecture(int index) {
    return rows.get(index).architecture();
  }

  /** Counts, such as parameters, are written without decimals. */
  private static Value value(ArchitectureScores<?> row, String column, int votes) {
    if (column.equals(Vote.NAME)) {
      return new Value.Whole(votes);
    }
    return score(row, column) instanceof Score.Value value
        ? Value.amount(value.value())
        : new Value.Undefined();
  }

  private Map<String, String> reasons(ArchitectureScores<A> row) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (String column : columns) {
      if (!column.equals(Vote.NAME) && score(row, column) instanceof Score.Undefined undefined) {
        reasons.put(column, undefined.reason().name());
      }
    }
    return reasons;
  }

  /** Returns the scores for a console: metrics are rows, as there are few architectures. */
  public String text() {
    int[] votes = votes();
    List<Field<String>> fields = new ArrayList<>();
    fields.add(Field.<String>text("", metric -> metric).headed("Metric"));
    for (int i = 0; i < rows.size(); i++) {
      int index = i;
      fields.add(
          Field.figure(
              rows.size() == 1 ? "Score" : "#" + (index + 1),
              metric ->
                  metric.equals(Vote.NAME)
                      ? Integer.toString(votes[index])
                      : brief(score(rows.get(index), metric))));
    }
    return ConsoleText.of(Table.of(fields, columns));
  }

  private static String brief(Score score) {
    return score instanceof Score.Value value
        ? value.value() == Math.rint(value.value()) && Math.abs(value.value()) < LARGEST_COUNT
            ? String.format(Locale.ROOT, "%,d", (long) value.value())
            : String.format(Locale.ROOT, "%." + DIGITS + "g", value.value())
        : "(" + ((Score.Undefined) score).reason() + ")";
  }

  /** Returns how many architectures have no score for which reason and by which metrics. */
  public List<String> gaps() {
    SortedMap<String, List<String>> metricsByGap = new TreeMap<>();
    for (String column : columns) {
      if (column.equals(Vote.NAME)) {
        continue;
      }
      SortedMap<Score.Reason, List<String>> reasons =
          rows.stream()
              .map(row -> score(row, column))
              .filter(Score.Undefined.class::isInstance)
              .map(Score.Undefined.class::cast)
              .collect(
                  Collectors.groupingBy(
                      Score.Undefined::reason,
                      TreeMap::new,
                      Collectors.mapping(Score.Undefined::message, Collectors.toList())));
      reasons.forEach(
          (reason, messages) ->
              metricsByGap
                  .computeIfAbsent(
                      String.format(
                          Locale.ROOT,
                          "%,d of %,d architectures have no score, because %s: ",
                          messages.size(),
                          rows.size(),
                          words(reason, messages)),
                      gap -> new ArrayList<>())
                  .add(column));
    }
    List<String> gaps = new ArrayList<>();
    metricsByGap.forEach((gap, metrics) -> gaps.add(gap + String.join(", ", metrics)));
    return gaps;
  }

  /** Returns a reason in words; what makes a network unsuitable is said of the first one. */
  private static String words(Score.Reason reason, List<String> messages) {
    return switch (reason) {
      case NO_PATH -> "the images cannot influence the output";
      case NO_WEIGHTS -> "there is no layer with weights";
      case NO_RELUS -> "there is no rectifier";
      case SINGULAR -> "a matrix is singular";
      case NON_FINITE -> "a value is NaN or infinite";
      case BATCH_TOO_SMALL -> "the minibatch has too few images";
      case UNSUITABLE ->
          "the network is not of a kind that can be measured so (%s%s)"
              .formatted(
                  messages.stream().distinct().count() > 1 ? "the first: " : "", messages.get(0));
      case WORKER_LOST -> "scoring ended its worker process";
      case OUT_OF_MEMORY -> "the device has too little memory for the network and the minibatch";
    };
  }

  /** Returns how many others each architecture wins against in the vote, if it was asked for. */
  public int[] votes() {
    if (!columns.contains(Vote.NAME)) {
      return new int[rows.size()];
    }
    return Vote.of(
            Vote.PUBLISHED.stream()
                .map(
                    name ->
                        new Vote.Ballot(
                            direction(name), rows.stream().map(row -> score(row, name)).toList()))
                .toList())
        .copeland();
  }

  private static Direction direction(String name) {
    return Metrics.named(name).direction();
  }

  private static Score score(ArchitectureScores<?> row, String metric) {
    Score score = row.scores().get(metric);
    if (score == null) {
      throw new IllegalStateException(metric + " was not asked for");
    }
    return score;
  }
}
