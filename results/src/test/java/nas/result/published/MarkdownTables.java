package nas.result.published;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tables in a Markdown file that are made from CSV files.
 *
 * <p>A comment says how, and what stands between it and the closing comment is written anew:
 *
 * <pre>
 * &lt;!-- table
 * first: metric
 * rows: {metric} | results/x.csv | accuracy=c10 | metric={metric}
 * row: counting | metric=params
 * column: CIFAR-10 | results/x.csv | accuracy=c10; metric={metric} | {spearman .000}
 * --&gt;
 * &lt;!-- end of table --&gt;
 * </pre>
 *
 * <p>{@code row} makes one row with a label and variables, {@code rows} one for each row of a file
 * in its order; {@code column} is a title and a {@link Cell} in which the variables stand. {@code
 * searches: FOLDER} alone makes the table of a run: mean accuracies along the search, and speedups.
 */
final class MarkdownTables {

  private static final Pattern TABLE =
      Pattern.compile("<!-- table\\n(.*?)\\n-->\\n(.*?)<!-- end of table -->", Pattern.DOTALL);

  private final Rows rows;

  MarkdownTables(Rows rows) {
    this.rows = rows;
  }

  /** Returns the text with all its tables made anew. */
  String regenerated(String markdown) {
    return TABLE
        .matcher(markdown)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "<!-- table\n"
                        + found.group(1)
                        + "\n-->\n"
                        + table(found.group(1))
                        + "<!-- end of table -->"));
  }

  /** Returns the text without these tables. */
  static String without(String markdown) {
    return TABLE.matcher(markdown).replaceAll("");
  }

  private record Row(String label, Map<String, String> variables) {}

  private String table(String instructions) {
    List<String> lines = instructions.lines().filter(line -> !line.isBlank()).toList();
    try {
      return lines.get(0).startsWith("searches:") ? searches(after(lines.get(0))) : table(lines);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("table " + lines + ": " + e.getMessage(), e);
    }
  }

  private static String after(String line) {
    return line.substring(line.indexOf(':') + 1).strip();
  }

  private String table(List<String> lines) {
    String first = "";
    List<Row> labelled = new ArrayList<>();
    List<String[]> columns = new ArrayList<>();
    for (String line : lines) {
      String value = after(line);
      switch (line.substring(0, line.indexOf(':')).strip()) {
        case "first" -> first = value;
        case "row" -> labelled.add(row(value));
        case "rows" -> labelled.addAll(rows(value));
        case "column" -> columns.add(value.split("\\|", 2));
        default -> throw new IllegalArgumentException("neither row nor column: " + line);
      }
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(titled(first, columns.stream().map(column -> column[0].strip())));
    for (Row row : labelled) {
      cells.add(
          titled(
              row.label(),
              columns.stream().map(column -> Cell.parse(column[1], row.variables()).text(rows))));
    }
    return markdown(cells);
  }

  private static List<String> titled(String first, Stream<String> others) {
    return Stream.concat(Stream.of(first), others).toList();
  }

  private static Row row(String text) {
    String[] parts = text.split("\\|", 2);
    return new Row(parts[0].strip(), Cell.assignments(parts.length == 1 ? "" : parts[1]));
  }

  private List<Row> rows(String text) {
    String[] parts = text.split("\\|", -1);
    Map<String, String> variables = Cell.assignments(parts[3]);
    return rows.where(parts[1].strip(), Cell.assignments(parts[2])).stream()
        .map(
            row -> {
              Map<String, String> values = new LinkedHashMap<>();
              variables.forEach((name, format) -> values.put(name, Cell.text(format, row)));
              return new Row(Cell.text(parts[0].strip(), row), values);
            })
        .toList();
  }

  static String markdown(List<List<String>> cells) {
    String rule = "|" + "---|".repeat(cells.get(0).size());
    return Stream.concat(
            Stream.of(line(cells.get(0)), rule), cells.stream().skip(1).map(MarkdownTables::line))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.isEmpty() ? " |" : " " + cell + " |")
        .collect(Collectors.joining("", "|", ""));
  }

  /** Returns the table of a run: the baseline first, then the others in their order. */
  private String searches(String folder) {
    List<Map<String, String>> tests = rows.where(folder + "/significance.csv", Map.of());
    List<Map<String, String>> speedups =
        rows.where(folder + "/speedup.csv", Map.of("cost", "trained_models"));
    String baseline = value(tests.get(0), "baseline");
    List<String> budgets = distinct(tests, "trained_models");
    List<String> targets = distinct(speedups, "target");
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        titled(
            folder.replace("results/paper/", "").replace("/", ", "),
            Stream.concat(budgets.stream(), targets.stream().map(MarkdownTables::target))));
    for (String strategy : distinct(rows.where(folder + "/final.csv", Map.of()), "strategy")) {
      boolean first = strategy.equals(baseline);
      String name = first ? distinct(tests, "strategy").get(0) : strategy;
      String mean = (first ? "baseline_" : "") + "test_accuracy_mean_percent";
      Stream<String> means =
          budgets.stream().map(at -> Cell.text("{" + mean + " 0.00}", test(tests, name, at)));
      Stream<String> faster =
          targets.stream()
              .map(
                  target ->
                      first
                          ? "1"
                          : new Cell(
                                  folder + "/speedup.csv",
                                  Map.of(
                                      "strategy",
                                      strategy,
                                      "target",
                                      target,
                                      "cost",
                                      "trained_models"),
                                  "{speedup}")
                              .text(rows));
      cells.add(titled(strategy, Stream.concat(means, faster)));
    }
    return markdown(cells);
  }

  private static Map<String, String> test(
      List<Map<String, String>> tests, String strategy, String at) {
    return tests.stream()
        .filter(test -> strategy.equals(test.get("strategy")))
        .filter(test -> at.equals(test.get("trained_models")))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no test of " + strategy + " at " + at));
  }

  private static String target(String target) {
    return target.equals("baseline-final")
        ? "speedup to the baseline's end"
        : "speedup to " + target + " %";
  }

  private static String value(Map<String, String> row, String column) {
    return row.getOrDefault(column, "");
  }

  private static List<String> distinct(List<Map<String, String>> rows, String column) {
    return rows.stream().map(row -> value(row, column)).distinct().toList();
  }
}
