package nas.space;

/**
 * How wide and how deep the networks of a space are, beside what the architecture says.
 *
 * @param channels channels at the beginning of a network, of which later ones are multiples
 * @param cells cells between two changes of the resolution
 */
public record NetworkSize(int channels, int cells) {

  /** Checks the ranges. */
  public NetworkSize {
    if (channels < 1 || cells < 1) {
      throw new IllegalArgumentException(
          "channels (" + channels + ") and cells (" + cells + ") must be at least 1");
    }
  }
}
