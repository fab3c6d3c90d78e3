package nas.space.nasbench101;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Cells as Python programs have them: a matrix of lists of 0 and 1, and a list of operations. */
final class PythonLists {

  private static final Pattern ROW =
      Pattern.compile("[\\[(]\\s*([01](?:[\\s,]*[01])*)[\\s,]*[\\])]");
  private static final Pattern KEY = Pattern.compile("['\"]?[a-z_]+['\"]?\\s*[=:]");
  private static final Pattern WORD = Pattern.compile("'([^'\\s]+)'|\"([^\"\\s]+)\"");
  private static final Pattern AROUND = Pattern.compile("np\\.array|array|[\\[\\](){},\\s]");

  private PythonLists() {}

  /**
   * Returns the cell in the form of this program: rows of digits, a slash, operations.
   *
   * @throws nas.space.InvalidArchitectureException if it has no operations, or something else in it
   */
  static String rewritten(String text) {
    List<String> rows = new ArrayList<>();
    String rest = taken(ROW, KEY.matcher(text).replaceAll(" "), rows);
    List<String> operations = new ArrayList<>();
    rest = AROUND.matcher(taken(WORD, rest, operations)).replaceAll("");
    String matrix =
        rows.stream().map(row -> row.replaceAll("[\\s,]", "")).collect(Collectors.joining(" "));
    if (!rest.isEmpty() || rows.isEmpty()) {
      throw NasBench101Cell.refused(
          text,
          "it is neither lists of 0 and 1 with a list of operations nor rows of digits. Maybe write"
              + " it as 010 001 000 / input conv3x3-bn-relu output");
    }
    if (operations.isEmpty()) {
      throw NasBench101Cell.refused(
          text,
          "it has a matrix and no operations. Maybe write it as "
              + matrix
              + " / input"
              + " conv3x3-bn-relu".repeat(Math.max(0, rows.size() - 2))
              + " output, with the operations that it has");
    }
    return matrix + " / " + String.join(" ", operations);
  }

  /** Puts what a pattern finds into a list, and returns the text without it. */
  private static String taken(Pattern pattern, String text, List<String> found) {
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return matcher.replaceAll(" ");
  }
}
