package nas.evaluator.training;

import java.util.List;

/**
 * Settings of what trains networks, so that a space that {@linkplain ChosenRecipe chooses recipes}
 * can be searched with it.
 */
public interface TrainsByRecipe {

  /** Returns how networks are trained in full. */
  TrainingSettings training();

  /** Returns what the keys of {@link #training} begin with, such as {@code training.}. */
  default String trainingPath() {
    return "";
  }

  /**
   * Returns those keys of a recipe that are set beside {@link #training}, which would be used
   * instead of what is chosen; by default none is.
   */
  default List<String> set() {
    return List.of();
  }
}
