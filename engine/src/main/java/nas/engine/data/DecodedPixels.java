package nas.engine.data;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import nas.core.UserException;

/** The pixels of a file that one of Java's image readers decodes. */
final class DecodedPixels implements ImagePixels {

  private static final Set<ImageFormat> SEVERAL =
      EnumSet.of(ImageFormat.GIF, ImageFormat.TIFF, ImageFormat.WEBP);
  private static final int INKS = 4;
  private static final int YCCK = 2;

  private final Path file;
  private final byte[] bytes;
  private final ImageFormat format;
  private final JpegHeader jpeg;
  private final ImageReader reader;
  private final int width;
  private final int height;

  /**
   * Reads the header.
   *
   * @param bytes the whole file
   * @throws UserException if it is not sound
   */
  DecodedPixels(Path file, byte[] bytes, ImageFormat format) {
    this.file = file;
    this.format = format;
    this.bytes = ColourProfiles.without(bytes, format);
    jpeg = JpegHeader.of(format == ImageFormat.JPEG ? bytes : new byte[0]);
    reader = ImageIO.getImageReadersByFormatName(format.name().toLowerCase(Locale.ROOT)).next();
    try {
      rewind();
      width = reader.getWidth(0);
      height = reader.getHeight(0);
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  /** Begins again, as readers keep what they have seen of a stream. */
  private void rewind() {
    reader.setInput(new ByteArrayImageInputStream(bytes), false, true);
  }

  /** Returns the number of images in the file. */
  int images() {
    if (!SEVERAL.contains(format)) {
      return 1;
    }
    try {
      rewind();
      return Math.max(1, reader.getNumImages(true));
    } catch (IOException | RuntimeException e) {
      throw damaged(e);
    }
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public long bytesPerPixel() {
    try {
      Iterator<ImageTypeSpecifier> types = reader.getImageTypes(0);
      int bits = 0;
      for (int size : types.next().getSampleModel().getSampleSize()) {
        bits += size;
      }
      return (bits + Byte.SIZE - 1L) / Byte.SIZE;
    } catch (IOException | RuntimeException e) {
      return INKS;
    }
  }

  @Override
  public void requireWhole() {
    Integrity.require(file, bytes, format);
  }

  @Override
  public int[] rgb(Rectangle part) {
    ImageReadParam param = reader.getDefaultReadParam();
    param.setSourceRegion(part);
    try {
      rewind();
      return jpeg.components() == INKS ? inks(param) : colours(param);
    } catch (IOException | RuntimeException e) {
      throw e instanceof UserException known ? known : damaged(e);
    }
  }

  private int[] colours(ImageReadParam param) throws IOException {
    BufferedImage image = reader.read(0, param);
    Colours.refusal(image)
        .ifPresent(
            reason -> {
              throw new UserException(file + " " + reason, "convert it to an ordinary PNG or JPEG");
            });
    return Colours.rgb(image);
  }

  /** Java's reader refuses to show inks, but gives them as they are stored. */
  private int[] inks(ImageReadParam param) throws IOException {
    boolean transformed = jpeg.adobeTransform().orElse(0) == YCCK;
    return Colours.jpegInks(reader.readRaster(0, param), transformed);
  }

  private UserException damaged(Exception cause) {
    // Readers of the JDK answer some damaged files by exceptions that are no IOException.
    String reason =
        cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    UserException error =
        new UserException(
            file + " cannot be read as " + format.title() + ": " + reason,
            "fetch the file again, convert it to an ordinary PNG or JPEG, or delete it");
    error.initCause(cause);
    return error;
  }

  @Override
  public void close() {
    reader.dispose();
  }
}
