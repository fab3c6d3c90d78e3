package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import nas.core.UserException;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of an image file is what people see of it, in all formats. */
class ImageDecodingTest {

  /** 3 x 2 pixels, lossless: red, green, blue; then 10 20 30, 40 50 60, 70 80 90. */
  private static final String WEBP =
      "UklGRkIAAABXRUJQVlA4TDUAAAAvAkAAAC9AmG20Odx7/panISQgdB/8f4kg22YXqb/l5z/gz3gmRQGFbCPAoXsFTuki"
          + "+h/DCwA=";

  /** The same, to be turned by a quarter clockwise. */
  private static final String TURNED_WEBP =
      "UklGRnYAAABXRUJQVlA4WAoAAAAIAAAAAgAAAQAAVlA4TDUAAAAvAkAAAC9AmG20Odx7/panISQgdB/8f4kg22YXqb/l"
          + "5z/gz3gmRQGFbCPAoXsFTuki+h/DCwBFWElGGgAAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA";

  private final Path folder;

  ImageDecodingTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static BufferedImage picture(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, (x * 37 % 256) << 16 | (y * 53 % 256) << 8 | (x + 3 * y) * 11 % 256);
      }
    }
    return image;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out), format);
    return out.toByteArray();
  }

  private int[][] rows(byte[] file, long bytesAtOnce) throws IOException {
    Path path = Files.write(folder.resolve("image"), file);
    List<int[]> rows = new ArrayList<>();
    try (ImageRows image = ImageFile.open(path)) {
      image.forEach(row -> rows.add(row.clone()), bytesAtOnce);
      assertEquals(image.height(), rows.size());
    }
    return rows.toArray(int[][]::new);
  }

  private int[][] rows(byte[] file) throws IOException {
    return rows(file, 1 << 20);
  }

  /** The pixel of an upright image that is seen at a place, as EXIF's standard tells it. */
  private static int seen(int[][] upright, int exif, int x, int y) {
    int right = upright[0].length - 1;
    int bottom = upright.length - 1;
    return switch (exif) {
      case 2 -> upright[y][right - x];
      case 3 -> upright[bottom - y][right - x];
      case 4 -> upright[bottom - y][x];
      case 5 -> upright[x][y];
      case 6 -> upright[bottom - x][y];
      case 7 -> upright[bottom - x][right - y];
      case 8 -> upright[x][right - y];
      default -> upright[y][x];
    };
  }

  private static byte[] exif(int orientation, ByteOrder order) {
    ByteBuffer tiff = ByteBuffer.allocate(26).order(order);
    tiff.put((order == ByteOrder.BIG_ENDIAN ? "MM" : "II").getBytes(StandardCharsets.US_ASCII));
    tiff.putShort((short) 42).putInt(8).putShort((short) 1);
    tiff.putShort((short) 0x112).putShort((short) 3).putInt(1);
    tiff.putShort((short) orientation).putShort((short) 0).putInt(0);
    return tiff.array();
  }

  /** Puts a segment behind a JPEG file's first marker. */
  private static byte[] withSegment(byte[] jpeg, int marker, byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(jpeg.length + content.length + 4);
    file.put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker);
    file.putShort((short) (content.length + 2)).put(content).put(jpeg, 2, jpeg.length - 2);
    return file.array();
  }

  /** Puts a chunk behind a PNG file's header. */
  private static byte[] withChunk(byte[] png, String name, byte[] content) {
    ByteBuffer file = ByteBuffer.allocate(png.length + content.length + 12);
    file.put(png, 0, 33).putInt(content.length);
    file.put(name.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 crc = new CRC32();
    crc.update(file.array(), 37, 4 + content.length);
    file.putInt((int) crc.getValue()).put(png, 33, png.length - 33);
    return file.array();
  }

  private static byte[] join(String text, byte[] bytes) {
    byte[] head = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] all = Arrays.copyOf(head, head.length + bytes.length);
    System.arraycopy(bytes, 0, all, head.length, bytes.length);
    return all;
  }

  @Test
  @Tag("slow")
  void imagesAreTurnedAsTheCameraSays() throws IOException {
    byte[] jpeg = encoded(picture(20, 12), "jpg");
    byte[] png = encoded(picture(20, 12), "png");
    int[][] uprightJpeg = rows(jpeg);
    int[][] uprightPng = rows(png);
    for (int orientation = 0; orientation <= 9; orientation++) {
      for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
        byte[] exif = exif(orientation, order);
        requireSeen(uprightJpeg, orientation, withSegment(jpeg, 0xe1, join("Exif\0\0", exif)));
        requireSeen(uprightPng, orientation, withChunk(png, "eXIf", exif));
      }
    }
  }

  /** Whole, and in parts of one or a few rows, as where memory is short. */
  private void requireSeen(int[][] upright, int orientation, byte[] file) throws IOException {
    for (long bytesAtOnce : new long[] {1, 500, 1 << 20}) {
      int[][] rows = rows(file, bytesAtOnce);
      boolean swapped = orientation >= 5 && orientation <= 8;
      assertEquals(swapped ? upright[0].length : upright.length, rows.length);
      for (int y = 0; y < rows.length; y++) {
        for (int x = 0; x < rows[y].length; x++) {
          assertEquals(seen(upright, orientation, x, y), rows[y][x], orientation + "");
        }
      }
    }
  }

  /** Turned and scaled as if the file had been turned before, to the bit. */
  @Test
  void turnedImagesAreScaledAsIfTheyLayUpright() throws IOException {
    byte[] stored = encoded(picture(23, 31), "png");
    BufferedImage turned = new BufferedImage(31, 23, BufferedImage.TYPE_INT_RGB);
    int[][] upright = rows(stored);
    for (int y = 0; y < 23; y++) {
      for (int x = 0; x < 31; x++) {
        turned.setRGB(x, y, seen(upright, 6, x, y));
      }
    }
    FeatureShape shape = new FeatureShape(3, 8, 8);
    Path file = Files.write(folder.resolve("a.png"), encoded(turned, "png"));
    Path tagged =
        Files.write(
            folder.resolve("b.png"), withChunk(stored, "eXIf", exif(6, ByteOrder.BIG_ENDIAN)));
    assertArrayEquals(ImageFile.read(file, shape), ImageFile.read(tagged, shape));
  }

  @Test
  void orientationInXmpCountsWhereExifHasNone() throws IOException {
    byte[] jpeg = encoded(picture(20, 12), "jpg");
    String xmp =
        "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"
            + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
            + " rdf:about='' xmlns:tiff='http://ns.adobe.com/tiff/1.0/' tiff:Orientation='8'/>"
            + "</rdf:RDF></x:xmpmeta>";
    requireSeen(rows(jpeg), 8, withSegment(jpeg, 0xe1, join(xmp, new byte[0])));
  }

  @Test
  void webpIsRead() throws IOException {
    int[][] expected = {{0xff0000, 0x00ff00, 0x0000ff}, {0x0a141e, 0x28323c, 0x46505a}};
    int[][] upright = rows(Base64.getDecoder().decode(WEBP));
    assertArrayEquals(expected, upright);
    requireSeen(upright, 6, Base64.getDecoder().decode(TURNED_WEBP));
  }

  @Test
  void formatsThatKeepAllAgree() throws IOException {
    BufferedImage picture = picture(20, 12);
    int[][] expected = rows(encoded(picture, "png"));
    assertEquals(picture.getRGB(7, 5) & 0xffffff, expected[5][7]);
    for (String format : List.of("bmp", "tiff")) {
      assertArrayEquals(expected, rows(encoded(picture, format)), format);
    }
    byte[] values = new byte[20 * 12 * 3];
    for (int at = 0; at < values.length; at++) {
      values[at] = (byte) (expected[at / 60][at / 3 % 20] >> (16 - 8 * (at % 3)));
    }
    assertArrayEquals(expected, rows(join("P6 20 12 255\n", values)));
  }

  /** Samples are those of the file, whatever a profile says of them. */
  @Test
  void profilesAreLeftOutOfAccount() throws IOException {
    byte[] jpeg = encoded(picture(20, 12), "jpg");
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
    byte[] tagged = withSegment(jpeg, 0xe2, join("ICC_PROFILE\0\1\1", profile));
    assertArrayEquals(rows(jpeg), rows(tagged));
    assertArrayEquals(
        rows(jpeg), rows(withSegment(jpeg, 0xe2, join("ICC_PROFILE\0\1\1", new byte[99]))));
  }

  @Test
  void palettesGreysAndDeepImages() throws IOException {
    byte[] ramp = {0, 10, (byte) 200, (byte) 255};
    byte[] back = {(byte) 255, 100, 20, 7};
    IndexColorModel palette = new IndexColorModel(2, 4, ramp, back, ramp);
    BufferedImage indexed = new BufferedImage(4, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    BufferedImage deep =
        new BufferedImage(
            new java.awt.image.ComponentColorModel(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                false,
                false,
                java.awt.Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT),
            Raster.createInterleavedRaster(DataBuffer.TYPE_USHORT, 4, 1, 3, null),
            false,
            null);
    for (int x = 0; x < 4; x++) {
      indexed.getRaster().setSample(x, 0, 0, x);
      deep.getRaster().setPixel(x, 0, new int[] {x << 14 | 255, 0x80ff, 0xffff});
    }
    int[] colours = {0x00ff00, 0x0a640a, 0xc814c8, 0xff07ff};
    for (String format : List.of("png", "gif")) {
      assertArrayEquals(new int[][] {colours}, rows(encoded(indexed, format)), format);
    }
    for (String format : List.of("png", "tiff")) {
      assertArrayEquals(
          new int[][] {{0x0080ff, 0x4080ff, 0x8080ff, 0xc080ff}},
          rows(encoded(deep, format)),
          format);
    }
  }

  /** Inks of 8 x 8 pixels, as Adobe's programs store them: the light that they leave. */
  private static byte[] inks(int[] stored, int transform) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 8, 8, 4, null);
    for (int pixel = 0; pixel < 64; pixel++) {
      raster.setPixel(pixel % 8, pixel / 8, stored);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ImageOutputStream output = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(output);
      writer.write(new IIOImage(raster, null, null));
    } finally {
      writer.dispose();
    }
    byte[] adobe = join("Adobe\0\144\0\0\0\0", new byte[] {(byte) transform});
    return withSegment(out.toByteArray(), 0xee, adobe);
  }

  /** The values are those of Pillow's convert("RGB"). */
  @Test
  void inksBecomeColours() throws IOException {
    assertColour(0xc89632, rows(inks(new int[] {200, 150, 50, 255}, 0))[4][4]);
    assertColour(0x644b19, rows(inks(new int[] {200, 150, 50, 128}, 0))[4][4]);
    assertColour(0x000000, rows(inks(new int[] {200, 150, 50, 0}, 0))[4][4]);
    // Grey as luminance and no chrominance: stored inverted, so light inks are dark.
    assertColour(0x373737, rows(inks(new int[] {200, 128, 128, 255}, 2))[4][4]);
  }

  private static void assertColour(int expected, int got) {
    for (int shift = 16; shift >= 0; shift -= 8) {
      int difference = Math.abs((expected >> shift & 0xff) - (got >> shift & 0xff));
      assertTrue(difference <= 3, Integer.toHexString(got));
    }
  }

  @Test
  void whatIsNoImageOfOursIsNamed() throws IOException {
    for (var other :
        java.util.Map.of(
                "\0\0\0\30ftypheic\0\0\0\0", "HEIC", "\0\0\0\30ftypavif", "AVIF", "%PDF-1.7", "PDF")
            .entrySet()) {
      Path file = folder.resolve("x.jpg");
      Files.write(file, other.getKey().getBytes(StandardCharsets.ISO_8859_1));
      UserException refused = assertThrows(UserException.class, () -> ImageFile.open(file));
      assertEquals(
          file + " is a " + other.getValue() + " file, which is not read, whatever its name says",
          refused.getMessage());
      assertEquals("convert it to JPEG or PNG", refused.advice());
    }
    Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
    assertEquals(
        empty + " is empty",
        assertThrows(UserException.class, () -> ImageFile.open(empty)).getMessage());
  }

  @Test
  @Tag("slow")
  void filesThatAreCutOffAreRefused() throws IOException {
    for (String format : List.of("bmp", "gif", "tiff")) {
      byte[] whole = encoded(picture(24, 24), format);
      for (int length = 0; length < whole.length * 9 / 10; length += 7) {
        Path file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
        String message =
            String.valueOf(
                assertThrows(
                        UserException.class,
                        () -> ImageFile.read(file, new FeatureShape(3, 8, 8)),
                        format + " " + length)
                    .getMessage());
        assertTrue(message.startsWith(file.toString()), message);
      }
    }
  }
}
