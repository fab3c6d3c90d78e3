package nas.engine.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokens that a model of a text knows, the most frequent first; of equally frequent ones the
 * first in the order of code points.
 *
 * @param tokens the last stands for all others
 */
record Vocabulary(List<String> tokens) {

  /** Stands for tokens that are not in the vocabulary. */
  static final String UNKNOWN = "<unk>";

  /** Copies the list. */
  Vocabulary {
    tokens = List.copyOf(tokens);
  }

  /**
   * Returns the vocabulary of a text.
   *
   * @param most number of tokens at most, the one for unknown tokens included
   */
  static Vocabulary of(List<String> text, int most) {
    Map<String, Integer> counts = new TreeMap<>();
    text.stream()
        .filter(token -> !token.equals(UNKNOWN))
        .forEach(token -> counts.merge(token, 1, Integer::sum));
    List<String> frequent =
        new ArrayList<>(
            counts.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Integer> of) -> -of.getValue()))
                .map(Map.Entry::getKey)
                .limit(most - 1L)
                .toList());
    frequent.add(UNKNOWN);
    return new Vocabulary(frequent);
  }

  /** Returns the numbers of tokens. */
  int[] numbers(List<String> text) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int number = 0; number < tokens.size(); number++) {
      numbers.put(tokens.get(number), number);
    }
    int unknown = tokens.size() - 1;
    return text.stream().mapToInt(token -> numbers.getOrDefault(token, unknown)).toArray();
  }
}
