package nas.proxy.synflow;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A non-negative map of one channel, not zero everywhere: pixel = stored value x 2^exponent.
 *
 * <p>The sum of the stored values stays between 2^-200 and 2^200, so no network is too deep.
 * Scaling by powers of two is exact.
 */
final class FeatureMap {

  private static final double LARGEST = 0x1p200;
  private static final double SMALLEST = 0x1p-200;

  private final Side rows;
  private final Side columns;
  private final double[] values;
  private final int exponent;

  private FeatureMap(Side rows, Side columns, double[] values, int exponent) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
    this.exponent = exponent;
  }

  /** Returns a map, or null if it is zero everywhere; takes over the array. */
  private static @Nullable FeatureMap of(Side rows, Side columns, double[] values, int exponent) {
    double sum = sum(values);
    if (sum == 0) {
      return null;
    }
    if (sum <= LARGEST && sum >= SMALLEST) {
      return new FeatureMap(rows, columns, values, exponent);
    }
    int shift = Math.getExponent(sum);
    // In two steps, because 2^-shift itself may overflow.
    double first = Math.scalb(1.0, -shift / 2);
    double second = Math.scalb(1.0, -shift + shift / 2);
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * first * second;
    }
    return new FeatureMap(rows, columns, values, exponent + shift);
  }

  private static double sum(double[] values) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < values.length; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < values.length; i++) {
      a += values[i];
    }
    return a + b + (c + d);
  }

  /** Returns a map of equal pixels, null if they are 0. */
  static @Nullable FeatureMap constant(Side rows, Side columns, double value) {
    double[] values = new double[rows.stored() * columns.stored()];
    Arrays.fill(values, value);
    return of(rows, columns, values, 0);
  }

  Side rows() {
    return rows;
  }

  Side columns() {
    return columns;
  }

  /** Returns the natural logarithm of the sum of all pixels. */
  double logSum() {
    return StrictMath.log(pixelSum()) + exponent * StrictMath.log(2);
  }

  /** Returns the mean over all pixels as a map of one pixel. */
  @Nullable FeatureMap mean() {
    Side one = new Side(1, true);
    double mean = pixelSum() / ((double) rows.size() * columns.size());
    return of(one, one, new double[] {mean}, exponent);
  }

  private double pixelSum() {
    int width = columns.stored();
    double sum = 0;
    for (int r = 0; r < rows.stored(); r++) {
      double row = 0;
      for (int c = 0; c < width; c++) {
        row += columns.multiplicity(c) * values[r * width + c];
      }
      sum += rows.multiplicity(r) * row;
    }
    return sum;
  }

  /**
   * Returns the sum of maps of one size, each times its factor; null if there is none.
   *
   * @param maps nulls are maps of zeros
   * @param factors positive, one for each map
   */
  static @Nullable FeatureMap sum(@Nullable FeatureMap[] maps, double[] factors) {
    int greatest = Integer.MIN_VALUE;
    @Nullable FeatureMap first = null;
    boolean mirroredRows = true;
    boolean mirroredColumns = true;
    for (FeatureMap map : maps) {
      if (map != null) {
        first = first == null ? map : first;
        greatest = Math.max(greatest, map.exponent);
        mirroredRows &= map.rows.mirrored();
        mirroredColumns &= map.columns.mirrored();
      }
    }
    if (first == null) {
      return null;
    }
    Side rows = first.rows.mirrored() == mirroredRows ? first.rows : full(first.rows);
    Side columns =
        first.columns.mirrored() == mirroredColumns ? first.columns : full(first.columns);
    double[] sum = new double[rows.stored() * columns.stored()];
    double @Nullable [] pending = null;
    double pendingFactor = 0;
    boolean empty = true;
    for (int i = 0; i < maps.length; i++) {
      FeatureMap map = maps[i];
      if (map != null) {
        double factor = Math.scalb(factors[i], map.exponent - greatest);
        double[] values = map.values(rows, columns);
        if (!empty) {
          addTimes(values, factor, sum);
        } else if (pending == null) {
          pending = values;
          pendingFactor = factor;
        } else {
          // Two at once, to write the sum once: most sums have two summands.
          setTimes(pending, pendingFactor, values, factor, sum);
          empty = false;
        }
      }
    }
    if (empty && pending != null) {
      addTimes(pending, pendingFactor, sum);
    }
    return of(rows, columns, sum, greatest);
  }

  private static void setTimes(
      double[] a, double factorA, double[] b, double factorB, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] = factorA * a[i] + factorB * b[i];
    }
  }

  private static void addTimes(double[] values, double factor, double[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * values[i];
    }
  }

  private static Side full(Side side) {
    return new Side(side.size(), false);
  }

  /** Returns the values as they are stored for sides that are mirrored less or equally. */
  private double[] values(Side toRows, Side toColumns) {
    if (toRows.mirrored() == rows.mirrored() && toColumns.mirrored() == columns.mirrored()) {
      return values;
    }
    int width = toColumns.stored();
    double[] expanded = new double[toRows.stored() * width];
    for (int r = 0; r < toRows.stored(); r++) {
      int row = rows.index(r) * columns.stored();
      for (int c = 0; c < width; c++) {
        expanded[r * width + c] = values[row + columns.index(c)];
      }
    }
    return expanded;
  }

  /** Returns this map times a positive factor, plus a number that is not negative. */
  @Nullable FeatureMap scaled(double factor, double added) {
    double[] scaled = new double[values.length];
    int to = exponentBeside(added);
    double gain = Math.scalb(factor, exponent - to);
    double constant = Math.scalb(added, -to);
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = gain * values[i] + constant;
    }
    return of(rows, columns, scaled, to);
  }

  /**
   * Returns the sums over windows times a positive factor, plus a number that is not negative.
   *
   * @param vertical windows along the rows' side
   * @param horizontal windows along the columns' side
   * @param scratch lends an array for what lies between
   */
  @Nullable FeatureMap windowSums(
      Windows vertical, Windows horizontal, double factor, double added, Scratch scratch) {
    int to = exponentBeside(added);
    double gain = Math.scalb(factor, exponent - to);
    double constant = Math.scalb(added, -to);
    double[] sums = new double[vertical.output().stored() * horizontal.output().stored()];
    double[] between = scratch.first(vertical.output().stored() * columns.stored());
    addRows(vertical, between);
    addColumns(between, horizontal, vertical.output().stored(), gain, constant, sums);
    return of(vertical.output(), horizontal.output(), sums, to);
  }

  private int exponentBeside(double added) {
    return added == 0 ? exponent : Math.max(exponent, 0);
  }

  private void addRows(Windows windows, double[] sums) {
    int width = columns.stored();
    int inner = 0;
    int innerEnd = 0;
    if (windows.joinsNeighbours()) {
      // One loop over all rows but the first and the last: rows alone are short.
      inner = 1;
      innerEnd = rows.stored() - 1;
      addNeighbours(values, width, width, innerEnd * width, sums);
    }
    for (int r = 0; r < windows.output().stored(); r++) {
      if (r < inner || r >= innerEnd) {
        Arrays.fill(sums, r * width, (r + 1) * width, 0);
        for (int row : windows.taps(r)) {
          for (int c = 0; c < width; c++) {
            sums[r * width + c] += values[row * width + c];
          }
        }
      }
    }
  }

  private static void addNeighbours(
      double[] values, int distance, int from, int to, double[] sums) {
    for (int i = from; i < to; i++) {
      sums[i] = values[i - distance] + values[i] + values[i + distance];
    }
  }

  private static void addColumns(
      double[] between, Windows windows, int height, double gain, double constant, double[] sums) {
    int from = windows.input().stored();
    int to = windows.output().stored();
    if (windows.joinsNeighbours()) {
      for (int i = 1; i < height * to - 1; i++) {
        sums[i] = gain * (between[i - 1] + between[i] + between[i + 1]) + constant;
      }
      // Where the loop ran over the end of a row.
      int[] taps = windows.taps(to - 1);
      int outside = taps.length == 3 ? taps[2] : -1;
      for (int r = 0; r < height; r++) {
        int first = r * to;
        int last = first + to - 1;
        sums[first] = gain * (between[first] + between[first + 1]) + constant;
        double mirrored = outside < 0 ? 0 : between[first + outside];
        sums[last] = gain * (between[last - 1] + between[last] + mirrored) + constant;
      }
      return;
    }
    for (int r = 0; r < height; r++) {
      for (int c = 0; c < to; c++) {
        sums[r * to + c] = gain * windowSum(between, r * from, windows.taps(c)) + constant;
      }
    }
  }

  private static double windowSum(double[] values, int offset, int[] taps) {
    double sum = 0;
    for (int tap : taps) {
      sum += values[offset + tap];
    }
    return sum;
  }

  /** Returns the mean over windows, padding left out of sum and divisor. */
  @Nullable FeatureMap windowMeans(Windows vertical, Windows horizontal, Scratch scratch) {
    double area = (double) vertical.kernel() * horizontal.kernel();
    FeatureMap means = windowSums(vertical, horizontal, 1 / area, 0, scratch);
    if (means == null) {
      return null;
    }
    int width = horizontal.output().stored();
    for (int r = 0; r < vertical.output().stored(); r++) {
      int count = vertical.taps(r).length;
      if (count != 0 && count != vertical.kernel()) {
        double correction = (double) vertical.kernel() / count;
        for (int c = 0; c < width; c++) {
          means.values[r * width + c] *= correction;
        }
      }
    }
    for (int c = 0; c < width; c++) {
      int count = horizontal.taps(c).length;
      if (count != 0 && count != horizontal.kernel()) {
        double correction = (double) horizontal.kernel() / count;
        for (int r = 0; r < vertical.output().stored(); r++) {
          means.values[r * width + c] *= correction;
        }
      }
    }
    return means;
  }

  /**
   * Returns the largest pixel of every window, and what another map has in its place.
   *
   * @param follower a map stored as this one, or null for zeros
   */
  Maxima maxima(
      Windows vertical, Windows horizontal, @Nullable FeatureMap follower, Scratch scratch) {
    int height = vertical.output().stored();
    int width = columns.stored();
    double[] following =
        follower == null ? new double[values.length] : follower.values(rows, columns);
    double[] between = scratch.first(height * width);
    double[] betweenFollowing = scratch.second(height * width);
    int inner = 0;
    int innerEnd = 0;
    if (vertical.joinsNeighbours()) {
      // One loop over all rows but the first and the last, as in addRows.
      inner = 1;
      innerEnd = height - 1;
      for (int i = width; i < innerEnd * width; i++) {
        selectNeighbour(values, following, width, i, between, betweenFollowing);
      }
    }
    for (int r = 0; r < height; r++) {
      if (r < inner || r >= innerEnd) {
        int[] taps = vertical.taps(r);
        for (int c = 0; c < width; c++) {
          select(values, following, c, width, taps, r * width + c, between, betweenFollowing);
        }
      }
    }
    int outputWidth = horizontal.output().stored();
    double[] largest = new double[height * outputWidth];
    double[] followed = new double[height * outputWidth];
    boolean neighbours = horizontal.joinsNeighbours();
    if (neighbours) {
      for (int i = 1; i < height * outputWidth - 1; i++) {
        selectNeighbour(between, betweenFollowing, 1, i, largest, followed);
      }
    }
    for (int r = 0; r < height; r++) {
      // Where the loop ran over the ends of a row, or everywhere.
      for (int c = 0; c < outputWidth; c += neighbours ? outputWidth - 1 : 1) {
        int[] taps = horizontal.taps(c);
        int at = r * outputWidth + c;
        select(between, betweenFollowing, r * width, 1, taps, at, largest, followed);
      }
    }
    return new Maxima(
        of(vertical.output(), horizontal.output(), largest, exponent),
        follower == null
            ? null
            : of(vertical.output(), horizontal.output(), followed, follower.exponent));
  }

  /** As {@link #select}, of a pixel and those at a distance on both sides. */
  private static void selectNeighbour(
      double[] values,
      double[] following,
      int distance,
      int at,
      double[] largest,
      double[] followed) {
    double before = values[at - distance];
    double here = values[at];
    double after = values[at + distance];
    double best = 0;
    double bestFollowing = 0;
    if (before > best) {
      best = before;
      bestFollowing = following[at - distance];
    }
    if (here > best) {
      best = here;
      bestFollowing = following[at];
    }
    if (after > best) {
      best = after;
      bestFollowing = following[at + distance];
    }
    largest[at] = best;
    followed[at] = bestFollowing;
  }

  private static void select(
      double[] values,
      double[] following,
      int offset,
      int step,
      int[] taps,
      int at,
      double[] largest,
      double[] followed) {
    double best = 0;
    double bestFollowing = 0;
    for (int tap : taps) {
      int from = offset + step * tap;
      if (values[from] > best) {
        best = values[from];
        bestFollowing = following[from];
      }
    }
    largest[at] = best;
    followed[at] = bestFollowing;
  }

  /** The largest pixels of a map, and what another map has in their places. */
  record Maxima(@Nullable FeatureMap largest, @Nullable FeatureMap followed) {}

  /** Arrays to be used again and again by one thread. */
  static final class Scratch {
    private double[] first = {};
    private double[] second = {};

    private double[] first(int length) {
      if (first.length < length) {
        first = new double[length];
      }
      return first;
    }

    private double[] second(int length) {
      if (second.length < length) {
        second = new double[length];
      }
      return second;
    }
  }
}
