package nas.experiment.cli;

import nas.core.UserException;

/** Checks numbers that were given as options. */
public final class Ranges {

  private Ranges() {}

  /**
   * Checks a whole number.
   *
   * @throws UserException if it is out of range
   */
  public static void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw refused(option, value, "from %d to %d".formatted(least, most));
    }
  }

  /**
   * Checks a whole number that may be as large as it likes.
   *
   * @throws UserException if it is too small
   */
  static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw refused(option, value, "at least " + least);
    }
  }

  private static UserException refused(String option, int value, String range) {
    return new UserException("%s (%d) must be %s".formatted(option, value, range), "");
  }
}
