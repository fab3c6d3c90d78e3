package nas.result.published;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number, or several, of one row of a CSV file: {@code FILE | COLUMN=VALUE; ... | FORMAT}.
 *
 * <p>In the format stands {@code {COLUMN}} for a value as it is, {@code {COLUMN 0.00}} for two
 * decimals, {@code {COLUMN .000}} for three without the zero before the point, {@code {COLUMN
 * %0.0}} for a share in percent, {@code {COLUMN ,}} for a whole number in groups of three; {@code
 * {speedup}} for the speedup of a row of {@code speedup.csv} with its interval or bound, {@code
 * {needed}} and {@code {baseline_needed}} for the models it took. A cell that begins with {@code ?}
 * is empty where there is no such row.
 *
 * @param file from the root of the repository
 * @param where what the row holds
 * @param format of the text
 */
record Cell(String file, Map<String, String> where, String format) {

  private static final Pattern PART = Pattern.compile("\\{(\\w[\\w-]*)(?: ([^}]+))?}");

  /** Reads a cell whose variables, such as {@code {metric}}, stand in file and values. */
  static Cell parse(String text, Map<String, String> variables) {
    String[] parts = text.split("\\|", -1);
    if (parts.length != 3) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not FILE | COLUMN=VALUE; ... | FORMAT");
    }
    return new Cell(
        filled(parts[0].strip(), variables),
        assignments(filled(parts[1].strip(), variables)),
        parts[2].strip());
  }

  static String filled(String text, Map<String, String> variables) {
    String filled = text;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace("{" + variable.getKey() + "}", variable.getValue());
    }
    return filled;
  }

  static Map<String, String> assignments(String text) {
    Map<String, String> assignments = new LinkedHashMap<>();
    for (String part : text.split(";", -1)) {
      if (!part.isBlank()) {
        int equals = part.indexOf('=');
        assignments.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
    }
    return assignments;
  }

  /**
   * Returns the text.
   *
   * @throws IllegalArgumentException unless there is exactly one such row, or none where it is
   *     optional
   */
  String text(Rows rows) {
    List<Map<String, String>> found = rows.where(file, where);
    boolean optional = format.startsWith("?");
    if (found.isEmpty() && optional) {
      return "";
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(found.size() + " rows of " + file + " have " + where);
    }
    return text(optional ? format.substring(1).strip() : format, found.get(0));
  }

  /** Returns the text of a row; empty if one of its values is. */
  static String text(String format, Map<String, String> row) {
    Matcher part = PART.matcher(format);
    StringBuilder text = new StringBuilder();
    boolean missing = false;
    while (part.find()) {
      String value = value(part.group(1), part.group(2) == null ? "" : part.group(2), row);
      missing |= value.isEmpty();
      part.appendReplacement(text, Matcher.quoteReplacement(value));
    }
    return missing ? "" : part.appendTail(text).toString();
  }

  private static String value(String name, String style, Map<String, String> row) {
    return switch (name) {
      case "speedup" -> speedup(row);
      case "needed", "baseline_needed" -> models(row, name);
      default -> {
        String value = row.get(name);
        if (value == null) {
          throw new IllegalArgumentException("there is no column " + name + " in " + row.keySet());
        }
        yield value.isEmpty() ? "" : styled(value, style);
      }
    };
  }

  private static String styled(String value, String style) {
    if (style.isEmpty()) {
      return value;
    }
    if (style.equals(",")) {
      return String.format(Locale.ROOT, "%,d", Math.round(Double.parseDouble(value)));
    }
    double number = Double.parseDouble(value) * (style.startsWith("%") ? 100 : 1);
    int decimals = style.contains(".") ? style.length() - style.indexOf('.') - 1 : 0;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", number);
    return style.startsWith(".") ? text.replaceFirst("^(-?)0\\.", "$1.") : text;
  }

  private static String models(Map<String, String> row, String name) {
    String lower = number(row, name + "_lower");
    String upper = number(row, name + "_upper");
    return upper.equals(lower) ? lower : "more than " + lower;
  }

  private static String speedup(Map<String, String> row) {
    String interval = bounds(row, "speedup_bootstrap");
    String speedup = bounds(row, "speedup");
    return speedup.equals("-") ? "-" : speedup + " (" + interval.replaceFirst("^-$", ">= 0") + ")";
  }

  /** Returns what is known of a number: itself, a range, a bound, or a hyphen for nothing. */
  private static String bounds(Map<String, String> row, String name) {
    String lower = number(row, name + "_lower");
    String upper = number(row, name + "_upper");
    if (upper.isEmpty()) {
      return lower.equals("0") ? "-" : ">= " + lower;
    }
    boolean interval = name.endsWith("bootstrap");
    if (lower.equals("0")) {
      return "<= " + upper;
    }
    return lower.equals(upper) && !interval ? lower : lower + " to " + upper;
  }

  private static String number(Map<String, String> row, String column) {
    String value = row.getOrDefault(column, "");
    return value.isEmpty() ? "" : threeDigits(Double.parseDouble(value));
  }

  /** Returns a number with three digits, without zeros at the end of its decimals. */
  static String threeDigits(double value) {
    int decimals = value < 0.9995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
    return decimals == 0 ? text : text.replaceFirst("\\.?0+$", "");
  }
}
