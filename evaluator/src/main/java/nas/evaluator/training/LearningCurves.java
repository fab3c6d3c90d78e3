package nas.evaluator.training;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Curve;
import nas.evaluator.ProgressListener;

/** What was measured after each epoch of a training; and how its checkpoint writes it. */
final class LearningCurves {

  private static final String LAST_LOSS = "train-loss";
  private static final String LOSS = "train-loss@epoch-";
  private static final String ACCURACY = "train-accuracy-percent@epoch-";
  private static final String VALIDATION = "validation-accuracy-percent@epoch-";

  private final int scheduleEpochs;
  private final SortedMap<Integer, Double> losses = new TreeMap<>();
  private final SortedMap<Integer, Double> accuracies = new TreeMap<>();
  private final SortedMap<Integer, Double> validations = new TreeMap<>();
  private double lastLoss = Double.NaN;

  /**
   * Creates the curves of a training that has not begun.
   *
   * @param scheduleEpochs epochs for which its schedule is made, which names are padded for
   */
  LearningCurves(int scheduleEpochs) {
    this.scheduleEpochs = scheduleEpochs;
  }

  /** Returns the curves that a checkpoint holds. */
  static LearningCurves of(int scheduleEpochs, int done, SortedMap<String, Double> numbers) {
    LearningCurves curves = new LearningCurves(scheduleEpochs);
    curves.lastLoss = numbers.getOrDefault(LAST_LOSS, Double.NaN);
    for (Map.Entry<String, SortedMap<Integer, Double>> curve : curves.named().entrySet()) {
      for (int epoch = 1; epoch <= done; epoch++) {
        Double value = numbers.get(curves.name(curve.getKey(), epoch));
        if (value != null) {
          curve.getValue().put(epoch, value);
        }
      }
    }
    return curves;
  }

  /** Returns what a checkpoint holds of them. */
  SortedMap<String, Double> numbers() {
    SortedMap<String, Double> numbers = new TreeMap<>();
    numbers.put(LAST_LOSS, lastLoss);
    named()
        .forEach(
            (what, curve) ->
                curve.forEach((epoch, value) -> numbers.put(name(what, epoch), value)));
    return numbers;
  }

  private SortedMap<String, SortedMap<Integer, Double>> named() {
    return new TreeMap<>(Map.of(LOSS, losses, ACCURACY, accuracies, VALIDATION, validations));
  }

  private String name(String what, int epoch) {
    int digits = Integer.toString(scheduleEpochs).length();
    return what + String.format(Locale.ROOT, "%0" + digits + "d", epoch);
  }

  /** Adds an epoch. */
  void add(int epoch, double trainLoss, double trainAccuracyPercent) {
    lastLoss = trainLoss;
    losses.put(epoch, trainLoss);
    accuracies.put(epoch, trainAccuracyPercent);
  }

  /** Adds the validation accuracy after an epoch; NaN, which no network has, is left out. */
  void addValidation(int epoch, double percent) {
    if (!Double.isNaN(percent)) {
      validations.put(epoch, percent);
    }
  }

  /** Returns the mean loss of the last epoch. */
  double lastLoss() {
    return lastLoss;
  }

  /** Returns the validation accuracies in percent. */
  Curve validation() {
    return new Curve(validations);
  }

  /** Returns what listeners are told of an epoch. */
  ProgressListener.Epoch epoch(int number, int total) {
    Double validation = validations.get(number);
    return new ProgressListener.Epoch(
        number,
        total,
        losses.getOrDefault(number, Double.NaN),
        accuracies.getOrDefault(number, Double.NaN),
        validation == null ? OptionalDouble.empty() : OptionalDouble.of(validation));
  }
}
