package nas.core.log;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.zip.CRC32C;

/** How lines are written: words in printable ASCII, and a checksum that closes a line. */
public final class LogText {

  private static final int CHECKSUM_DIGITS = 8;
  private static final char ESCAPE = '%';
  private static final int ESCAPE_DIGITS = 4;

  private LogText() {}

  /** Returns the CRC-32C of the first bytes, as 8 hexadecimal digits. */
  public static String checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /** Returns a line of ASCII: the text, a separator, the checksum of the text, a line end. */
  public static byte[] sealed(String text, char separator) {
    byte[] bytes = ascii(text);
    return ascii(text + separator + checksum(bytes, bytes.length) + "\n");
  }

  /**
   * Returns the text of a line.
   *
   * @param line its bytes without the line end
   * @return empty if its checksum does not fit
   */
  public static Optional<String> unsealed(byte[] line, char separator) {
    int length = line.length - CHECKSUM_DIGITS - 1;
    if (length < 0) {
      return Optional.empty();
    }
    String end = new String(line, length, CHECKSUM_DIGITS + 1, StandardCharsets.ISO_8859_1);
    return end.equals(separator + checksum(line, length))
        ? Optional.of(new String(line, 0, length, StandardCharsets.US_ASCII))
        : Optional.empty();
  }

  /** Returns a head: its first line, then {@code # key=value} for each circumstance. */
  public static String head(String first, SortedMap<String, String> circumstances, String special) {
    StringBuilder head = new StringBuilder(first);
    circumstances.forEach(
        (key, value) ->
            head.append("# ")
                .append(escaped(key, special))
                .append('=')
                .append(escaped(value, special))
                .append('\n'));
    return head.toString();
  }

  /**
   * Returns a text in printable ASCII, all else as a percent sign and four hexadecimal digits.
   *
   * @param special further characters that are written so
   */
  public static String escaped(String text, String special) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c > '~' || c == ESCAPE || special.indexOf(c) >= 0) {
        escaped.append(ESCAPE).append(HexFormat.of().toHexDigits(c));
      } else {
        escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /**
   * Returns the text that was escaped.
   *
   * @throws IllegalArgumentException if it is no such text
   * @throws IndexOutOfBoundsException if it ends within an escaped character
   */
  public static String unescaped(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == ESCAPE) {
        plain.append((char) Integer.parseInt(text.substring(i + 1, i + 1 + ESCAPE_DIGITS), 16));
        i += ESCAPE_DIGITS;
      } else {
        plain.append(text.charAt(i));
      }
    }
    return plain.toString();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
