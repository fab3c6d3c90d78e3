package nas.core.plugin;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A setting that is a word, or a number for each of some names.
 *
 * @param <E> the words
 * @param word the word, if it is one
 * @param table the numbers by name; empty if it is a word
 */
public record WordOrTable<E extends Enum<E>>(Optional<E> word, SortedMap<String, Double> table) {

  /** Copies the map and checks that it is one of both. */
  public WordOrTable {
    table = Collections.unmodifiableSortedMap(new TreeMap<>(table));
    if (word.isPresent() && !table.isEmpty()) {
      throw new IllegalArgumentException(word + " and " + table);
    }
  }

  /** Returns a word. */
  public static <E extends Enum<E>> WordOrTable<E> of(E word) {
    return new WordOrTable<>(Optional.of(word), Collections.emptySortedMap());
  }

  /** Returns numbers by name. */
  public static <E extends Enum<E>> WordOrTable<E> of(SortedMap<String, Double> table) {
    return new WordOrTable<E>(Optional.empty(), table);
  }
}
