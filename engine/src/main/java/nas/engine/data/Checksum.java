package nas.engine.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import nas.network.Task;

/** The checksum of a data set: over shapes, pixels and labels, whatever files they came from. */
final class Checksum {

  private Checksum() {}

  /** Returns a data set whose checksum is computed from its contents. */
  static ImageData seal(
      String name, Task task, Images training, Optional<Images> validation, Optional<Images> test) {
    MessageDigest digest = sha256();
    add(digest, "training", training);
    validation.ifPresent(images -> add(digest, "validation", images));
    test.ifPresent(images -> add(digest, "test", images));
    return new ImageData(
        name, task, training, validation, test, HexFormat.of().formatHex(digest.digest()));
  }

  /** Returns the checksum of sequences of features and their labels. */
  static String ofSequences(float[][] features, int[][] labels) {
    MessageDigest digest = sha256();
    for (int sequence = 0; sequence < features.length; sequence++) {
      ByteBuffer bytes =
          ByteBuffer.allocate(
              Math.multiplyExact(
                  Integer.BYTES, 2 + features[sequence].length + labels[sequence].length));
      bytes.putInt(features[sequence].length).putInt(labels[sequence].length);
      for (float value : features[sequence]) {
        bytes.putFloat(value);
      }
      for (int label : labels[sequence]) {
        bytes.putInt(label);
      }
      digest.update(bytes.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Returns the checksum of a text by its vocabulary and the tokens of its parts. */
  static String ofTokens(List<String> vocabulary, int steps, List<TokenWindows> parts) {
    MessageDigest digest = sha256();
    digest.update((steps + " steps\n").getBytes(StandardCharsets.US_ASCII));
    for (String token : vocabulary) {
      digest.update((token.length() + " " + token + "\n").getBytes(StandardCharsets.UTF_8));
    }
    for (TokenWindows part : parts) {
      digest.update((part.tokens().length + " tokens\n").getBytes(StandardCharsets.US_ASCII));
      ByteBuffer numbers =
          ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, part.tokens().length));
      numbers.asIntBuffer().put(part.tokens());
      digest.update(numbers);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, String part, Images images) {
    String header = part + " " + images.count() + " " + images.shape() + "\n";
    digest.update(header.getBytes(StandardCharsets.US_ASCII));
    digest.update(images.pixels());
    ByteBuffer labels = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, images.count()));
    labels.asIntBuffer().put(images.labels());
    digest.update(labels);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
