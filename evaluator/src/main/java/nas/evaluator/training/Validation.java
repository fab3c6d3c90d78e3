package nas.evaluator.training;

import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * What is set aside to judge networks with, and when they are.
 *
 * @param validationShare see the description of the setting, as for all components
 */
public record Validation(
    @Setting(
            value =
                "share of the training images that is set aside for validation (where the data has"
                    + " no validation images)",
            byDefault = "0.2",
            min = 0.0001,
            max = 0.9)
        double validationShare,
    @Setting(
            value =
                "share of the training images that is set aside for testing (where the data has no"
                    + " test images)",
            byDefault = "0.2",
            min = 0.0001,
            max = 0.9)
        double testShare,
    @Setting(
            value =
                "epochs from one measurement of the validation accuracy to the next, which the"
                    + " journal keeps; 0: only at the end",
            byDefault = "0",
            min = 0,
            max = 100_000)
        int validateEvery,
    @Setting(
            "ends trainings that no longer get better on the validation data, measured after every"
                + " epoch or as validate-every says, and keeps the best epoch's weights; left out:"
                + " all epochs are trained and the last one's weights kept")
        Optional<EarlyStopping> earlyStopping,
    @Setting(
            value =
                "how many times a network is trained, each time with another part of the training"
                    + " images as its validation images, so that all of them count once: for sets"
                    + " whose validation images are too few to tell networks apart; takes the place"
                    + " of validation-share; left out: once",
            min = 2,
            max = 20)
        Optional<Integer> folds) {

  /** The defaults. */
  public static final Validation STANDARD =
      new Validation(0.2, 0.2, 0, Optional.empty(), Optional.empty());

  /** Checks what the ranges of single settings do not. */
  public Validation {
    TrainingSettings.finite("validation-share", validationShare, 0.0001, 0.9);
    TrainingSettings.finite("test-share", testShare, 0.0001, 0.9);
    TrainingSettings.between("validate-every", validateEvery, 0, 100_000);
    folds.ifPresent(times -> TrainingSettings.between("folds", times, 2, 20));
    if (validationShare + testShare > 0.95) {
      throw new InvalidSettingException(
          "validation-share",
          "validation-share ("
              + validationShare
              + ") and test-share ("
              + testShare
              + ") leave too little to train on",
          "lower one of them");
    }
  }

  /** Returns the same, measured so often. */
  public Validation every(int epochs) {
    return new Validation(validationShare, testShare, epochs, earlyStopping, folds);
  }

  /** Returns the same, ended early. */
  public Validation with(EarlyStopping stopping) {
    return new Validation(validationShare, testShare, validateEvery, Optional.of(stopping), folds);
  }

  /** Returns the same with each network trained so many times. */
  public Validation inFolds(int times) {
    return new Validation(
        validationShare, testShare, validateEvery, earlyStopping, Optional.of(times));
  }

  /**
   * Refuses folds where a network is trained once.
   *
   * @param key where they were given
   * @param why why it is trained once, a sentence without a full stop
   */
  public void requireOnce(String key, String why) {
    if (folds.isPresent()) {
      throw new InvalidSettingException(
          key, "%s (%d) cannot be: %s".formatted(key, folds.get(), why), "leave folds out");
    }
  }

  /** Returns the same, measured at the end alone and deciding nothing. */
  Validation none() {
    return new Validation(validationShare, testShare, 0, Optional.empty(), folds);
  }

  /** Says whether the validation accuracy is measured after an epoch, from 1. */
  boolean isAfter(int epoch) {
    return validateEvery > 0 ? epoch % validateEvery == 0 : earlyStopping.isPresent();
  }
}
