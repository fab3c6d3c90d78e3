package nas.experiment.view;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands behind the question mark of a request. */
final class Query {

  private static final int LONGEST_NUMBER = 9;

  private final Map<String, List<String>> values = new HashMap<>();

  /**
   * Reads it.
   *
   * @param raw still encoded; null: there is none
   * @throws RefusedException if it is not encoded as it must be
   */
  Query(@Nullable String raw) {
    if (raw == null) {
      return;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(decoded(pair.substring(0, equals)), key -> new ArrayList<>())
            .add(decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "The query is not encoded as it must be.");
    }
  }

  /** Returns the first value of a key; empty: it has none. */
  String text(String key) {
    return values.getOrDefault(key, List.of("")).get(0);
  }

  /** Returns a whole number of at least 0, 0 where there is none. */
  int number(String key) {
    return text(key).isEmpty() ? 0 : number(key, text(key));
  }

  /** Returns all whole numbers of a key. */
  List<Integer> numbers(String key) {
    return values.getOrDefault(key, List.of()).stream().map(text -> number(key, text)).toList();
  }

  private static int number(String key, String text) {
    if (text.length() > LONGEST_NUMBER || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new RefusedException(400, key + " must be a whole number.");
    }
    return text.isEmpty() ? 0 : Integer.parseInt(text);
  }
}
