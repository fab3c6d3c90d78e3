package nas.result.journal;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;

/**
 * What a journal file holds.
 *
 * @param identity which search it belongs to; empty in journals of earlier versions of the program
 * @param trials the trials in order; trial i stands at place i
 * @param end why the search ended, if it has and the journal says so
 * @param tornEnd the rest of a line that a killed process did not finish, if there is one
 */
public record Journal(
    Optional<SearchIdentity> identity,
    List<TrialRecord> trials,
    Optional<SearchEnd> end,
    Optional<TornEnd> tornEnd) {

  private static final String RESTORE =
      "restore the file from a copy, or move it away and run again: its search then starts anew";

  /** A journal in which nothing stands yet. */
  public static final Journal EMPTY =
      new Journal(Optional.empty(), List.of(), Optional.empty(), Optional.empty());

  /** Copies the list. */
  public Journal {
    trials = List.copyOf(trials);
  }

  /** Returns the number of the line on which a trial stands or would stand, from 1. */
  public int lineOf(int trial) {
    return trial + (identity.isPresent() ? 2 : 1);
  }

  /**
   * Refuses the journal of another search.
   *
   * @param file where it stands
   * @param expected the search whose journal should stand there
   * @param stated whether it must say which search it belongs to, unless nothing stands in it
   * @throws UserException if it is of another search; says what differs
   */
  public void requireOf(Path file, SearchIdentity expected, boolean stated) {
    List<String> differences = identity.map(found -> found.differences(expected)).orElse(List.of());
    if (!differences.isEmpty()) {
      throw UserException.at(
          file,
          1,
          "this is the journal of another search: " + String.join(", ", differences),
          RESTORE);
    }
    if (stated && identity.isEmpty() && !(trials.isEmpty() && end.isEmpty())) {
      throw UserException.at(
          file, 1, "the line that says which search the journal belongs to is missing", RESTORE);
    }
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
