package nas.proxy.service;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;
import nas.core.ChiSquare;
import nas.core.UserException;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.data.DigitsPlugin;
import nas.engine.data.ImageData;
import nas.engine.tensor.Precision;
import nas.proxy.ImageBatch;
import org.junit.jupiter.api.Test;

final class MinibatchesTest {

  private static final ImageData DIGITS = new DigitsPlugin().read(new DigitsPlugin.Settings(8));

  private static ScoringSettings settings(int batchSize, boolean balanced) {
    return new ScoringSettings(
        batchSize,
        balanced,
        Initialiser.PYTORCH_DEFAULT,
        Precision.FLOAT64,
        MemoryFormat.CHANNELS_FIRST,
        "cpu",
        Optional.empty());
  }

  private static Minibatches random(int size, long seed) {
    return Minibatches.of(DIGITS, settings(size, false), seed);
  }

  @Test
  void aMinibatchDoesNotDependOnHowManyThereAre() {
    List<ImageBatch> three = random(40, 7).first(3);
    List<ImageBatch> one = random(40, 7).first(1);
    assertArrayEquals(one.get(0).pixels(), three.get(0).pixels());
    assertArrayEquals(one.get(0).labels(), three.get(0).labels());
    assertFalse(Arrays.equals(one.get(0).pixels(), random(40, 8).first(1).get(0).pixels()));
  }

  @Test
  void noImageComesTwice() {
    // The digits are 1,797 different images, so 44 batches of 40 hold 1,760 different ones.
    Set<String> images = new HashSet<>();
    for (ImageBatch batch : random(40, 1).first(44)) {
      for (int image = 0; image < 40; image++) {
        images.add(
            Arrays.toString(Arrays.copyOfRange(batch.pixels(), image * 64, image * 64 + 64)));
      }
    }
    assertEquals(1760, images.size());
  }

  @Test
  void everyImageIsAsLikelyAsAnyOther() {
    long[] counts = new long[10];
    for (long seed = 0; seed < 400; seed++) {
      for (int label : random(5, seed).first(1).get(0).labels()) {
        counts[label]++;
      }
    }
    double[] shares = new double[10];
    for (int label : DIGITS.training().labels()) {
      shares[label] += 1.0 / DIGITS.training().count();
    }
    ChiSquare.assertFits(counts, shares, "labels");
  }

  @Test
  void pixelsAreNormalisedOverTheTrainingImages() {
    double[] pixels = random(1797, 3).first(1).get(0).pixels();
    double mean = DoubleStream.of(pixels).average().orElseThrow();
    double variance = DoubleStream.of(pixels).map(x -> (x - mean) * (x - mean)).sum();
    assertEquals(0, mean, 1e-6);
    assertEquals(1, variance / pixels.length, 1e-5);
  }

  @Test
  void everyClassGetsAsManyImages() {
    List<ImageBatch> batches = Minibatches.of(DIGITS, settings(40, true), 5).first(2);
    for (ImageBatch batch : batches) {
      int[] counts = new int[10];
      for (int label : batch.labels()) {
        counts[label]++;
      }
      assertArrayEquals(new int[] {4, 4, 4, 4, 4, 4, 4, 4, 4, 4}, counts);
    }
    assertFalse(Arrays.equals(batches.get(0).pixels(), batches.get(1).pixels()));
  }

  @Test
  void tooFewImagesAreRefused() {
    UserException refusal = assertThrows(UserException.class, () -> random(1000, 1).first(2));
    assertEquals(
        "Data set digits has 1797 training images, but 2 minibatches of 1000 need 2000",
        refusal.getMessage());
    assertTrue(refusal.advice().startsWith("lower proxies.batch-size"), refusal.advice());
    UserException ofClass =
        assertThrows(
            UserException.class, () -> Minibatches.of(DIGITS, settings(1750, true), 1).first(1));
    assertEquals(
        "Data set digits has 174 training images of class 8, but 1 minibatch of 175 a class"
            + " needs 175",
        ofClass.getMessage());
  }

  @Test
  void balancedMinibatchesHoldWholeClasses() {
    UserException refusal =
        assertThrows(UserException.class, () -> Minibatches.of(DIGITS, settings(64, true), 1));
    assertEquals(
        "proxies.batch-size (64) must be a multiple of the 10 classes of data set digits for"
            + " balanced minibatches",
        refusal.getMessage());
    assertEquals("use 60", refusal.advice());
  }
}
