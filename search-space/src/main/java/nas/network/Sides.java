package nas.network;

/**
 * A number of pixels in each direction.
 *
 * @param height of rows
 * @param width of columns, or of steps of a sequence
 */
public record Sides(int height, int width) {

  /** Returns the same number in both directions. */
  public static Sides of(int side) {
    return new Sides(side, side);
  }

  /** Returns whether both numbers are the same. */
  public boolean isSquare() {
    return height == width;
  }

  /** Returns whether both numbers are at least this one. */
  public boolean areAtLeast(int side) {
    return Math.min(height, width) >= side;
  }

  /** Returns the number of pixels. */
  public int area() {
    return Math.multiplyExact(height, width);
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
