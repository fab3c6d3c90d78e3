package nas.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The formats of image files that people have: those that are read, and others to name. */
enum ImageFormat {
  /** Portable network graphics. */
  PNG("PNG", true, "png"),
  /** Photographs of most cameras. */
  JPEG("JPEG", true, "jpg", "jpeg", "jpe", "jfif"),
  /** Binary portable maps of grey values or colours. */
  NETPBM("PGM/PPM", true, "pgm", "ppm", "pnm"),
  /** Graphics interchange format. */
  GIF("GIF", true, "gif"),
  /** Bitmaps of Windows. */
  BMP("BMP", true, "bmp", "dib"),
  /** Tagged image file format. */
  TIFF("TIFF", true, "tif", "tiff"),
  /** Images of the web. */
  WEBP("WebP", true, "webp"),
  /** Photographs of Apple's telephones. */
  HEIC("HEIC", false, "heic", "heif", "hif"),
  /** Still images of AV1. */
  AVIF("AVIF", false, "avif"),
  /** The successor of JPEG. */
  JPEG_XL("JPEG XL", false, "jxl"),
  /** JPEG by wavelets. */
  JPEG_2000("JPEG 2000", false, "jp2", "j2k", "jpx", "jpf"),
  /** Drawings. */
  SVG("SVG", false, "svg", "svgz"),
  /** Documents of Photoshop. */
  PSD("Photoshop", false, "psd", "psb"),
  /** Documents. */
  PDF("PDF", false, "pdf"),
  /** Icons of Windows. */
  ICO("ICO", false, "ico", "cur"),
  /** Truevision's bitmaps. */
  TGA("TGA", false, "tga"),
  /** What the sensors of cameras saw. */
  RAW("camera raw", false, "dng", "cr2", "cr3", "nef", "arw", "orf", "rw2", "raf");

  /** As many bytes as {@link #ofContent} looks at. */
  static final int HEAD_BYTES = 64;

  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BMP_HEADER_OFFSET = 14;
  private static final List<Integer> BMP_HEADERS = List.of(12, 16, 40, 52, 56, 64, 108, 124);

  private final String title;
  private final boolean readable;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes lists that cannot be changed.
  private final List<String> endings;

  ImageFormat(String title, boolean readable, String... endings) {
    this.title = title;
    this.readable = readable;
    this.endings = List.of(endings);
  }

  /** Returns what people call the format. */
  String title() {
    return title;
  }

  /** Says whether images of the format are read. */
  boolean isReadable() {
    return readable;
  }

  /** Returns the names of the formats that are read, as in {@code PNG, JPEG or WebP}. */
  static String readableTitles() {
    List<String> titles =
        Arrays.stream(values()).filter(ImageFormat::isReadable).map(ImageFormat::title).toList();
    return titles.stream().limit(titles.size() - 1L).collect(Collectors.joining(", "))
        + " or "
        + titles.get(titles.size() - 1);
  }

  /** Returns the format that a file's ending names. */
  static Optional<ImageFormat> ofEnding(Path file) {
    String ending = ending(file);
    return Arrays.stream(values()).filter(format -> format.endings.contains(ending)).findFirst();
  }

  /** Returns what stands behind the last dot of a file's name, in lower case; may be empty. */
  static String ending(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /**
   * Returns the format that the first bytes of a file are of, whatever its name says.
   *
   * @param head the first {@link #HEAD_BYTES} bytes, or all if there are fewer
   */
  static Optional<ImageFormat> ofContent(byte[] head) {
    return Arrays.stream(values()).filter(format -> format.begins(head)).findFirst();
  }

  private boolean begins(byte[] head) {
    return switch (this) {
      case PNG -> startsWith(head, 0, PNG_SIGNATURE);
      case JPEG -> startsWith(head, 0, new byte[] {(byte) 0xff, (byte) 0xd8});
      case NETPBM -> PortableMap.begins(head);
      case GIF -> startsWith(head, 0, "GIF87a") || startsWith(head, 0, "GIF89a");
      case BMP ->
          startsWith(head, 0, "BM")
              && head.length >= BMP_HEADER_OFFSET + Integer.BYTES
              && BMP_HEADERS.contains(bmp(head));
      case TIFF -> startsWith(head, 0, "II*\0") || startsWith(head, 0, "MM\0*");
      case WEBP -> startsWith(head, 0, "RIFF") && startsWith(head, 8, "WEBP");
      case HEIC ->
          startsWith(head, 4, "ftyphe")
              || startsWith(head, 4, "ftypmif1")
              || startsWith(head, 4, "ftypmsf1");
      case AVIF -> startsWith(head, 4, "ftypavi");
      case JPEG_XL ->
          startsWith(head, 0, new byte[] {(byte) 0xff, 0x0a}) || startsWith(head, 4, "JXL ");
      case JPEG_2000 -> startsWith(head, 4, "jP  ");
      case SVG -> startsWith(head, 0, "<svg");
      case PSD -> startsWith(head, 0, "8BPS");
      case PDF -> startsWith(head, 0, "%PDF");
      case ICO, TGA, RAW -> false;
    };
  }

  private static int bmp(byte[] head) {
    return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(BMP_HEADER_OFFSET);
  }

  private static boolean startsWith(byte[] head, int from, String signature) {
    return startsWith(head, from, signature.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static boolean startsWith(byte[] head, int from, byte[] signature) {
    int to = from + signature.length;
    return head.length >= to && Arrays.equals(head, from, to, signature, 0, signature.length);
  }
}
