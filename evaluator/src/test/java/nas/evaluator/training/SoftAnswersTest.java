package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Result;
import nas.engine.data.DataSplit;
import nas.engine.data.Normalisation;
import nas.engine.tensor.Device;
import nas.evaluator.ProgressListener;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Label smoothing, mixup and CutMix, and trainings of at least so many steps. */
class SoftAnswersTest {

  private static final DataSplit SPLIT = TestData.split();

  private static TrainingSettings settings(Regularisation soft, ClassWeights weights) {
    return with(TestData.settings(2, 0.1), soft, weights, 0);
  }

  private static TrainingSettings with(
      TrainingSettings s, Regularisation soft, ClassWeights weights, int leastSteps) {
    return s.with(s.length().withLeastSteps(leastSteps)).with(new TrainingLoss(weights, soft));
  }

  @SuppressWarnings("ArrayRecordComponent") // Inside these tests, and only read.
  private record Row(float[] input, float[] answer, int label) {}

  private static Row row(Regularisation soft, ClassWeights weights, int position, long seed) {
    return row(settings(soft, weights), position, seed);
  }

  private static Row row(TrainingSettings settings, int position, long seed) {
    ImageLessons lessons = new ImageLessons(SPLIT, settings, Normalisation.of(SPLIT.training()));
    Batch batch = new Batch(lessons.task(), lessons.loss(), 1);
    lessons.addTraining(position, seed, batch);
    FloatBuffer inputs = batch.inputs().asFloatBuffer();
    float[] input = new float[inputs.remaining()];
    inputs.get(input);
    FloatBuffer answers = batch.answers().asFloatBuffer();
    float[] answer = new float[10];
    answers.get(answer);
    return new Row(input, answer, batch.allLabels()[0]);
  }

  private static float[] plain(int position) {
    return row(Regularisation.NONE, ClassWeights.NONE, position, 0).input();
  }

  @Test
  void smoothingSpreadsAShareOverAllClasses() {
    int label = SPLIT.training().label(3);
    float[] answer = row(new Regularisation(0.2, 0, 0), ClassWeights.NONE, 3, 1).answer();
    for (int one = 0; one < 10; one++) {
      assertEquals(one == label ? -0.82 : -0.02, answer[one], 1e-6);
    }
  }

  @Test
  void classWeightsWeighTheSharesOfTheirClasses() {
    double[] weights = ClassWeights.BALANCED.of(SPLIT.training().counts(10));
    int label = SPLIT.training().label(3);
    float[] answer = row(new Regularisation(0.2, 0, 0), ClassWeights.BALANCED, 3, 1).answer();
    double sum = 0;
    for (int one = 0; one < 10; one++) {
      sum += weights[one] * (one == label ? 0.82 : 0.02);
    }
    for (int one = 0; one < 10; one++) {
      assertEquals(-weights[one] * (one == label ? 0.82 : 0.02) / sum, answer[one], 1e-6);
    }
  }

  /** Finds the training image of which the rest of a mixture is. */
  private static boolean isMixture(Row row, int position, double share) {
    float[] own = plain(position);
    for (int other = 0; other < SPLIT.training().count(); other++) {
      float[] second = plain(other);
      boolean equal = true;
      for (int at = 0; at < own.length && equal; at++) {
        equal = Math.abs(share * own[at] + (1 - share) * second[at] - row.input()[at]) < 1e-4;
      }
      if (equal) {
        int label = SPLIT.training().label(position);
        int with = SPLIT.training().label(other);
        return label == with || Math.abs(row.answer()[with] + 1 - share) < 1e-6;
      }
    }
    return false;
  }

  @Test
  @Tag("slow")
  void mixupIsTheMeanOfTwoImagesAndOfTheirAnswers() {
    int mixed = 0;
    for (long seed = 1; seed <= 6; seed++) {
      Row row = row(new Regularisation(0, 0.8, 0), ClassWeights.NONE, 5, seed);
      double share = -row.answer()[SPLIT.training().label(5)];
      if (share < 0.999) {
        assertTrue(isMixture(row, 5, share), "seed " + seed + ", share " + share);
        mixed++;
      }
    }
    assertTrue(mixed >= 3, mixed + " mixtures");
  }

  /** Else the accuracy in training of a network that is always right would be one half. */
  @Test
  void rightIsTheClassOfWhichThereIsMore() {
    int others = 0;
    for (long seed = 1; seed <= 40; seed++) {
      for (Regularisation soft :
          List.of(new Regularisation(0.1, 0.4, 0), new Regularisation(0, 0, 1))) {
        Row row = row(soft, ClassWeights.NONE, 5, seed);
        float most = 0;
        for (float share : row.answer()) {
          most = Math.min(most, share);
        }
        assertEquals(most, row.answer()[row.label()], 1e-6, "seed " + seed);
        others += row.label() == SPLIT.training().label(5) ? 0 : 1;
      }
    }
    assertTrue(others > 10, others + " of 80 are mostly of another class");
  }

  @Test
  void cutMixAnswersByTheAreaOfTheRectangle() {
    float[] own = plain(5);
    int label = SPLIT.training().label(5);
    double least = 1;
    for (long seed = 1; seed <= 40; seed++) {
      Row row = row(new Regularisation(0, 0, 1), ClassWeights.NONE, 5, seed);
      double sum = 0;
      int changed = 0;
      for (int one = 0; one < 10; one++) {
        sum -= row.answer()[one];
      }
      for (int at = 0; at < own.length; at++) {
        changed += own[at] == row.input()[at] ? 0 : 1;
      }
      double share = -row.answer()[label];
      assertEquals(1, sum, 1e-6);
      // Pixels of the rectangle may be equal by chance, those outside always are.
      assertTrue(changed <= Math.round((1 - share) * 64) || share == 1, "seed " + seed);
      assertEquals(Math.rint(share * 64), share * 64, 1e-4, "whole pixels");
      least = Math.min(least, share);
    }
    assertTrue(least < 0.5, "some rectangle is large");
  }

  @Test
  @Tag("slow")
  void softTrainingsLearnAndDependOnNoThreads() throws InterruptedException {
    TrainingSettings soft = settings(new Regularisation(0.1, 0.2, 1), ClassWeights.NONE);
    Result first = train(soft);
    Result again = train(soft);
    assertEquals(first, again);
    assertTrue(((Result.Trained) first).validation() > 40, first::toString);
  }

  private static Result train(TrainingSettings by) throws InterruptedException {
    return new Trainer(by, SPLIT, Device.CPU)
        .train(TestData.small("soft"), 3, ProgressListener.NONE);
  }

  @Test
  @Tag("slow")
  void epochsAreAddedUntilTheStepsAreEnough() throws InterruptedException {
    TrainingSettings asked =
        with(TestData.settings(2, 0.1), Regularisation.NONE, ClassWeights.NONE, 90);
    // 1,079 images make 17 steps of 64, the last of them smaller.
    TrainingSettings fitted = asked.fitted(1_079);
    assertEquals(6, fitted.length().epochs());
    assertEquals(
        Optional.of(
            "An epoch of 1,079 training examples has 17 steps: 6 epochs instead of 2, for the sake"
                + " of least-steps (90)"),
        asked.remark(1_079));
    assertEquals(asked, asked.fitted(100_000));
    assertEquals(Optional.empty(), asked.remark(100_000));
    assertEquals(fitted.length().epochs(), fitted.fitted(1_079).length().epochs());
    Result.Trained trained = (Result.Trained) train(asked);
    assertEquals(6.0, trained.measurements().get("epochs"));
  }

  @Test
  void leastStepsAndFidelitiesExcludeEachOther() {
    TrainingLength two = TrainingLength.of(4).withFidelities(List.of(2));
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> two.withLeastSteps(100));
    assertEquals("least-steps", refused.key());
  }
}
