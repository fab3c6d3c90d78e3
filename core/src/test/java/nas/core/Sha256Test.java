package nas.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {

  /** FIPS 180-4's example of two blocks. */
  private static final String TEXT = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";

  private static final String DIGITS =
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";

  @Test
  void isThatOfThePublishedExample() {
    assertEquals(DIGITS, Sha256.hex(TEXT));
    assertEquals(DIGITS, Sha256.hex(TEXT.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void whatIsAddedInPartsCountsAsOne(@TempDir Path folder) throws IOException {
    byte[] bytes = TEXT.getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(folder.resolve("part"), java.util.Arrays.copyOfRange(bytes, 20, 40));
    Sha256 digest = new Sha256().add(bytes, 0, 10).add(ByteBuffer.wrap(bytes, 10, 10));
    assertEquals(20, digest.add(file));
    assertEquals(DIGITS, digest.add(TEXT.substring(40)).hex());
    assertEquals(Sha256.hex(""), digest.hex(), "it starts anew");
  }

  @Test
  void textIsThatOfItsUtf8() {
    assertEquals(Sha256.hex(new byte[] {(byte) 0xc3, (byte) 0xa4}), Sha256.hex("\u00e4"));
  }
}
