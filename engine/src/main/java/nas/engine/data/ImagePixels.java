package nas.engine.data;

import java.awt.Rectangle;
import java.io.Closeable;
import nas.core.UserException;

/** The stored pixels of an image file, of which parts can be had without the others. */
interface ImagePixels extends Closeable {

  /** Returns the stored columns. */
  int width();

  /** Returns the stored rows. */
  int height();

  /** Returns the bytes of memory that a pixel takes on the way to {@link #rgb}. */
  long bytesPerPixel();

  /**
   * Refuses a file that is cut off or damaged, as far as that can be told without decoding it.
   *
   * @throws UserException if it is
   */
  void requireWhole();

  /**
   * Decodes a part.
   *
   * @param part in stored columns and rows, inside the image
   * @return pixels row after row, each red, green and blue of 8 bits from bit 16 down, as stored:
   *     grey values three times, without transparency, without conversion by a colour profile
   * @throws UserException if it cannot be decoded
   */
  int[] rgb(Rectangle part);

  @Override
  default void close() {}
}
