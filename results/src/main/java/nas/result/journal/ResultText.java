package nas.result.journal;

import nas.core.trial.Result;

/** What became of an evaluation as a JSON object, with the keys that it has in a journal. */
public final class ResultText {

  private ResultText() {}

  /** Returns the text of a result, one line in ASCII. */
  public static String write(Result result) {
    return JournalLine.text(result);
  }

  /**
   * Reads a result, as a journal with that text would give it.
   *
   * @throws IllegalArgumentException if it is not the text of one
   */
  public static Result read(String text) {
    try {
      return JournalLine.result(text);
    } catch (JournalLine.BadLineException malformed) {
      throw new IllegalArgumentException(malformed.problem(), malformed);
    }
  }
}
