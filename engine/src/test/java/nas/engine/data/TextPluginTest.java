package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.UserException;
import nas.network.ClassPerStep;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextPluginTest {

  private final Path folder;

  TextPluginTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Dataset read(String text, TextUnit unit, int steps, int vocabulary) throws IOException {
    Path file = folder.resolve("text.txt");
    Files.writeString(file, text);
    return new TextPlugin()
        .read(new TextPlugin.Settings(Optional.of(file), unit, steps, vocabulary, 0.25, 0.25));
  }

  private static int[][] example(Examples examples, int index) {
    int steps = examples.shape().width();
    float[] input = new float[steps];
    int[] labels = new int[steps];
    examples.read(index, input, labels);
    int[] tokens = new int[steps];
    for (int step = 0; step < steps; step++) {
      tokens[step] = (int) input[step];
    }
    return new int[][] {tokens, labels};
  }

  @Test
  void theNextCharacterIsTheAnswer() throws IOException {
    // 20 to train on, 10 to validate, 10 to test; b is more frequent than a and c.
    Dataset data = read("abcb".repeat(5) + "bbbbbzbbbb" + "cccccccccc", TextUnit.CHARACTERS, 3, 9);
    assertEquals(FeatureShape.tokens(3), data.task().input());
    assertEquals(new ClassPerStep(4, 3), data.task().target());
    assertEquals(6, data.examples(Part.TRAINING).count());
    assertEquals(3, data.examples(Part.VALIDATION).count());
    assertArrayEquals(new int[][] {{1, 0, 2}, {0, 2, 0}}, example(data.examples(Part.TRAINING), 0));
    assertArrayEquals(new int[][] {{0, 1, 0}, {1, 0, 2}}, example(data.examples(Part.TRAINING), 1));
    assertArrayEquals(
        new int[][] {{0, 0, 3}, {0, 3, 0}}, example(data.examples(Part.VALIDATION), 1));
    assertArrayEquals(new int[][] {{2, 2, 2}, {2, 2, 2}}, example(data.examples(Part.TEST), 2));
    assertEquals(
        List.of(
            "40 characters, 20 of them to train on, 3 different ones told apart, 1 not among these"
                + " and counted as one"),
        data.inventory().sentences());
  }

  @Test
  void wordsStandBetweenBlanksAndLinesEnd() throws IOException {
    Dataset data = read("one  two\n three\r\n\none two\n".repeat(20), TextUnit.WORDS, 2, 4);
    // Of equally frequent words the first in the order of code points is kept.
    assertEquals(
        List.of("<eos>", "one", "two", "<unk>"),
        Vocabulary.of(List.of("one", "two", "<eos>", "three", "<eos>", "one", "two"), 4).tokens());
    assertArrayEquals(new int[][] {{1, 2}, {2, 0}}, example(data.examples(Part.TRAINING), 0));
    assertArrayEquals(new int[][] {{0, 3}, {3, 0}}, example(data.examples(Part.TRAINING), 1));
  }

  @Test
  void theChecksumIsThatOfWhatIsLearnt() throws IOException {
    String text = "the quick brown fox jumps over the lazy dog. ".repeat(3);
    String sum = read(text, TextUnit.CHARACTERS, 5, 99).sha256();
    assertEquals(64, sum.length());
    assertEquals(sum, read("\ufeff" + text, TextUnit.CHARACTERS, 5, 99).sha256());
    assertNotEquals(sum, read(text, TextUnit.CHARACTERS, 6, 99).sha256());
    assertNotEquals(sum, read(text.replace("lazy", "lazi"), TextUnit.CHARACTERS, 5, 99).sha256());
    assertNotEquals(sum, read(text, TextUnit.CHARACTERS, 5, 10).sha256());
  }

  @Test
  void theProgramBringsAText() {
    Dataset data =
        new TextPlugin()
            .read(
                new TextPlugin.Settings(
                    Optional.empty(), TextUnit.CHARACTERS, 35, 10_000, 0.1, 0.1));
    assertTrue(data.examples(Part.TRAINING).count() > 2300);
    assertTrue(data.task().classes() < 120, data.task().toString());
    assertEquals(Optional.empty(), data.asImages());
  }

  private String refusal(byte[] bytes) throws IOException {
    Path file = folder.resolve("text.txt");
    Files.write(file, bytes);
    TextPlugin.Settings settings =
        new TextPlugin.Settings(Optional.of(file), TextUnit.WORDS, 3, 9, 0.25, 0.25);
    UserException error = assertThrows(UserException.class, () -> new TextPlugin().read(settings));
    return String.valueOf(error.getMessage()).replace(file.toString(), "FILE");
  }

  @Test
  void otherEncodingsAndShortTextsAreRefused() throws IOException {
    assertEquals(
        "FILE:2: byte 8 (0xe9) of the file is no UTF-8",
        refusal("one two\n\u00e9t\u00e9\n".getBytes(StandardCharsets.ISO_8859_1)));
    assertEquals(
        "FILE:1: byte 3 (0xf0) of the file is no UTF-8",
        refusal(new byte[] {'a', 'b', 'c', (byte) 0xf0, (byte) 0x9f}));
    assertEquals(
        "FILE has 0 words, which leaves 0 to train on, and 7 are needed for 2 pieces of 3 and what"
            + " follows",
        refusal(new byte[0]));
    assertEquals(
        "FILE has 15 words, which leaves 3 to validate, and 4 are needed for 1 piece of 3 and what"
            + " follows",
        refusal("a b c d\n".repeat(3).getBytes(StandardCharsets.UTF_8)));
  }
}
