package nas.proxy.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Texts that name several metrics, some with settings in brackets. */
public final class Terms {

  private static final String OPENING = "([{";
  private static final String CLOSING = ")]}";

  private Terms() {}

  /**
   * Splits a text at separators outside of brackets and quotes; at all where these do not match.
   *
   * @param separators each of which separates
   * @return the parts without surrounding blanks, at least one
   */
  public static List<String> split(String text, String separators) {
    List<String> parts = new ArrayList<>();
    int open = 0;
    int from = 0;
    char quote = 0;
    boolean matched = true;
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (quote == '"' && letter == '\\') {
        at++; // What stands behind it is no closing quote.
      } else if (quote != 0) {
        quote = letter == quote ? 0 : quote;
      } else if (letter == '"' || letter == '\'') {
        quote = letter;
      } else if (OPENING.indexOf(letter) >= 0) {
        open++;
      } else if (CLOSING.indexOf(letter) >= 0) {
        open--;
        matched &= open >= 0;
      } else if (open <= 0 && separators.indexOf(letter) >= 0) {
        parts.add(text.substring(from, at).strip());
        from = at + 1;
      }
    }
    parts.add(text.substring(from).strip());
    return matched && open == 0 && quote == 0 ? List.copyOf(parts) : plain(text, separators);
  }

  /** Splits a text whose brackets and quotes mean nothing, as they do not match. */
  private static List<String> plain(String text, String separators) {
    return Stream.of(text.split("[" + Pattern.quote(separators) + "]", -1))
        .map(String::strip)
        .toList();
  }

  /** Returns the terms of a list that was split at every comma, also within brackets. */
  public static List<String> joined(List<String> pieces) {
    return pieces.isEmpty() ? pieces : split(String.join(",", pieces), ",");
  }
}
