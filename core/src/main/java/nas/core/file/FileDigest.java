package nas.core.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The checksum that those who publish a file state of it.
 *
 * @param kind how it is made
 * @param digits lower-case hexadecimal
 */
public record FileDigest(Kind kind, String digits) {

  /** How a checksum is made. */
  public enum Kind {
    /** MD5 of the bytes. */
    MD5("MD5", 32, "MD5"),
    /** What git calls a blob's id: SHA-1 of {@code blob SIZE}, a zero byte and the bytes. */
    GIT_BLOB("git blob id", 40, "SHA-1"),
    /** SHA-256 of the bytes. */
    SHA_256("SHA-256", 64, "SHA-256");

    private final String words;
    private final int length;
    private final String algorithm;

    Kind(String words, int length, String algorithm) {
      this.words = words;
      this.length = length;
      this.algorithm = algorithm;
    }

    /** Returns what people call it. */
    public String words() {
      return words;
    }
  }

  /** Checks the digits. */
  public FileDigest {
    if (!digits.matches("[0-9a-f]{" + kind.length + "}")) {
      throw new IllegalArgumentException(digits + " is no " + kind.words);
    }
  }

  /**
   * Reads a checksum, whose number of digits says of which kind it is.
   *
   * @throws IllegalArgumentException if it is of none
   */
  public static FileDigest parse(String digits) {
    String lower = digits.strip().toLowerCase(Locale.ROOT);
    for (Kind kind : Kind.values()) {
      if (lower.length() == kind.length) {
        return new FileDigest(kind, lower);
      }
    }
    throw new IllegalArgumentException(digits + " is no checksum");
  }

  /**
   * Returns the checksum of a file.
   *
   * @throws IOException if it cannot be read
   */
  public static FileDigest of(Kind kind, Path file) throws IOException {
    MessageDigest digest = start(kind);
    if (kind == Kind.GIT_BLOB) {
      String header = "blob " + Files.size(file) + "\0";
      digest.update(header.getBytes(StandardCharsets.US_ASCII));
    }
    Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    return new FileDigest(kind, HexFormat.of().formatHex(digest.digest()));
  }

  private static MessageDigest start(Kind kind) {
    try {
      return MessageDigest.getInstance(kind.algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + kind.algorithm, e);
    }
  }

  /**
   * Says whether a file has this checksum.
   *
   * @throws IOException if it cannot be read
   */
  public boolean isOf(Path file) throws IOException {
    return of(kind, file).equals(this);
  }

  /** Returns kind and digits, as in {@code SHA-256 84bc...}. */
  @Override
  public String toString() {
    return kind.words + " " + digits;
  }
}
