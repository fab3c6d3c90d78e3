package nas.engine;

/**
 * The order in memory of images and of what layers make of them; shapes are (batch, channels,
 * height, width) in either.
 *
 * <p>Kernels round differently in the two: in single precision gradients differ in their fifth
 * digit.
 */
public enum MemoryFormat {
  /** Channel after channel (NCHW). */
  CHANNELS_FIRST,
  /** Pixel after pixel, the channels of a pixel next to each other (NHWC). */
  CHANNELS_LAST
}
