package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import nas.engine.data.Normalisation;
import nas.evaluator.AccuracyBasis;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {

  private static final FeatureShape PIXEL = new FeatureShape(1, 1, 1);
  private static final Normalisation PLAIN =
      new Normalisation(List.of(new Normalisation.Channel(0, 1)));

  @Test
  void balancedClassesCountAlikeWhateverTheirImages() {
    int[] counts = {60, 5, 0, 3};
    double[] weights = ClassWeights.BALANCED.of(counts);
    assertEquals(0, weights[2], "no image, no weight");
    double images = 0;
    for (int label : new int[] {0, 1, 3}) {
      assertEquals(68.0 / 3, weights[label] * counts[label], 1e-12);
      images += weights[label] * counts[label];
    }
    assertEquals(68, images, 1e-12, "the mean weight of an image is one");
    assertArrayEquals(new double[] {1, 1, 1, 1}, ClassWeights.NONE.of(counts));
    assertArrayEquals(new double[] {1, 1}, ClassWeights.BALANCED.of(new int[] {7, 7}));
  }

  @Test
  void theLossOfABatchIsTheWeightedMean() {
    Batch batch = new Batch(PIXEL, PLAIN, new double[] {0.5, 3}, 4);
    for (int label : new int[] {0, 0, 1}) {
      batch.add(new byte[1], 0, label);
    }
    assertTargets(batch, -0.125f, 0, -0.125f, 0, 0, -0.75f);
    Batch plain = new Batch(PIXEL, 2, PLAIN, 4);
    for (int label : new int[] {0, 0, 1}) {
      plain.add(new byte[1], 0, label);
    }
    assertTargets(plain, -1f / 3, 0, -1f / 3, 0, 0, -1f / 3);
  }

  private static void assertTargets(Batch batch, float... expected) {
    FloatBuffer targets = batch.targets().asFloatBuffer();
    float[] values = new float[targets.remaining()];
    targets.get(values);
    assertArrayEquals(expected, values);
  }

  @Test
  void accuraciesAreComparedWithAConstantAnswer() {
    AccuracyBasis basis = AccuracyBasis.of(List.of("cat", "dog", "owl"), new int[] {6, 1, 0});
    assertEquals("cat", basis.largestClass());
    assertEquals(600.0 / 7, basis.largestPercent(), 1e-12);
    assertTrue(basis.explains(600.0 / 7));
    assertFalse(basis.explains(86));
  }
}
