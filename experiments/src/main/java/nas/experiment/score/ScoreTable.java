package nas.experiment.score;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import nas.proxy.Direction;
import nas.proxy.Score;
import nas.proxy.metric.Metrics;
import nas.proxy.metric.Vote;
import nas.proxy.service.ArchitectureScores;
import nas.result.text.Csv;
import nas.result.text.TextTable;
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

  /** Returns the table in CSV (RFC 4180); a score that is undefined is an empty cell. */
  public String csv() {
    List<String> head = new ArrayList<>(List.of("architecture", "canonical-id"));
    head.addAll(columns);
    head.add("undefined");
    StringBuilder out = new StringBuilder(Csv.line(head));
    int[] votes = votes();
    for (int index = 0; index < rows.size(); index++) {
      ArchitectureScores<A> row = rows.get(index);
      List<String> cells = new ArrayList<>();
      cells.add(space.format(row.architecture()));
      cells.add(space.canonicalId(row.architecture()));
      List<String> undefined = new ArrayList<>();
      for (String column : columns) {
        if (column.equals(Vote.NAME)) {
          cells.add(Integer.toString(votes[index]));
        } else if (score(row, column) instanceof Score.Value value) {
          cells.add(number(value.value()));
        } else {
          cells.add("");
          undefined.add(column + ": " + ((Score.Undefined) score(row, column)).reason());
        }
      }
      cells.add(String.join("; ", undefined));
      out.append(Csv.line(cells));
    }
    return out.toString();
  }

  /** Counts, such as parameters, are written without decimals. */
  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < LARGEST_COUNT
        ? Long.toString((long) value)
        : Csv.number(value);
  }

  /** Returns the table for a console: metrics are rows if there are few architectures. */
  public String text() {
    int[] votes = votes();
    List<TextTable.Column> head = new ArrayList<>(List.of(TextTable.left("Metric")));
    List<List<String>> lines = new ArrayList<>();
    for (int index = 0; index < rows.size(); index++) {
      head.add(TextTable.right(rows.size() == 1 ? "Score" : "#" + (index + 1)));
    }
    for (String column : columns) {
      List<String> line = new ArrayList<>(List.of(column));
      for (int index = 0; index < rows.size(); index++) {
        line.add(
            column.equals(Vote.NAME)
                ? Integer.toString(votes[index])
                : brief(score(rows.get(index), column)));
      }
      lines.add(line);
    }
    return new TextTable(head, lines).format();
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
      Map<Score.Reason, Long> reasons =
          rows.stream()
              .map(row -> score(row, column))
              .filter(Score.Undefined.class::isInstance)
              .map(score -> ((Score.Undefined) score).reason())
              .collect(Collectors.groupingBy(r -> r, TreeMap::new, Collectors.counting()));
      reasons.forEach(
          (reason, count) ->
              metricsByGap
                  .computeIfAbsent(
                      String.format(
                          Locale.ROOT,
                          "%,d of %,d architectures have no score, because %s: ",
                          count,
                          rows.size(),
                          words(reason)),
                      gap -> new ArrayList<>())
                  .add(column));
    }
    List<String> gaps = new ArrayList<>();
    metricsByGap.forEach((gap, metrics) -> gaps.add(gap + String.join(", ", metrics)));
    return gaps;
  }

  private static String words(Score.Reason reason) {
    return switch (reason) {
      case NO_PATH -> "the images cannot influence the output";
      case NO_WEIGHTS -> "there is no layer with weights";
      case NO_RELUS -> "there is no rectifier";
      case SINGULAR -> "a matrix is singular";
      case NON_FINITE -> "a value is NaN or infinite";
      case BATCH_TOO_SMALL -> "the minibatch has too few images";
      case UNSUITABLE -> "the network is not of a kind that can be measured so";
    };
  }

  private int[] votes() {
    if (!columns.contains(Vote.NAME)) {
      return new int[0];
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
