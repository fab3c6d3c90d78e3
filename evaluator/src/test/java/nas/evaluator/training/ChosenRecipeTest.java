package nas.evaluator.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.core.plugin.Alternatives;
import nas.core.plugin.Amount;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.Result;
import nas.evaluator.Evaluator;
import nas.evaluator.EvaluatorContext;
import nas.evaluator.ProgressListener;
import nas.space.NetworkVariant;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Plugin;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is chosen with an architecture trains it as the same settings of the evaluator would. */
final class ChosenRecipeTest {

  private static final NasBench201Settings CELLS =
      new NasBench201Settings(2, 1, NetworkVariant.TRAINED, CanonicalDefinition.NETWORK);
  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|";

  private static final Alternatives<Recipe> ALTERNATIVES =
      new Alternatives<>(
          List.of(
              options("learning-rate", 0.1, 0.02),
              options("batch-size", 64, 128),
              options("augmentation", List.of(), List.of(AugmentationKind.HORIZONTAL_FLIP))),
          ChosenRecipeTest::replaced);

  private static Alternatives.Options options(String key, Object first, Object second) {
    return new Alternatives.Options(key, List.of(first, second), List.of("first", "second"));
  }

  @SuppressWarnings("unchecked") // The list is that of ALTERNATIVES.
  private static Recipe replaced(Recipe recipe, Map<String, Object> values) {
    return new Recipe(
        recipe.batching().withSize((Integer) value(values, "batch-size")),
        recipe
            .optimisation()
            .changed(
                OptimizerKind.SGD,
                (Double) value(values, "learning-rate"),
                recipe.optimisation().warmupEpochs()),
        recipe.augmentation().of((List<AugmentationKind>) value(values, "augmentation")),
        recipe.loss(),
        recipe.weights());
  }

  private static Object value(Map<String, Object> values, String key) {
    return Objects.requireNonNull(values.get(key));
  }

  private static Space<?> joint() {
    Choice<SearchSpacePlugin<?>> cells = new Choice<>(new NasBench201Plugin(), CELLS);
    return new JointPlugin().create(new JointSettings(cells, ALTERNATIVES));
  }

  private static EvaluatorContext digits() {
    return new EvaluatorContext(Optional.of(TestData.digits()), 1);
  }

  private static TrainingSettings training() {
    return TrainingSettings.standard(2)
        .with(Optimisation.STANDARD.changed(OptimizerKind.SGD, 0.1, 0.5))
        .with(new TrainingLength(2, List.of(1), Optional.empty(), 0));
  }

  private static <S extends Record, A> Result.Trained trained(
      nas.evaluator.EvaluatorPlugin<S> plugin, S settings, Space<A> space, String text, int level)
      throws InterruptedException {
    try (Evaluator<A> evaluator = plugin.create(settings, space, digits())) {
      return assertInstanceOf(
          Result.Trained.class,
          evaluator.evaluate(space.parse(text), level, 7, ProgressListener.NONE));
    }
  }

  private static Recipe recipe(double learningRate, int batchSize, AugmentationKind... kinds) {
    return replaced(
        training().recipe(),
        Map.of(
            "learning-rate",
            learningRate,
            "batch-size",
            batchSize,
            "augmentation",
            List.of(kinds)));
  }

  @Test
  @Tag("slow")
  void choicesTrainAsTheSameSettingsDo() throws InterruptedException {
    TrainingPlugin plugin = new TrainingPlugin();
    NasBench201Space cells = new NasBench201Space(CELLS);
    TrainingSettings second = training().with(recipe(0.02, 128, AugmentationKind.HORIZONTAL_FLIP));
    TrainingSettings mixed = training().with(recipe(0.1, 128));
    for (int level = 0; level < 2; level++) {
      Result.Trained chosen =
          trained(
              plugin,
              training(),
              joint(),
              CELL + " @ learning-rate=second batch-size=second augmentation=second",
              level);
      assertEquals(trained(plugin, second, cells, CELL, level), chosen);
      assertEquals(
          trained(plugin, mixed, cells, CELL, level),
          trained(
              plugin,
              training(),
              joint(),
              CELL + " @ learning-rate=first batch-size=second augmentation=first",
              level));
      assertNotEquals(trained(plugin, training(), cells, CELL, level), chosen);
    }
  }

  @Test
  @Tag("slow")
  void reducedTrainingsAreOfWhatIsChosen() throws InterruptedException {
    ReducedTrainingPlugin plugin = new ReducedTrainingPlugin();
    TrainingSettings full = TrainingSettings.standard(4);
    assertEquals(
        trained(
            plugin,
            reduced(
                full.with(recipe(0.02, 128))
                    .with(full.optimisation().changed(OptimizerKind.SGD, 0.02, 0))),
            new NasBench201Space(CELLS),
            CELL,
            0),
        trained(
            plugin,
            reduced(full),
            joint(),
            CELL + " @ learning-rate=second batch-size=second augmentation=first",
            0));
  }

  private static ReducedTrainingSettings reduced(TrainingSettings full) {
    return new ReducedTrainingSettings(
        ReductionPreset.NONE,
        Optional.of(new Amount("1/2")),
        Optional.empty(),
        Optional.of(new Amount("1/2")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(),
        Optional.empty(),
        full);
  }

  @Test
  void combinationsAreListedWithTheLastSettingFastest() {
    List<String> texts = ALTERNATIVES.combinations().map(ALTERNATIVES::text).toList();
    assertEquals(8, texts.stream().distinct().count());
    assertEquals("learning-rate=first batch-size=first augmentation=second", texts.get(1));
    assertEquals("learning-rate=second batch-size=second augmentation=second", texts.get(7));
  }

  @Test
  void tooManyCombinationsAreRefused() {
    Alternatives<Recipe> many =
        new Alternatives<>(
            IntStream.range(0, 14)
                .mapToObj(i -> options("key" + i, 1, 2))
                .collect(Collectors.toList()),
            (recipe, values) -> recipe);
    Choice<SearchSpacePlugin<?>> cells = new Choice<>(new NasBench201Plugin(), CELLS);
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> new JointSettings(cells, many));
    assertEquals("training has 16,384 combinations, more than 10,000", refused.getMessage());
  }
}
