package nas.result.journal;

import java.nio.file.Path;
import nas.result.ResultException;

/** Says that a journal is damaged: which file, which line, and what to do. */
public final class JournalException extends ResultException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;

  /**
   * Creates the exception.
   *
   * @param file the journal
   * @param line number of the line, from 1
   * @param problem what is wrong with that line
   * @param advice what to do, without the leading "Maybe"
   */
  public JournalException(Path file, int line, String problem, String advice) {
    super(file + ":" + line + ": " + problem, advice);
    this.file = file.toString();
    this.line = line;
  }

  /** Returns the path of the journal. */
  public String file() {
    return file;
  }

  /** Returns the number of the line, from 1. */
  public int line() {
    return line;
  }
}
