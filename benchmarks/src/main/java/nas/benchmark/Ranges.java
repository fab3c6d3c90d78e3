package nas.benchmark;

import nas.core.UserException;

/** Checks numbers that were given as options. */
final class Ranges {

  private Ranges() {}

  /**
   * Checks a whole number.
   *
   * @throws UserException if it is out of range
   */
  static void requireBetween(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new UserException(
          option + " (" + value + ") must be from " + least + " to " + most, "");
    }
  }
}
