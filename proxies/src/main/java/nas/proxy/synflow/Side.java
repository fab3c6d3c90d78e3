package nas.proxy.synflow;

/**
 * Height or width of a map.
 *
 * @param size number of pixels
 * @param mirrored whether pixels i and {@code size - 1 - i} are equal, so that only the first half
 *     (with the middle) is stored
 */
record Side(int size, boolean mirrored) {

  int stored() {
    return mirrored ? (size + 1) / 2 : size;
  }

  /** Returns where a pixel is stored. */
  int index(int pixel) {
    return mirrored ? Math.min(pixel, size - 1 - pixel) : pixel;
  }

  /** Returns how many pixels a stored one stands for. */
  int multiplicity(int stored) {
    return mirrored && stored != size - 1 - stored ? 2 : 1;
  }
}
