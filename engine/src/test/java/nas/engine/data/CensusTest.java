package nas.engine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import nas.network.FeatureShape;
import nas.network.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of images before they are decoded. */
final class CensusTest {

  private static final FeatureShape SHAPE = new FeatureShape(1, 1, 1);

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private static Images images(int... counts) {
    int[] labels = new int[Arrays.stream(counts).sum()];
    int at = 0;
    for (int label = 0; label < counts.length; label++) {
      for (int image = 0; image < counts[label]; image++) {
        labels[at++] = label;
      }
    }
    return new Images(SHAPE, new byte[labels.length], labels);
  }

  @Test
  void imagesThatAreLeftAreThoseOfTheSplit() {
    for (int round = 0; round < 200; round++) {
      SplittableRandom random = new SplittableRandom(round);
      int[] counts = random.ints(2 + random.nextInt(4), 4, 60).toArray();
      Optional<Images> validation = images(random, counts.length);
      Optional<Images> test = images(random, counts.length);
      ImageData data =
          Checksum.seal("drawn", new Task(SHAPE, counts.length), images(counts), validation, test);
      double validationShare = 0.1 + 0.3 * random.nextDouble();
      double testShare = 0.1 + 0.3 * random.nextDouble();
      DataSplit split = DataSplit.of(data, validationShare, testShare, round);
      Census census = Census.of(data);
      assertEquals(Math.min(SHAPE.height(), SHAPE.width()), census.side());
      assertEquals(split.training().count(), census.trainedOn(validationShare, testShare));
      assertEquals(split.joined().training().count(), census.untested(testShare));
    }
  }

  private static Optional<Images> images(SplittableRandom random, int classes) {
    return random.nextBoolean()
        ? Optional.empty()
        : Optional.of(images(random.ints(classes, 1, 9).toArray()));
  }

  private void png(String name, int width, int height) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    ImageIO.write(
        new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
  }

  @Test
  void filesAreCountedAndNotDecoded() throws IOException {
    png("train/cat/a.png", 9, 7);
    png("train/cat/b.png", 9, 7);
    png("train/dog/a.png", 9, 7);
    png("test/dog/a.png", 9, 7);
    Files.writeString(folder.resolve("train/dog/b.png"), "no image");
    ImageFolderPlugin.Settings settings = new ImageFolderPlugin.Settings(folder, 8, 3);
    assertEquals(
        Optional.of(new Census(List.of(2, 2), 0, 1, 8)), new ImageFolderPlugin().census(settings));
  }

  @Test
  void sizeIsNotAboveTheMedianOfTheShorterSides() throws IOException {
    png("cat/a.png", 500, 20);
    png("cat/b.png", 40, 600);
    png("dog/a.png", 50, 51);
    Automatic.Given given =
        new Automatic.Given(new TreeMap<>(java.util.Map.of("folder", folder, "channels", 3)));
    Automatic.Chosen chosen =
        new SizeOfImages()
            .choose(
                given,
                () -> {
                  throw new AssertionError("needs no counts");
                });
    assertEquals(java.util.Map.of("size", 32.0), chosen.numbers());
    assertEquals("half of the images are at most 40 pixels high or wide", chosen.why());
  }

  @ParameterizedTest
  @CsvSource({"1, 16", "16, 16", "28, 24", "32, 32", "47, 32", "48, 48", "64, 48", "4000, 48"})
  void sizeIsOneOfAFew(int median, int size) {
    assertEquals(size, SizeOfImages.size(median));
  }
}
