package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import nas.engine.loss.Losses;
import nas.evaluator.AccuracyBasis;
import nas.network.FeatureShape;
import nas.network.OneClass;
import nas.network.Task;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {

  private static final FeatureShape PIXEL = new FeatureShape(1, 1, 1);

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
    assertTargets(batch(0.5, 3), -0.125f, 0, -0.125f, 0, 0, -0.75f);
    assertTargets(batch(1, 1), -1f / 3, 0, -1f / 3, 0, 0, -1f / 3);
  }

  private static Batch batch(double... weights) {
    Batch batch = new Batch(new Task(PIXEL, 2), Losses.of(new OneClass(2)), 4);
    for (int label : new int[] {0, 0, 1}) {
      batch.labels()[0] = label;
      batch.add(weights[label]);
    }
    return batch;
  }

  private static void assertTargets(Batch batch, float... expected) {
    FloatBuffer targets = batch.answers().asFloatBuffer();
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
