package nas.space;

import java.util.Collection;
import java.util.Optional;

/** Words for messages about texts that people typed. */
public final class ErrorText {

  private static final int LONGEST_QUOTE = 80;
  private static final int LONGEST_WORD = 60;
  private static final int SHORTEST_BEGINNING = 3;

  private ErrorText() {}

  /**
   * Returns a text in double quotes, fit for a terminal: cut after 80 characters, with a question
   * mark for every character that is not printable ASCII.
   */
  public static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    int end = Math.min(text.length(), LONGEST_QUOTE);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      quoted.append(c >= ' ' && c <= '~' ? c : '?');
    }
    return quoted.append(text.length() > LONGEST_QUOTE ? "...\"" : "\"").toString();
  }

  /**
   * Returns the known word that a mistyped one most likely stands for: one that it begins, if it
   * has at least 3 characters; else the one with the fewest edits (insert, delete, replace a
   * character), if at most half of its characters had to change. The earlier one wins a tie.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    if (word.length() > LONGEST_WORD) {
      return Optional.empty();
    }
    String best = "";
    int fewest = Integer.MAX_VALUE;
    for (String candidate : known) {
      boolean begun = word.length() >= SHORTEST_BEGINNING && candidate.startsWith(word);
      int edits = begun ? 0 : edits(word, candidate);
      if (edits < fewest && 2 * edits <= candidate.length()) {
        fewest = edits;
        best = candidate;
      }
    }
    return fewest == Integer.MAX_VALUE ? Optional.empty() : Optional.of(best);
  }

  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
