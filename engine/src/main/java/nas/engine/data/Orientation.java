package nas.engine.data;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.xmp.XmpDirectory;
import java.awt.Rectangle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * How the stored rows and columns of an image lie when people look at it: the eight values of
 * EXIF's tag Orientation (CIPA DC-008, 4.6.5.1.6).
 *
 * @param swapped whether stored columns are rows of the image as seen
 * @param mirrorsColumns whether stored columns count from the right
 * @param mirrorsRows whether stored rows count from the bottom
 */
record Orientation(boolean swapped, boolean mirrorsColumns, boolean mirrorsRows) {

  /** Stored as seen. */
  static final Orientation UPRIGHT = new Orientation(false, false, false);

  private static final String XMP_NAME = "tiff:Orientation";

  /** Returns the orientation of an EXIF value; of values other than 1 to 8 {@link #UPRIGHT}. */
  static Orientation of(int exif) {
    return exif < 1 || exif > 8
        ? UPRIGHT
        : new Orientation(
            exif >= 5,
            exif == 2 || exif == 3 || exif == 7 || exif == 8,
            exif == 3 || exif == 4 || exif == 6 || exif == 7);
  }

  /**
   * Returns the orientation that the metadata of an image file state, in EXIF or else in XMP;
   * {@link #UPRIGHT} if they state none, or cannot be read.
   */
  static Orientation in(byte[] file) {
    try {
      Metadata metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file));
      return exif(metadata).or(() -> xmp(metadata)).map(Orientation::of).orElse(UPRIGHT);
    } catch (ImageProcessingException | IOException | RuntimeException unreadable) {
      // Whether the image itself is sound is for its decoder to say.
      return UPRIGHT;
    }
  }

  private static Optional<Integer> exif(Metadata metadata) {
    return metadata.getDirectoriesOfType(ExifIFD0Directory.class).stream()
        .flatMap(
            directory ->
                Optional.ofNullable(directory.getInteger(ExifIFD0Directory.TAG_ORIENTATION))
                    .stream())
        .findFirst();
  }

  private static Optional<Integer> xmp(Metadata metadata) {
    return metadata.getDirectoriesOfType(XmpDirectory.class).stream()
        .flatMap(
            directory -> Optional.ofNullable(directory.getXmpProperties().get(XMP_NAME)).stream())
        .filter(text -> text.matches("[1-8]"))
        .map(Integer::valueOf)
        .findFirst();
  }

  /** Returns the stored part that holds some rows of the image as seen. */
  Rectangle stored(int fromRow, int toRow, int storedWidth, int storedHeight) {
    int rows = toRow - fromRow;
    if (swapped) {
      int x = mirrorsColumns ? storedWidth - toRow : fromRow;
      return new Rectangle(x, 0, rows, storedHeight);
    }
    int y = mirrorsRows ? storedHeight - toRow : fromRow;
    return new Rectangle(0, y, storedWidth, rows);
  }

  /**
   * Copies one row as seen out of such a part.
   *
   * @param part stored pixels, row after row
   * @param width columns of the part
   * @param row which row as seen, from 0 at the first that the part holds
   */
  void copyRow(int[] part, int width, int row, int[] to) {
    int height = part.length / width;
    for (int column = 0; column < to.length; column++) {
      int x = swapped ? row : column;
      int y = swapped ? column : row;
      int storedX = mirrorsColumns ? width - 1 - x : x;
      int storedY = mirrorsRows ? height - 1 - y : y;
      to[column] = part[storedY * width + storedX];
    }
  }
}
