package nas.result.journal;

import java.util.List;
import java.util.Optional;

/**
 * What a journal file holds.
 *
 * @param trials the trials in order; trial i stands at place i
 * @param tornEnd the rest of a line that a killed process did not finish, if there is one
 */
public record Journal(List<TrialRecord> trials, Optional<TornEnd> tornEnd) {

  /** Copies the list. */
  public Journal {
    trials = List.copyOf(trials);
  }

  /**
   * A line that was not written to its end.
   *
   * @param line number of the line, from 1
   * @param offset offset of its first byte in the file
   * @param bytes how many bytes of it were written
   */
  public record TornEnd(int line, long offset, long bytes) {}
}
