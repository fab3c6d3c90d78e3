package nas.core.plugin;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Some settings of a record, each with the values that a search may choose from: a file writes a
 * list of values behind each of these keys, such as {@code learning-rate: [0.01, 0.1]}.
 *
 * <p>Two are equal if their options are.
 *
 * @param <R> the record
 */
public final class Alternatives<R extends Record> {

  /**
   * The values of a setting.
   *
   * @param key the key as it stands in the file
   * @param values at least one, no one twice
   * @param words the values as one word each: printable ASCII characters without spaces
   */
  public record Options(String key, List<Object> values, List<String> words) {
    /** Copies the lists. */
    public Options {
      values = List.copyOf(values);
      words = List.copyOf(words);
    }
  }

  /** Replaces values of a record. */
  @FunctionalInterface
  public interface Replacement<R> {

    /**
     * Returns the record with other values.
     *
     * @param values by key
     * @throws InvalidSettingException if the record refuses them
     */
    R with(R record, Map<String, Object> values);
  }

  private final List<Options> options;
  private final Replacement<R> replacement;

  /**
   * Creates them.
   *
   * @param options at least one, in the order of the record
   * @param replacement replaces the values of these keys
   */
  public Alternatives(List<Options> options, Replacement<R> replacement) {
    this.options = List.copyOf(options);
    this.replacement = replacement;
  }

  /** Returns what may be chosen for each setting, in the order of the record. */
  public List<Options> options() {
    return options;
  }

  /** Returns the keys of the settings, in the order of the record. */
  public List<String> keys() {
    return options.stream().map(Options::key).toList();
  }

  /** Returns the number of combinations of values. */
  public BigInteger count() {
    return options.stream()
        .map(setting -> BigInteger.valueOf(setting.values().size()))
        .reduce(BigInteger.ONE, BigInteger::multiply);
  }

  /**
   * Returns all combinations, each as the index of each setting's value; the last setting changes
   * fastest.
   */
  public Stream<List<Integer>> combinations() {
    return combinations(options.size());
  }

  private Stream<List<Integer>> combinations(int settings) {
    if (settings == 0) {
      return Stream.of(List.of());
    }
    int values = options.get(settings - 1).values().size();
    return combinations(settings - 1)
        .flatMap(before -> IntStream.range(0, values).mapToObj(value -> plus(before, value)));
  }

  private static List<Integer> plus(List<Integer> before, int value) {
    return Stream.concat(before.stream(), Stream.of(value)).toList();
  }

  /**
   * Returns a record with the chosen values.
   *
   * @param chosen the index of each setting's value
   * @throws InvalidSettingException if the record refuses them together
   */
  public R with(R record, List<Integer> chosen) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int setting = 0; setting < options.size(); setting++) {
      Options of = options.get(setting);
      values.put(of.key(), of.values().get(chosen.get(setting)));
    }
    return replacement.with(record, values);
  }

  /** Returns a choice as people read it: {@code learning-rate=0.1 batch-size=64}. */
  public String text(List<Integer> chosen) {
    List<String> words = new ArrayList<>();
    for (int setting = 0; setting < options.size(); setting++) {
      Options of = options.get(setting);
      words.add(of.key() + "=" + of.words().get(chosen.get(setting)));
    }
    return String.join(" ", words);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Alternatives<?> others && options.equals(others.options);
  }

  @Override
  public int hashCode() {
    return options.hashCode();
  }

  @Override
  public String toString() {
    return options.toString();
  }
}
