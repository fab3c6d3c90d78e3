package nas.engine.data;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import nas.core.Sha256;
import nas.network.Task;

/** The checksum of a data set: over shapes, pixels and labels, whatever files they came from. */
final class Checksum {

  private Checksum() {}

  /** Returns a data set whose checksum is computed from its contents. */
  static ImageData seal(
      String name, Task task, Images training, Optional<Images> validation, Optional<Images> test) {
    Sha256 digest = new Sha256();
    add(digest, "training", training);
    validation.ifPresent(images -> add(digest, "validation", images));
    test.ifPresent(images -> add(digest, "test", images));
    return new ImageData(name, task, training, validation, test, digest.hex());
  }

  /** Returns the checksum of sequences of features and their labels. */
  static String ofSequences(float[][] features, int[][] labels) {
    Sha256 digest = new Sha256();
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
      digest.add(bytes.flip());
    }
    return digest.hex();
  }

  /** Returns the checksum of a text by its vocabulary and the tokens of its parts. */
  static String ofTokens(List<String> vocabulary, int steps, List<TokenWindows> parts) {
    Sha256 digest = new Sha256();
    digest.add(steps + " steps\n");
    for (String token : vocabulary) {
      digest.add(token.length() + " " + token + "\n");
    }
    for (TokenWindows part : parts) {
      digest.add(part.tokens().length + " tokens\n");
      ByteBuffer numbers =
          ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, part.tokens().length));
      numbers.asIntBuffer().put(part.tokens());
      digest.add(numbers);
    }
    return digest.hex();
  }

  private static void add(Sha256 digest, String part, Images images) {
    digest.add(part + " " + images.count() + " " + images.shape() + "\n");
    digest.add(images.pixels());
    ByteBuffer labels = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, images.count()));
    labels.asIntBuffer().put(images.labels());
    digest.add(labels);
  }
}
