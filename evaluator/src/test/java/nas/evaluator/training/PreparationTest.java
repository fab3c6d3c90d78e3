package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.data.Normalisation;
import nas.engine.loss.Losses;
import nas.network.FeatureShape;
import nas.network.OneClass;
import nas.network.Task;
import org.junit.jupiter.api.Test;

class PreparationTest {

  @Test
  void splitsAreDisjointStratifiedAndDecidedByTheRootSeed() {
    ImageData data = TestData.digits();
    DataSplit split = DataSplit.of(data, 0.2, 0.1, 5);
    Set<Integer> seen = new HashSet<>();
    for (DataSplit.Part part : List.of(split.training(), split.validation(), split.test())) {
      for (int index : part.indices()) {
        assertTrue(seen.add(index), "image " + index + " is in two parts");
      }
    }
    assertEquals(data.training().count(), seen.size());
    for (int label = 0; label < 10; label++) {
      int all = count(data.training().labels(), label);
      assertEquals(0.2 * all, labels(split.validation(), label), 0.5);
      assertEquals(0.1 * all, labels(split.test(), label), 0.5);
    }
    assertArrayEquals(split.test().indices(), DataSplit.of(data, 0.2, 0.1, 5).test().indices());
    assertNotEquals(
        List.of(split.test().indices()[0], split.test().indices()[1], split.test().indices()[2]),
        List.of(
            DataSplit.of(data, 0.2, 0.1, 6).test().indices()[0],
            DataSplit.of(data, 0.2, 0.1, 6).test().indices()[1],
            DataSplit.of(data, 0.2, 0.1, 6).test().indices()[2]));
  }

  @Test
  void officialPartsStayWhole() {
    ImageData digits = TestData.digits();
    ImageData data =
        new ImageData(
            "d",
            digits.task(),
            digits.training(),
            Optional.empty(),
            Optional.of(digits.training()),
            "0");
    DataSplit split = DataSplit.of(data, 0.5, 0.3, 1);
    assertEquals(1797, split.test().count());
    assertEquals(1797, split.training().count() + split.validation().count());
    assertEquals(1797 * 0.5, split.validation().count(), 5);
  }

  private static int count(int[] labels, int wanted) {
    int count = 0;
    for (int label : labels) {
      count += label == wanted ? 1 : 0;
    }
    return count;
  }

  private static int labels(DataSplit.Part part, int wanted) {
    int count = 0;
    for (int position = 0; position < part.count(); position++) {
      count += part.label(position) == wanted ? 1 : 0;
    }
    return count;
  }

  @Test
  void trainingImagesAreNormalised() {
    DataSplit.Part part = TestData.split().training();
    float[] values = Normalisation.of(part).ofChannel(0);
    double sum = 0;
    double squares = 0;
    for (int index : part.indices()) {
      for (int pixel = 0; pixel < 64; pixel++) {
        double value = values[part.images().pixels()[index * 64 + pixel] & 0xff];
        sum += value;
        squares += value * value;
      }
    }
    double count = part.count() * 64.0;
    assertEquals(0, sum / count, 1e-6);
    assertEquals(1, squares / count, 1e-6);
  }

  @Test
  void aBatchHoldsChannelsNextToEachOther() {
    FeatureShape shape = new FeatureShape(3, 1, 2);
    byte[] pixels = {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121};
    Images images = new Images(shape, pixels, new int[] {1, 0});
    Normalisation normalisation = Normalisation.of(DataSplit.Part.all(images));
    Batch batch = new Batch(new Task(shape, 2), Losses.of(new OneClass(2)), 4);
    for (int image = 0; image < 2; image++) {
      ImageLessons.normalise(shape, normalisation, pixels, 6 - 6 * image, batch.input());
      batch.labels()[0] = image;
      batch.add(1);
    }
    FloatBuffer floats = batch.inputs().asFloatBuffer();
    assertEquals(12, floats.remaining());
    int[] order = {100, 110, 120, 101, 111, 121, 0, 10, 20, 1, 11, 21};
    for (int at = 0; at < order.length; at++) {
      assertEquals(normalisation.ofChannel(at % 3)[order[at]], floats.get(at), "value " + at);
    }
    FloatBuffer targets = batch.answers().asFloatBuffer();
    assertEquals(4, targets.remaining());
    assertEquals(
        List.of(-0.5f, 0f, 0f, -0.5f),
        List.of(targets.get(0), targets.get(1), targets.get(2), targets.get(3)));
  }

  @Test
  void flipMirrorsEveryRowOrNothing() {
    FeatureShape shape = new FeatureShape(2, 2, 3);
    byte[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    byte[] mirrored = {3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10};
    int flips = 0;
    for (int seed = 0; seed < 400; seed++) {
      byte[] changed = new byte[12];
      Augmentation.horizontalFlip().apply(shape, image, Seeds.generator(seed), changed);
      boolean flipped = changed[0] == 3;
      assertArrayEquals(flipped ? mirrored : image, changed);
      flips += flipped ? 1 : 0;
    }
    assertEquals(200, flips, 50);
  }

  @Test
  void cropShiftsUniformlyAndFillsWithZeros() {
    FeatureShape shape = new FeatureShape(1, 3, 3);
    byte[] image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    int[] positions = new int[9];
    int draws = 4500;
    for (int seed = 0; seed < draws; seed++) {
      byte[] changed = new byte[9];
      Augmentation.randomCrop(1).apply(shape, image, Seeds.generator(seed), changed);
      // The centre pixel tells which shift was drawn.
      int down = (changed[4] - 1) / 3 - 1;
      int right = (changed[4] - 1) % 3 - 1;
      positions[changed[4] - 1]++;
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 3; column++) {
          int y = row + down;
          int x = column + right;
          int expected = y < 0 || y > 2 || x < 0 || x > 2 ? 0 : image[3 * y + x];
          assertEquals(expected, changed[3 * row + column]);
        }
      }
    }
    double chiSquare = 0;
    for (int count : positions) {
      chiSquare += Math.pow(count - draws / 9.0, 2) / (draws / 9.0);
    }
    assertTrue(chiSquare < 26.1, "8 degrees of freedom, p = 0.001: " + chiSquare);
  }

  @Test
  void cutoutPaintsASquareAroundAUniformPixel() {
    FeatureShape shape = new FeatureShape(2, 4, 5);
    byte[] image = new byte[40];
    java.util.Arrays.fill(image, (byte) 1);
    int[] painted = new int[20];
    int draws = 4000;
    for (int seed = 0; seed < draws; seed++) {
      byte[] changed = new byte[40];
      Augmentation.cutout(3, (byte) 7, (byte) 9)
          .apply(shape, image, Seeds.generator(seed), changed);
      int least = 20;
      int greatest = -1;
      int count = 0;
      for (int at = 0; at < 20; at++) {
        assertEquals(changed[at] == 7, changed[20 + at] == 9, "the same square in both channels");
        if (changed[at] == 7) {
          painted[at]++;
          count++;
          least = Math.min(least, at);
          greatest = Math.max(greatest, at);
        } else {
          assertEquals(1, changed[at]);
        }
      }
      int height = greatest / 5 - least / 5 + 1;
      int width = greatest % 5 - least % 5 + 1;
      assertEquals(height * width, count, "a rectangle");
      assertTrue(height >= 2 && height <= 3 && width >= 2 && width <= 3);
    }
    // A pixel is painted if the centre is one of those around it, as many as the image has.
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 5; column++) {
        int centres = (row % 3 == 0 ? 2 : 3) * (column % 4 == 0 ? 2 : 3);
        assertEquals(draws * centres / 20.0, painted[row * 5 + column], 160);
      }
    }
  }

  @Test
  void augmentationsFollowEachOther() {
    FeatureShape shape = new FeatureShape(1, 1, 3);
    Augmentation addOne =
        (s, image, random, changed) -> {
          for (int i = 0; i < 3; i++) {
            changed[i] = (byte) (image[i] + 1);
          }
        };
    Augmentation twice =
        (s, image, random, changed) -> {
          for (int i = 0; i < 3; i++) {
            changed[i] = (byte) (2 * image[i]);
          }
        };
    byte[] changed = new byte[3];
    RandomGenerator random = Seeds.generator(1);
    addOne.andThen(twice).apply(shape, new byte[] {1, 2, 3}, random, changed);
    assertArrayEquals(new byte[] {4, 6, 8}, changed);
  }

  @Test
  void learningRateFollowsTheSchedule() {
    assertEquals(0.5, Schedule.COSINE.learningRate(0.5, 0, 100, 0));
    assertEquals(0.25, Schedule.COSINE.learningRate(0.5, 50, 100, 0), 1e-12);
    assertEquals(
        0.25 * (1 + Math.cos(Math.PI * 0.99)),
        Schedule.COSINE.learningRate(0.5, 99, 100, 0),
        1e-12);
    assertEquals(0.1, Schedule.COSINE.learningRate(0.5, 0, 100, 5), 1e-12);
    assertEquals(0.5, Schedule.COSINE.learningRate(0.5, 4, 100, 5), 1e-12);
    assertEquals(0.5, Schedule.COSINE.learningRate(0.5, 5, 100, 5), 1e-12);
    assertEquals(0.5, Schedule.CONSTANT.learningRate(0.5, 99, 100, 0));
    assertEquals(0.5, Schedule.COSINE.learningRate(0.5, 9, 10, 10), 1e-12);
  }

  private static InvalidSettingException refused(
      int epochs,
      double rate,
      double momentum,
      double warmup,
      Optional<Double> clip,
      double share) {
    return assertThrows(
        InvalidSettingException.class,
        () ->
            TrainingSettings.standard(1)
                .with(TrainingLength.of(epochs))
                .with(
                    new Optimisation(
                        OptimizerKind.SGD, rate, Schedule.COSINE, warmup, momentum, true, 0, clip))
                .with(new Validation(share, share, 0, Optional.empty(), Optional.empty())));
  }

  @Test
  void refusesSettingsThatDoNotFit() {
    Optional<Double> none = Optional.empty();
    assertEquals("epochs", refused(0, 0.1, 0.9, 0, none, 0.2).key());
    assertEquals("learning-rate", refused(1, Double.NaN, 0.9, 0, none, 0.2).key());
    assertEquals("momentum", refused(1, 0.1, 1.5, 0, none, 0.2).key());
    assertEquals("nesterov", refused(1, 0.1, 0, 0, none, 0.2).key());
    assertEquals(
        "warmup-epochs (3.0) must be at most epochs (2)",
        refused(2, 0.1, 0.9, 3, none, 0.2).getMessage());
    assertEquals("clip-norm", refused(2, 0.1, 0.9, 0, Optional.of(Double.NaN), 0.2).key());
    assertEquals("validation-share", refused(2, 0.1, 0.9, 0, none, 0.5).key());
  }

  /**
   * Where the validation images are a set of their own, and where they were cut from the others.
   */
  @Test
  void joinedSplitsTrainOnValidationImagesAndNoOthers() {
    FeatureShape pixel = new FeatureShape(1, 1, 1);
    Images five = new Images(pixel, new byte[] {1, 2, 3, 4, 5}, new int[] {0, 1, 0, 1, 0});
    Images two = new Images(pixel, new byte[] {6, 7}, new int[] {1, 0});
    ImageData apart =
        new ImageData("apart", new Task(pixel, 2), five, Optional.of(two), Optional.of(two), "00");
    DataSplit.Part all = DataSplit.of(apart, 0.2, 0.2, 1).joined().training();
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7}, all.images().pixels());
    assertArrayEquals(new int[] {0, 1, 0, 1, 0, 1, 0}, all.images().labels());
    assertEquals(7, all.count());

    DataSplit cut = TestData.split();
    DataSplit.Part joined = cut.joined().training();
    assertArrayEquals(
        java.util.stream.IntStream.range(0, TestData.digits().training().count())
            .filter(index -> java.util.Arrays.binarySearch(cut.test().indices(), index) < 0)
            .toArray(),
        joined.indices());
    assertEquals(cut.test(), cut.joined().test());
  }
}
