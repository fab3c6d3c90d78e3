package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes of training images, against what geometry and arithmetic say. */
class ImageChangesTest {

  private static final FeatureShape SHAPE = new FeatureShape(3, 7, 7);
  private static final byte[] FILL = {10, 20, 30};

  private static byte[] image(long seed) {
    byte[] pixels = new byte[Math.toIntExact(SHAPE.elements())];
    RandomGenerator random = Seeds.generator(seed);
    for (int at = 0; at < pixels.length; at++) {
      pixels[at] = (byte) random.nextInt(256);
    }
    return pixels;
  }

  private static int at(int channel, int row, int column) {
    return (channel * 7 + row) * 7 + column;
  }

  private static byte[] warped(Warp warp, byte... image) {
    byte[] changed = new byte[image.length];
    warp.apply(SHAPE, image, FILL, changed);
    return changed;
  }

  @Test
  void quarterTurnsMovePixelsExactly() {
    byte[] image = image(1);
    byte[] quarter = warped(Warp.rotation(90), image);
    byte[] half = warped(Warp.rotation(180), image);
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < 7; row++) {
        for (int column = 0; column < 7; column++) {
          assertEquals(image[at(channel, 6 - column, row)], quarter[at(channel, row, column)]);
          assertEquals(image[at(channel, 6 - row, 6 - column)], half[at(channel, row, column)]);
        }
      }
    }
    assertArrayEquals(image, warped(Warp.rotation(0), image));
  }

  @Test
  void wholeTranslationsMovePixelsAndFillTheRest() {
    byte[] image = image(2);
    byte[] moved = warped(Warp.translation(2, -1), image);
    for (int channel = 0; channel < 3; channel++) {
      for (int row = 0; row < 7; row++) {
        for (int column = 0; column < 7; column++) {
          byte expected =
              column < 2 || row == 6 ? FILL[channel] : image[at(channel, row + 1, column - 2)];
          assertEquals(expected, moved[at(channel, row, column)]);
        }
      }
    }
  }

  @Test
  void shearKeepsTheMiddleAndMovesTheBorders() {
    byte[] image = image(3);
    byte[] sheared = warped(Warp.shearX(1.0 / 3), image);
    assertArrayEquals(
        Arrays.copyOfRange(image, at(0, 3, 0), at(0, 3, 7)),
        Arrays.copyOfRange(sheared, at(0, 3, 0), at(0, 3, 7)));
    assertEquals(image[at(0, 6, 4)], sheared[at(0, 6, 3)]);
    assertEquals(image[at(0, 0, 2)], sheared[at(0, 0, 3)]);
    byte[] upright = warped(Warp.shearY(1.0 / 3), image);
    assertEquals(image[at(1, 4, 6)], upright[at(1, 3, 6)]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.08, 0.5, 1})
  void windowsLieInsideAndHaveTheAreasAsked(double least) {
    RandomGenerator random = Seeds.generator(4);
    FeatureShape shape = new FeatureShape(1, 33, 33);
    double areas = 0;
    int draws = 4_000;
    for (int draw = 0; draw < draws; draw++) {
      Warp window = Warp.window(shape, least, random);
      double area = window.xx() * window.yy();
      double ratio = window.xx() / window.yy();
      assertTrue(area >= least - 1e-9 && area <= 1 + 1e-9, () -> "area " + area);
      assertTrue(ratio >= 0.75 - 1e-9 && ratio <= 4.0 / 3 + 1e-9, () -> "ratio " + ratio);
      assertTrue(Math.abs(window.dx()) <= 16 * (1 - window.xx()) + 1e-9);
      assertTrue(Math.abs(window.dy()) <= 16 * (1 - window.yy()) + 1e-9);
      areas += area;
    }
    // Large areas fit less often, so the mean lies somewhat below the middle.
    double mean = areas / draws;
    assertTrue(mean <= (1 + least) / 2 + 0.02 && mean > (1 + least) / 2 - 0.12, () -> "" + mean);
  }

  @Test
  void wholeWindowsChangeNothing() {
    byte[] image = image(5);
    byte[] changed = new byte[image.length];
    Augmentation.randomResizedCrop(1, FILL).apply(SHAPE, image, Seeds.generator(5), changed);
    assertArrayEquals(image, changed);
  }

  @Test
  void tonesAreThoseOfTheirFormulas() {
    byte[] image = image(6);
    byte[] changed = new byte[image.length];
    Tones.brightness(SHAPE, image, 0.5, changed);
    assertEquals(Math.floor((image[9] & 0xff) * 0.5 + 0.5), changed[9] & 0xff);
    Tones.solarize(SHAPE, image, 128, changed);
    for (int at = 0; at < image.length; at++) {
      int value = image[at] & 0xff;
      assertEquals(value < 128 ? value : 255 - value, changed[at] & 0xff);
    }
    Tones.posterize(SHAPE, image, 4, changed);
    for (int at = 0; at < image.length; at++) {
      assertEquals(image[at] & 0xf0, changed[at] & 0xff);
    }
    Tones.saturation(SHAPE, image, 0, changed);
    for (int pixel = 0; pixel < 49; pixel++) {
      assertEquals(changed[pixel], changed[49 + pixel]);
      assertEquals(changed[pixel], changed[98 + pixel]);
    }
    Tones.contrast(SHAPE, image, 0, changed);
    for (byte pixel : changed) {
      assertEquals(changed[0], pixel);
    }
    byte[] narrow = new byte[image.length];
    for (int at = 0; at < narrow.length; at++) {
      narrow[at] = (byte) (at % 2 == 0 ? 100 : 150);
    }
    Tones.autocontrast(SHAPE, narrow, changed);
    assertEquals(0, changed[0]);
    assertEquals(255, changed[1] & 0xff);
    byte[] flat = new byte[image.length];
    Arrays.fill(flat, (byte) 77);
    Tones.autocontrast(SHAPE, flat, changed);
    assertArrayEquals(flat, changed);
  }

  @ParameterizedTest
  @EnumSource(RandomAugment.class)
  void changesOfNoStrengthKeepImages(RandomAugment change) {
    byte[] image = image(7);
    image[0] = 0;
    image[1] = (byte) 255;
    image[49] = 0;
    image[50] = (byte) 255;
    image[98] = 0;
    image[99] = (byte) 255;
    RandomAugment.Picture picture = new RandomAugment.Picture(SHAPE, image, FILL);
    byte[] changed = new byte[image.length];
    change.apply(picture, 0, false, changed);
    assertArrayEquals(image, changed);
    if (change != RandomAugment.IDENTITY && change != RandomAugment.AUTOCONTRAST) {
      byte[] strong = new byte[image.length];
      change.apply(picture, 1, true, strong);
      assertTrue(!Arrays.equals(image, strong), change + " of full strength changes something");
    }
  }

  @Test
  void randomChangesDependOnTheirSeedAlone() {
    byte[] image = image(8);
    for (Augmentation one :
        new Augmentation[] {
          RandomAugment.of(2, 9, FILL),
          Augmentation.colourJitter(0.4),
          Augmentation.rotation(15, FILL)
        }) {
      byte[] first = new byte[image.length];
      byte[] again = new byte[image.length];
      byte[] other = new byte[image.length];
      byte[] before = image.clone();
      one.apply(SHAPE, image, Seeds.generator(1), first);
      one.apply(SHAPE, image, Seeds.generator(1), again);
      one.apply(SHAPE, image, Seeds.generator(2), other);
      assertArrayEquals(first, again);
      assertTrue(!Arrays.equals(first, other));
      assertArrayEquals(before, image);
    }
  }

  /** Chi-square over 20 equal parts of probability, against closed forms. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 1, 2})
  void sharesAreBetaDistributed(double parameter) {
    DoubleUnaryOperator cumulative =
        parameter == 0.5
            ? x -> 2 / Math.PI * Math.asin(Math.sqrt(x))
            : parameter == 1 ? x -> x : x -> x * x * (3 - 2 * x);
    long seed = 11;
    RandomGenerator random = Seeds.generator(seed);
    int draws = 20_000;
    int[] counts = new int[20];
    for (int draw = 0; draw < draws; draw++) {
      double share = Regularisation.share(parameter, random);
      counts[Math.min(19, (int) (20 * cumulative.applyAsDouble(share)))]++;
    }
    double chi = 0;
    for (int count : counts) {
      chi += Math.pow(count - draws / 20.0, 2) / (draws / 20.0);
    }
    double found = chi;
    // The 99.99 % quantile with 19 degrees of freedom.
    assertTrue(found < 50.8, () -> "seed " + seed + ": chi-square " + found);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.2, 1.5, 8, 100})
  void sharesHaveTheVarianceOfBeta(double parameter) {
    RandomGenerator random = Seeds.generator(12);
    int draws = 40_000;
    double sum = 0;
    double squares = 0;
    for (int draw = 0; draw < draws; draw++) {
      double share = Regularisation.share(parameter, random);
      assertTrue(share >= 0 && share <= 1);
      sum += share;
      squares += share * share;
    }
    double mean = sum / draws;
    double variance = squares / draws - mean * mean;
    double expected = 1 / (4 * (2 * parameter + 1));
    assertEquals(0.5, mean, 5 * Math.sqrt(expected / draws));
    assertEquals(expected, variance, 0.05 * expected);
  }
}
