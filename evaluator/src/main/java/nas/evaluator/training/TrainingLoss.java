package nas.evaluator.training;

import java.util.List;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.plugin.WordOrTable;
import nas.core.text.ErrorText;

/**
 * What is made of the answers that a training is to give.
 *
 * @param classWeights see the description of the setting, as for all components
 */
public record TrainingLoss(
    @Setting(
            value =
                "how much an image counts in the training loss: none (all alike), balanced (all"
                    + " classes alike, however many images they have), or a number for each of some"
                    + " classes, such as {cat: 2, owl: 0.5}, the others having 1",
            byDefault = "none",
            min = 0.000001,
            max = 1_000_000)
        WordOrTable<ClassWeights> classWeights,
    @Setting(value = "softer answers and mixed images", byDefault = "{}")
        Regularisation regularisation) {

  /** The defaults: hard answers that count alike. */
  public static final TrainingLoss PLAIN = new TrainingLoss(ClassWeights.NONE, Regularisation.NONE);

  /** Checks the ranges. */
  public TrainingLoss {
    classWeights
        .table()
        .forEach(
            (name, weight) ->
                TrainingSettings.finite("class-weights." + name, weight, 0.000001, 1_000_000));
  }

  /** Creates one of a word. */
  public TrainingLoss(ClassWeights classWeights, Regularisation regularisation) {
    this(WordOrTable.of(classWeights), regularisation);
  }

  /** Says whether any class counts more than another. */
  boolean weighs() {
    return classWeights
        .word()
        .map(word -> word != ClassWeights.NONE)
        .orElse(!classWeights.table().isEmpty());
  }

  /**
   * Returns how much an image counts, by its class. The loss of a minibatch is the weighted mean.
   *
   * @param counts images to train on, by class
   * @param classNames names by class
   */
  double[] weights(int[] counts, List<String> classNames) {
    return classWeights
        .word()
        .map(word -> word.of(counts))
        .orElseGet(
            () ->
                classNames.stream()
                    .mapToDouble(name -> classWeights.table().getOrDefault(name, 1.0))
                    .toArray());
  }

  /**
   * Checks that there is every class that has a weight.
   *
   * @throws InvalidSettingException (key {@code class-weights}) if there is not
   */
  void requireNames(List<String> classNames, String data) {
    for (String name : classWeights.table().keySet()) {
      if (!classNames.contains(name)) {
        throw new InvalidSettingException(
            "class-weights",
            "class-weights has '%s', and data set %s has no such class".formatted(name, data),
            ErrorText.nearest(name, classNames)
                .map(nearest -> "you mean '" + nearest + "'")
                .orElse("'data check' lists the classes"));
      }
    }
  }
}
