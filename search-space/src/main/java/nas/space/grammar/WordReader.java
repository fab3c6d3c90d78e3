package nas.space.grammar;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The words of a text, and where reading them came to an end. */
final class WordReader {

  private final List<String> words;
  private final TreeSet<String> expected = new TreeSet<>();
  private int furthest;

  WordReader(List<String> words) {
    this.words = List.copyOf(words);
  }

  List<String> words() {
    return words;
  }

  /** Returns what a word stands for, if it is among the expected ones. */
  <T> Optional<T> find(Map<String, T> meanings, int at) {
    Optional<T> found =
        at < words.size() ? Optional.ofNullable(meanings.get(words.get(at))) : Optional.empty();
    if (found.isEmpty() && at >= furthest) {
      if (at > furthest) {
        expected.clear();
      }
      furthest = at;
      expected.addAll(meanings.keySet());
    }
    return found;
  }

  /** Returns the index of the first word that nothing could be made of, which may be the end. */
  int furthest() {
    return furthest;
  }

  /** Returns the words that could stand there, sorted. */
  List<String> expected() {
    return List.copyOf(expected);
  }
}
