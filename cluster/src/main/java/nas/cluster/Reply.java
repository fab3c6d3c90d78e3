package nas.cluster;

import java.util.List;

/**
 * What comes back from a worker.
 *
 * @param host the name of its machine
 * @param facts what it is, as the text of an answer
 * @param answer the text of the answer to the request
 */
record Reply(String host, String facts, String answer) {

  private static final int LINES = 3;

  /** Returns it as lines of text, which every serialiser of Spark carries. */
  String toText() {
    return String.join("\n", host, facts, answer);
  }

  static Reply of(String text) {
    List<String> lines = List.of(text.split("\n", LINES));
    return new Reply(lines.get(0), lines.get(1), lines.get(2));
  }
}
