package nas.core.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Words for messages about texts that people typed. */
public final class ErrorText {

  private static final int LONGEST_QUOTE = 80;

  /** What could move the cursor of a console, or turn its text around, or is no character. */
  private static final Pattern NOT_SHOWN =
      Pattern.compile("[\\p{Cntrl}\\p{Cs}\\u2028-\\u202E\\u2066-\\u2069\\uFEFF\\uFFFD]");

  private static final int LONGEST_WORD = 60;
  private static final int SHORTEST_PART = 3;

  private ErrorText() {}

  /**
   * Returns a text in double quotes, fit for a terminal: cut after 80 characters, with a question
   * mark for every character that is not printable ASCII.
   */
  public static String quote(String text) {
    boolean whole = text.codePointCount(0, text.length()) <= LONGEST_QUOTE;
    String shown = whole ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST_QUOTE));
    return '"' + NOT_SHOWN.matcher(shown).replaceAll("?") + (whole ? "\"" : "...\"");
  }

  /** Returns a word as people can paste it into a shell. */
  public static String shellQuoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Returns the known word that a mistyped one most likely stands for: the shortest that contains
   * it, if it has at least 3 characters; else the one with the fewest edits, if there is at most
   * one edit for each three letters. Case and the way words are joined do not count.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String plain = plain(word);
    if (plain.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    Optional<String> containing =
        known.stream()
            .filter(candidate -> plain.length() >= SHORTEST_PART)
            .filter(candidate -> plain(candidate).contains(plain))
            .min(Comparator.comparingInt(String::length));
    if (containing.isPresent()) {
      return containing;
    }
    String best = "";
    int fewest = Math.max(1, plain.length() / 3) + 1;
    for (String candidate : known) {
      String other = plain(candidate);
      int edits =
          Math.abs(other.length() - plain.length()) >= fewest ? fewest : distance(plain, other);
      if (edits < fewest && edits < other.length()) {
        fewest = edits;
        best = candidate;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /**
   * Returns the least number of insertions, deletions, replacements and swaps of neighbours that
   * turn one text into the other, no part edited twice (Damerau 1964, DOI 10.1145/363958.363994).
   */
  static int distance(String from, String to) {
    int[][] edits = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          edits[i][j] = i + j;
          continue;
        }
        int replaced = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        edits[i][j] = Math.min(replaced, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
        }
      }
    }
    return edits[from.length()][to.length()];
  }

  private static String plain(String word) {
    return word.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(" ", "");
  }
}
