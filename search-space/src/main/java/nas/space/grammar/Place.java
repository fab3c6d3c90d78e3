package nas.space.grammar;

import java.util.function.BiConsumer;

/**
 * Where in an architecture something is chosen, in words.
 *
 * @param words such as {@code place 2.3} or {@code edge 0->1}; empty: there is only one
 */
record Place(String words) {

  static final Place WHOLE = new Place("");

  private static final String NUMBERED = "place ";

  /** Returns one of several places in a row, counted from 1. */
  Place part(int index) {
    String number = String.valueOf(index + 1);
    if (words.isEmpty()) {
      return new Place(NUMBERED + number);
    }
    boolean counted = words.substring(words.lastIndexOf(", ") + 1).strip().startsWith(NUMBERED);
    return new Place(words + (counted ? "." : ", " + NUMBERED) + number);
  }

  /** Returns an edge of a graph that stands here. */
  Place edge(int from, int to) {
    return new Place((words.isEmpty() ? "" : words + ", ") + "edge " + from + "->" + to);
  }

  /** Hands over which option was taken here of all that may stand here. */
  void take(String option, BiConsumer<String, String> out) {
    out.accept(words.isEmpty() ? "choice" : words, option);
  }

  /** Hands over what was taken for a property of what stands here. */
  void take(String property, String option, BiConsumer<String, String> out) {
    out.accept(words.isEmpty() ? property : words + ": " + property, option);
  }
}
