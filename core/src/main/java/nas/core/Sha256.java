package nas.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 that grows with what is added; it serves one thread. */
public final class Sha256 {

  private final MessageDigest digest;

  /** Starts with nothing. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the SHA-256 of bytes, as {@link #hex} writes it. */
  public static String hex(byte[] bytes) {
    return new Sha256().add(bytes).hex();
  }

  /** Returns the SHA-256 of a text in UTF-8, as {@link #hex} writes it. */
  public static String hex(String text) {
    return new Sha256().add(text).hex();
  }

  /** Adds bytes. */
  public Sha256 add(byte[] bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds a part of an array. */
  public Sha256 add(byte[] bytes, int from, int count) {
    digest.update(bytes, from, count);
    return this;
  }

  /** Adds what is left in a buffer, which is at its limit then. */
  public Sha256 add(ByteBuffer bytes) {
    digest.update(bytes);
    return this;
  }

  /** Adds a text in UTF-8. */
  public Sha256 add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Adds the bytes of a file.
   *
   * @return their number
   * @throws IOException if it cannot be read
   */
  public long add(Path file) throws IOException {
    return Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
  }

  /**
   * Adds what a stream still has.
   *
   * @return the number of bytes
   * @throws IOException if it cannot be read
   */
  public long add(InputStream input) throws IOException {
    return input.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
  }

  /** Returns the 32 bytes, and starts with nothing again. */
  public byte[] bytes() {
    return digest.digest();
  }

  /** Returns the bytes in 64 lower-case hexadecimal digits, and starts with nothing again. */
  public String hex() {
    return HexFormat.of().formatHex(bytes());
  }
}
