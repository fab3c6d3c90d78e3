package nas.network;

/**
 * Pixels added around images.
 *
 * @param top above the first row
 * @param left before the first column, or the first step of a sequence
 * @param bottom below the last row
 * @param right behind the last column or step
 */
public record Padding(int top, int left, int bottom, int right) {

  /** Returns the same padding on each side. */
  public static Padding of(int side) {
    return new Padding(side, side, side, side);
  }

  /** Returns whether opposite sides have the same padding. */
  public boolean isSymmetric() {
    return top == bottom && left == right;
  }

  /** Returns whether all sides have the same padding. */
  public boolean isUniform() {
    return isSymmetric() && top == left;
  }

  /** Returns whether all paddings are at least this one. */
  public boolean isAtLeast(int side) {
    return Math.min(Math.min(top, left), Math.min(bottom, right)) >= side;
  }
}
