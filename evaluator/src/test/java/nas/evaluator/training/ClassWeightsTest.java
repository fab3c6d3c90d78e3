package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.WordOrTable;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.data.Normalisation;
import nas.engine.loss.Losses;
import nas.engine.tensor.Device;
import nas.evaluator.AccuracyBasis;
import nas.evaluator.ProgressListener;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.OneClass;
import nas.network.Task;
import nas.network.operation.Linear;
import org.junit.jupiter.api.Tag;
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

  private static TrainingLoss given(Map<String, Double> weights) {
    return new TrainingLoss(WordOrTable.of(new TreeMap<>(weights)), Regularisation.NONE);
  }

  @Test
  void classesOfAMapCountAsItSaysAndTheOthersOnce() {
    List<String> names = List.of("cat", "dog", "owl");
    TrainingLoss loss = given(Map.of("owl", 0.5, "cat", 3.0));
    assertArrayEquals(new double[] {3, 1, 0.5}, loss.weights(new int[] {9, 0, 1}, names));
    assertTrue(loss.weighs());
    loss.requireNames(names, "zoo");
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> given(Map.of("dogs", 2.0)).requireNames(names, "zoo"));
    assertEquals("class-weights", refused.key());
    assertEquals(
        "class-weights has 'dogs', and data set zoo has no such class", refused.getMessage());
    assertEquals("you mean 'dog'", refused.advice());
    assertEquals(
        "class-weights.cat",
        assertThrows(InvalidSettingException.class, () -> given(Map.of("cat", 0.0))).key());
    assertFalse(TrainingLoss.PLAIN.weighs());
  }

  /**
   * The gradient of a whole uneven epoch, by the textbook's weighted cross-entropy of a linear
   * network: its first step of plain gradient descent is as long.
   */
  @Test
  @Tag("slow")
  void aStepFollowsTheWeightedMeanOfTheLosses() throws InterruptedException {
    Images images =
        new Images(
            new FeatureShape(1, 1, 1),
            new byte[] {10, 20, 30, 40, 90, 120, (byte) 200, (byte) 250},
            new int[] {0, 0, 0, 0, 0, 0, 1, 1});
    ImageData data =
        new ImageData(
            "uneven", new Task(PIXEL, 2), images, Optional.of(images), Optional.of(images), "00");
    Network.Builder b = Network.builder("linear", PIXEL);
    b.add("classifier", new Linear(2, true), 0);
    Network network = b.build();
    double rate = 0.25;
    TrainingSettings plain =
        TrainingSettings.standard(1)
            .with(
                new Optimisation(
                    OptimizerKind.SGD, rate, Schedule.CONSTANT, 0, 0, false, 0, Optional.empty()));
    DataSplit split = DataSplit.of(data, 0.2, 0.2, 1);
    float[] start =
        weights(plain.with(plain.optimisation().changed(OptimizerKind.SGD, 0, 0)), split, network);
    Normalisation normalisation = Normalisation.of(split.training());
    for (double[] weights : new double[][] {{1, 1}, {8 / (2 * 6.0), 8 / (2 * 2.0)}, {0.5, 7}}) {
      TrainingLoss loss =
          weights[0] == 1
              ? TrainingLoss.PLAIN
              : weights[1] == 2
                  ? new TrainingLoss(ClassWeights.BALANCED, Regularisation.NONE)
                  : given(Map.of(data.classNames().get(0), 0.5, data.classNames().get(1), 7.0));
      double[] expected = {start[0], start[1], start[2], start[3]};
      double sum = 6 * weights[0] + 2 * weights[1];
      for (int image = 0; image < 8; image++) {
        double x = normalisation.ofChannel(0)[images.pixels()[image] & 0xff];
        int label = images.labels()[image];
        double first = start[0] * x + start[2];
        double second = start[1] * x + start[3];
        double p = 1 / (1 + Math.exp(second - first));
        double g = weights[label] / sum * (p - (label == 0 ? 1 : 0));
        expected[0] -= rate * g * x;
        expected[1] += rate * g * x;
        expected[2] -= rate * g;
        expected[3] += rate * g;
      }
      float[] actual = weights(plain.with(loss), split, network);
      for (int at = 0; at < 4; at++) {
        assertEquals(expected[at], actual[at], 1e-6, loss.toString());
      }
    }
  }

  private static float[] weights(TrainingSettings settings, DataSplit split, Network network)
      throws InterruptedException {
    List<float[]> found = new ArrayList<>();
    new Trainer(settings, split, Device.CPU)
        .train(network, 3, ProgressListener.NONE, runtime -> found.add(runtime.copyOfWeights()));
    return found.get(0);
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
