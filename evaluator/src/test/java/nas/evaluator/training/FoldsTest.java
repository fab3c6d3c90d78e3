package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.UserException;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Result;
import nas.engine.data.DataSplit;
import nas.engine.data.ImageData;
import nas.engine.data.Images;
import nas.engine.tensor.Device;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.NetworkVariant;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

final class FoldsTest {

  private static final NasBench201Space SPACE =
      new NasBench201Space(
          new NasBench201Settings(4, 1, NetworkVariant.TRAINED, CanonicalDefinition.LIVE));

  /** Images of some classes, as many of each as given. */
  private static ImageData data(int... counts) {
    int[] labels = new int[IntStream.of(counts).sum()];
    int at = 0;
    for (int label = 0; label < counts.length; label++) {
      Arrays.fill(labels, at, at += counts[label], label);
    }
    FeatureShape shape = new FeatureShape(1, 4, 4);
    byte[] pixels = new byte[16 * labels.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (labels[i / 16] * 60 + i % 16);
    }
    return new ImageData(
        "some",
        new Task(shape, counts.length),
        new Images(shape, pixels, labels),
        Optional.empty(),
        Optional.empty(),
        "0");
  }

  @Test
  void everyImageBesideTheTestIsValidatedOnce() {
    ImageData data = data(23, 11, 6);
    for (int folds = 2; folds <= 7; folds++) {
      List<DataSplit> splits = DataSplit.folds(data, folds, 0.2, 9);
      assertEquals(folds, splits.size());
      int[] test = DataSplit.of(data, 0.2, 0.2, 9).test().indices();
      List<Integer> validated = new ArrayList<>();
      for (DataSplit split : splits) {
        assertArrayEquals(test, split.test().indices());
        List<Integer> all = new ArrayList<>();
        for (int[] part : List.of(split.training().indices(), split.validation().indices(), test)) {
          IntStream.of(part).forEach(all::add);
        }
        assertEquals(IntStream.range(0, 40).boxed().toList(), all.stream().sorted().toList());
        IntStream.of(split.validation().indices()).forEach(validated::add);
        int[] counts = split.validation().counts(3);
        for (int label = 0; label < 3; label++) {
          int rest = new int[] {23, 11, 6}[label] - count(test, label);
          assertTrue(
              counts[label] >= rest / folds && counts[label] <= (rest + folds - 1) / folds,
              Arrays.toString(counts));
        }
      }
      assertEquals(40 - test.length, validated.size());
      assertEquals(validated.size(), validated.stream().distinct().count());
    }
  }

  private static int count(int[] test, int label) {
    int[] from = {0, 23, 34, 40};
    return (int) IntStream.of(test).filter(i -> i >= from[label] && i < from[label + 1]).count();
  }

  @Test
  void aClassOfOneImageIsRefused() {
    UserException refused =
        assertThrows(UserException.class, () -> DataSplit.folds(data(5, 1), 2, 0.2, 1));
    assertTrue(String.valueOf(refused.getMessage()).contains("has one training image"));
  }

  /** What the evaluator says is what separate trainings say. */
  @Test
  void theValidationValueIsThatOfAllImages() throws InterruptedException {
    ImageData data = data(30, 25);
    TrainingSettings once = TestData.settings(2, 0.05);
    TrainingSettings settings = once.with(once.validation().every(1).inFolds(3));
    NasBench201Architecture cell = NasBench201Space.fromIndex(12_345);
    double right = 0;
    double test = 0;
    double first = 0;
    int images = 0;
    List<DataSplit> splits = DataSplit.folds(data, 3, settings.validation().testShare(), 1);
    for (int fold = 0; fold < 3; fold++) {
      Trainer trainer =
          new Trainer(once.with(once.validation().every(1)), splits.get(fold), Device.CPU);
      Result.Trained trained =
          assertInstanceOf(
              Result.Trained.class,
              trainer.train(
                  Blueprint.required(SPACE).network(cell, data.task()),
                  fold == 0 ? 5 : Seeds.mix(5 ^ Seeds.hash("fold " + fold)),
                  ProgressListener.NONE));
      int own = splits.get(fold).validation().count();
      right += trained.validation() * own;
      images += own;
      test += trained.reported() / 3;
      first += trained.validationCurve().byEpoch().getOrDefault(1, Double.NaN) / 3;
    }
    List<Integer> epochs = new ArrayList<>();
    try (Evaluator<NasBench201Architecture> evaluator =
        TrainingEvaluator.full(settings, SPACE, new EvaluatorContext(Optional.of(data), 1))) {
      Result.Trained trained =
          assertInstanceOf(
              Result.Trained.class,
              evaluator.evaluate(
                  cell, 5, epoch -> epochs.add(epoch.number() * 100 + epoch.total())));
      assertEquals(right / images, trained.validation(), 1e-9);
      assertEquals(test, trained.reported(), 1e-9);
      assertEquals(first, trained.validationCurve().byEpoch().getOrDefault(1, Double.NaN), 1e-9);
      assertEquals(2, trained.measurements().get("epochs"));
      assertTrue(trained.measurements().containsKey(TrainingEvaluator.FOLDS_DEVIATION));
      assertEquals(List.of(106, 206, 306, 406, 506, 606), epochs);
      assertEquals("3", evaluator.provenance().get("folds"));
      assertEquals(String.valueOf(images), evaluator.provenance().get("validation-images"));
      assertEquals(trained, evaluator.evaluate(cell, 5, ProgressListener.NONE));
    }
  }

  @Test
  void foldsAreRefusedWhereThereIsOneTraining() {
    Validation folds = Validation.STANDARD.inFolds(5);
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () -> folds.requireOnce("folds", "data set d has validation images of its own"));
    assertEquals(
        "folds (5) cannot be: data set d has validation images of its own", refused.getMessage());
    ImageData own = data(9, 9);
    ImageData given =
        new ImageData(
            "given",
            own.task(),
            own.training(),
            Optional.of(own.training()),
            Optional.empty(),
            "0");
    assertThrows(
        InvalidSettingException.class,
        () -> TrainingSettings.standard(1).with(folds).requireFor(given));
  }
}
