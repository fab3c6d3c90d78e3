package nas.result.plot;

import java.util.List;

/**
 * Colours that people with any colour vision can tell apart (Okabe and Ito 2008, Color Universal
 * Design), without the yellow, which vanishes on white.
 */
public final class Palette {

  private static final List<String> COLOURS =
      List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

  // Of Tol's qualitative schemes (2021, SRON/EPS/TN/09-002), those apart from the colours of
  // curves.
  private static final List<String> OPERATIONS =
      List.of(
          "#332288", "#999933", "#882255", "#44AA99", "#CC6677", "#661100", "#6699CC", "#AA4499");

  // From the eighth curve on the colours come again, dashed.
  private static final List<String> DASHES = List.of("", "6 3", "2 3", "8 3 2 3");

  private Palette() {}

  /** Returns how many colours there are. */
  public static int size() {
    return COLOURS.size();
  }

  /** Returns the colour of the curve with an index from 0, such as {@code #0072B2}. */
  public static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  /** Returns how many colours there are for operations; none of them is that of a curve. */
  static int operations() {
    return OPERATIONS.size();
  }

  /** Returns the colour of the operation with an index from 0. */
  static String operation(int index) {
    return OPERATIONS.get(index % OPERATIONS.size());
  }

  /** Returns the dash pattern of the curve with an index from 0; empty for a solid line. */
  public static String dashes(int index) {
    return DASHES.get(index / COLOURS.size() % DASHES.size());
  }
}
