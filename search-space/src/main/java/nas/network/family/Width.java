package nas.network.family;

/** Factors of channels in names of networks, such as {@code w3d4} for three quarters. */
final class Width {

  /** A regular expression of a factor behind its {@code w}: {@code 1}, {@code d2}, {@code 3d4}. */
  static final String FACTOR = "([1-9]\\d?(?:d[1-9])?|d[1-9])";

  private static final int EIGHT = 8;

  private Width() {}

  /** Returns a factor of which the expression says that it is one. */
  static double factor(String text) {
    String[] parts = text.split("d", -1);
    double above = parts[0].isEmpty() ? 1 : Integer.parseInt(parts[0]);
    return parts.length == 1 ? above : above / Integer.parseInt(parts[1]);
  }

  /**
   * Returns the multiple of eight nearest to a number of channels, of at least 8 and of at least
   * nine tenths of the number.
   */
  static int roundToEights(double channels) {
    int raised = (int) (channels + EIGHT / 2.0);
    int rounded = Math.max(EIGHT, raised / EIGHT * EIGHT);
    return rounded < 0.9 * channels ? rounded + EIGHT : rounded;
  }
}
