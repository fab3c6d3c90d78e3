package nas.experiment.config.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt word was meant to be. */
public final class Spelling {

  private Spelling() {}

  /**
   * Returns the nearest known word, if one is near: at most one edit for each three letters, not
   * counting case and the way words are joined. Of equally near words the first is returned.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String plain = plain(word);
    String best = "";
    int bestDistance = Math.max(1, plain.length() / 3) + 1;
    for (String candidate : known) {
      String other = plain(candidate);
      int distance =
          Math.abs(other.length() - plain.length()) >= bestDistance
              ? bestDistance
              : distance(plain, other);
      if (distance < bestDistance && distance < other.length()) {
        bestDistance = distance;
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
    String cut = word.length() > 100 ? word.substring(0, 100) : word;
    return cut.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(" ", "");
  }
}
