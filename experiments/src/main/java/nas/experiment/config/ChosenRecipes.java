package nas.experiment.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nas.core.plugin.Alternatives;
import nas.core.plugin.InvalidSettingException;
import nas.evaluator.training.ChosenRecipe;
import nas.evaluator.training.Recipe;
import nas.evaluator.training.TrainingSettings;
import nas.evaluator.training.TrainsByRecipe;
import nas.space.Space;

/** Checks what a search space chooses for trainings against how the experiment trains. */
final class ChosenRecipes {

  private static final SettingsType RECIPE = SettingsType.of(Recipe.class);

  private final Alternatives<Recipe> alternatives;

  private ChosenRecipes(Alternatives<Recipe> alternatives) {
    this.alternatives = alternatives;
  }

  /** Returns what a space chooses, if it does. */
  static <A> Optional<ChosenRecipes> of(Space<A> space) {
    return ChosenRecipe.of(space).map(chosen -> new ChosenRecipes(chosen.alternatives()));
  }

  /**
   * Refuses settings that are given where the search space chooses them: one of both would be
   * passed over. A setting that has its default counts as not given.
   *
   * @throws InvalidSettingException naming the key among those of the settings
   */
  void requireOpen(TrainsByRecipe settings) {
    for (String key : alternatives.keys()) {
      if (settings.set().contains(key)) {
        throw given(key, key);
      }
      Object value = value(settings.training().recipe(), key);
      if (!value.equals(value(Recipe.STANDARD, key))) {
        throw given(
            settings.trainingPath() + key,
            "%s (%s)".formatted(key, OptionWord.of(RECIPE.key(key).type(), value)));
      }
    }
  }

  private static Object value(Recipe recipe, String key) {
    return RECIPE.values(recipe).get(RECIPE.keys().indexOf(RECIPE.key(key)));
  }

  private static InvalidSettingException given(String key, String what) {
    return new InvalidSettingException(
        key, what + " is set, but the search space chooses it", "leave it out in one of both");
  }

  /**
   * Checks every combination.
   *
   * @param check refuses trainings by an {@link InvalidSettingException}
   * @throws InvalidSettingException naming the key among those of a recipe
   */
  void requireEach(TrainingSettings training, Consumer<TrainingSettings> check) {
    Stream<List<Integer>> combinations = alternatives.combinations();
    combinations.forEach(combination -> require(training, combination, check));
  }

  private void require(
      TrainingSettings training, List<Integer> combination, Consumer<TrainingSettings> check) {
    try {
      check.accept(training.with(alternatives.with(training.recipe(), combination)));
    } catch (InvalidSettingException refused) {
      throw new InvalidSettingException(
          refused.key(),
          "With %s: %s".formatted(alternatives.text(combination), refused.getMessage()),
          refused.advice());
    }
  }
}
