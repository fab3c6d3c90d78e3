package nas.evaluator.training;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.engine.Initialiser;
import nas.engine.data.Dataset;
import nas.engine.data.Normalisation;

/**
 * How a network is trained.
 *
 * @param epochs see the description of the setting, as for all components
 */
public record TrainingSettings(
    @Setting(value = "passes over the training images", byDefault = "10", min = 1, max = 100_000)
        int epochs,
    @Setting(value = "images per step", byDefault = "64", min = 2, max = 65_536) int batchSize,
    @Setting(value = "learning rate after the warm-up", byDefault = "0.1", min = 0, max = 100)
        double learningRate,
    @Setting(value = "momentum of the gradient descent", byDefault = "0.9", min = 0, max = 1)
        double momentum,
    @Setting(value = "use Nesterov's momentum", byDefault = "true") boolean nesterov,
    @Setting(
            value = "weight decay (L2), on all parameters",
            byDefault = "0.0005",
            min = 0,
            max = 100)
        double weightDecay,
    @Setting(
            value = "how the learning rate changes with each step: constant or cosine (to 0)",
            byDefault = "cosine")
        Schedule schedule,
    @Setting(
            value = "epochs over which the learning rate rises linearly, fractions allowed",
            byDefault = "0",
            min = 0,
            max = 100_000)
        double warmupEpochs,
    @Setting("greatest norm of the gradient of all parameters; left out: no clipping")
        Optional<Double> clipNorm,
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
                "random changes of training images, in order: horizontal-flip, random-crop, cutout,"
                    + " random-resized-crop, rotation, colour-jitter, random-augment",
            byDefault = "[]")
        List<AugmentationKind> augmentation,
    @Setting(
            value = "zeros around an image before random-crop cuts it, in pixels",
            byDefault = "4",
            min = 0,
            max = 1024)
        int cropPadding,
    @Setting(
            value = "initial weights: pytorch-default or kaiming-normal",
            byDefault = "pytorch-default")
        Initialiser initialiser,
    @Setting(
            value =
                "where to train: cpu, gpu:k such as gpu:0, several such as gpu:0,gpu:1 that the"
                    + " workers share, or gpus for all",
            byDefault = "cpu")
        String device,
    @Setting(
            value =
                "fewer epochs, increasing, at which strategies of several fidelities may train"
                    + " networks, such as [3, 9]; the schedule and its warm-up are shortened in"
                    + " proportion",
            byDefault = "[]")
        List<Integer> fidelities,
    @Setting(value = "sgd, or adam, whose first decay rate is the momentum", byDefault = "sgd")
        OptimizerKind optimizer,
    @Setting(
            value =
                "epochs after which training ends although the schedule is made for more; left out:"
                    + " all epochs",
            min = 1,
            max = 100_000)
        Optional<Integer> stopAfter,
    @Setting(
            value = "side of the square that cutout paints over, in pixels",
            byDefault = "16",
            min = 1,
            max = 1024)
        int cutoutSize,
    @Setting(
            value =
                "epochs from one measurement of the validation accuracy to the next, which the"
                    + " journal keeps; 0: only at the end",
            byDefault = "0",
            min = 0,
            max = 100_000)
        int validateEvery,
    @Setting(
            value =
                "epochs from one checkpoint, from which a killed run goes on, to the next; 0: none",
            byDefault = "1",
            min = 0,
            max = 100_000)
        int checkpointEvery,
    @Setting(
            value =
                "threads that prepare the images of coming steps for each network in training; 0:"
                    + " the training thread does; changes nothing but the time taken",
            byDefault = "1",
            min = 0,
            max = 64)
        int dataThreads,
    @Setting(
            value =
                "how much an image counts in the training loss: none (all alike) or balanced (all"
                    + " classes alike, however many images they have)",
            byDefault = "none")
        ClassWeights classWeights,
    @Setting(
            value =
                "steps below which a training gets more epochs, all else in proportion; 0: the"
                    + " epochs are those of epochs, however few the images are",
            byDefault = "0",
            min = 0,
            max = 10_000_000)
        int leastSteps,
    @Setting(value = "how far augmentations go", byDefault = "{}")
        AugmentationStrength augmentationStrength,
    @Setting(value = "softer answers and mixed images", byDefault = "{}")
        Regularisation regularisation,
    @Setting(
            value =
                "recurrent networks that can, those of nasbench-nlp, begin each piece of a text with"
                    + " the states that they ended the piece before with: batches are as many"
                    + " streams of successive pieces, in training and in evaluation",
            byDefault = "true")
        boolean carryState) {

  /** Checks what the ranges of single settings do not. */
  public TrainingSettings {
    augmentation = List.copyOf(augmentation);
    fidelities = List.copyOf(fidelities);
    finite("learning-rate", learningRate, 0, 100);
    finite("momentum", momentum, 0, 1);
    finite("weight-decay", weightDecay, 0, 100);
    finite("warmup-epochs", warmupEpochs, 0, 100_000);
    finite("validation-share", validationShare, 0.0001, 0.9);
    finite("test-share", testShare, 0.0001, 0.9);
    between("cutout-size", cutoutSize, 1, 1024);
    between("validate-every", validateEvery, 0, 100_000);
    between("checkpoint-every", checkpointEvery, 0, 100_000);
    between("data-threads", dataThreads, 0, 64);
    between("least-steps", leastSteps, 0, 10_000_000);
    if (leastSteps > 0 && !fidelities.isEmpty()) {
      throw new InvalidSettingException(
          "least-steps",
          "least-steps (%d) cannot stand beside fidelities, which are epochs".formatted(leastSteps),
          "remove one of the two");
    }
    if (optimizer == OptimizerKind.ADAM && momentum == 1) {
      throw new InvalidSettingException(
          "momentum", "momentum (1.0) must be below 1 for adam", "use 0.9");
    }
    if (stopAfter.isPresent() && (stopAfter.get() < 1 || stopAfter.get() > epochs)) {
      throw new InvalidSettingException(
          "stop-after",
          "stop-after (" + stopAfter.get() + ") must be from 1 to epochs (" + epochs + ")",
          "leave stop-after out to train for all epochs");
    }
    if (stopAfter.isPresent() && !fidelities.isEmpty()) {
      throw new InvalidSettingException(
          "stop-after",
          "stop-after ("
              + stopAfter.get()
              + ") cannot stand beside fidelities, which are schedules that run to their ends",
          "remove one of the two");
    }
    if (epochs < 1) {
      throw new InvalidSettingException("epochs", "epochs (" + epochs + ") must be at least 1", "");
    }
    if (batchSize < 2) {
      throw new InvalidSettingException(
          "batch-size",
          "batch-size (" + batchSize + ") must be at least 2",
          "use 64; batch normalisation needs more than one image");
    }
    if (cropPadding < 0) {
      throw new InvalidSettingException(
          "crop-padding", "crop-padding (" + cropPadding + ") must be at least 0", "");
    }
    if (warmupEpochs > epochs) {
      throw new InvalidSettingException(
          "warmup-epochs",
          "warmup-epochs (" + warmupEpochs + ") must be at most epochs (" + epochs + ")",
          "lower warmup-epochs or raise epochs");
    }
    requireIncreasing(fidelities, epochs);
    if (optimizer == OptimizerKind.SGD && nesterov && momentum == 0) {
      throw new InvalidSettingException(
          "nesterov",
          "nesterov (true) needs a momentum above 0",
          "raise momentum or set nesterov to false");
    }
    if (clipNorm.isPresent() && !(clipNorm.get() > 0)) {
      throw new InvalidSettingException(
          "clip-norm",
          "clip-norm (" + clipNorm.get() + ") must be above 0",
          "leave clip-norm out to clip nothing");
    }
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

  /** Creates settings in which the later ones have their defaults. */
  public TrainingSettings(
      int epochs,
      int batchSize,
      double learningRate,
      double momentum,
      boolean nesterov,
      double weightDecay,
      Schedule schedule,
      double warmupEpochs,
      Optional<Double> clipNorm,
      double validationShare,
      double testShare,
      List<AugmentationKind> augmentation,
      int cropPadding,
      Initialiser initialiser,
      String device,
      List<Integer> fidelities) {
    this(
        epochs,
        batchSize,
        learningRate,
        momentum,
        nesterov,
        weightDecay,
        schedule,
        warmupEpochs,
        clipNorm,
        validationShare,
        testShare,
        augmentation,
        cropPadding,
        initialiser,
        device,
        fidelities,
        OptimizerKind.SGD,
        Optional.empty(),
        16,
        0,
        1,
        1,
        ClassWeights.NONE,
        0,
        AugmentationStrength.STANDARD,
        Regularisation.NONE,
        true);
  }

  private static void requireIncreasing(List<Integer> fidelities, int epochs) {
    int before = 0;
    for (int fidelity : fidelities) {
      if (fidelity <= before || fidelity >= epochs) {
        throw new InvalidSettingException(
            "fidelities",
            "fidelities ("
                + fidelities
                + ") must be increasing numbers of epochs, at least 1 and below epochs ("
                + epochs
                + ")",
            "list the fewest epochs first, and leave the full number out");
      }
      before = fidelity;
    }
  }

  static void between(String key, int value, int least, int greatest) {
    if (value < least || value > greatest) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + greatest, "");
    }
  }

  static void finite(String key, double value, double least, double greatest) {
    if (!(value >= least && value <= greatest)) {
      throw new InvalidSettingException(
          key, key + " (" + value + ") must be from " + least + " to " + greatest, "");
    }
  }

  /** Returns the settings with the published defaults and a number of epochs. */
  public static TrainingSettings standard(int epochs) {
    return new TrainingSettings(
        epochs,
        64,
        0.1,
        0.9,
        true,
        0.0005,
        Schedule.COSINE,
        0,
        Optional.empty(),
        0.2,
        0.2,
        List.of(),
        4,
        Initialiser.PYTORCH_DEFAULT,
        "cpu",
        List.of());
  }

  /** Returns these settings with fewer epochs, the warm-up shortened in proportion. */
  TrainingSettings shortened(int fewer) {
    return changed(
        fewer,
        stopAfter,
        batchSize,
        optimizer,
        learningRate,
        cropPadding,
        cutoutSize,
        validateEvery);
  }

  /**
   * Returns these settings, of which some are others; the warm-up changes in proportion to the
   * epochs, lower fidelities are gone, and another number of epochs stands whatever the steps.
   */
  TrainingSettings changed(
      int epochs,
      Optional<Integer> stopAfter,
      int batchSize,
      OptimizerKind optimizer,
      double learningRate,
      int cropPadding,
      int cutoutSize,
      int validateEvery) {
    return new TrainingSettings(
        epochs,
        batchSize,
        learningRate,
        momentum,
        nesterov,
        weightDecay,
        schedule,
        warmupEpochs * epochs / this.epochs,
        clipNorm,
        validationShare,
        testShare,
        augmentation,
        cropPadding,
        initialiser,
        device,
        List.of(),
        optimizer,
        stopAfter,
        cutoutSize,
        validateEvery,
        checkpointEvery,
        dataThreads,
        classWeights,
        epochs == this.epochs ? leastSteps : 0,
        augmentationStrength,
        regularisation,
        carryState);
  }

  /**
   * Returns these settings with so many epochs that a training has the steps that it is to have.
   *
   * @param images how many it trains on
   */
  public TrainingSettings fitted(int images) {
    int each = stepsPerEpoch(images);
    int needed = (int) Math.min(100_000, (leastSteps + each - 1L) / each);
    if (needed <= trainedEpochs()) {
      return this;
    }
    int all =
        stopAfter.isEmpty() ? needed : (int) Math.ceil((double) needed * epochs / stopAfter.get());
    return changed(
        all,
        stopAfter.map(few -> needed),
        batchSize,
        optimizer,
        learningRate,
        cropPadding,
        cutoutSize,
        validateEvery);
  }

  /** Says how many epochs are added for the sake of the steps, if any, without a full stop. */
  public Optional<String> remark(int examples) {
    TrainingSettings fitted = fitted(examples);
    return fitted.equals(this)
        ? Optional.empty()
        : Optional.of(
            ("An epoch of %,d training examples has %,d steps: %,d epochs instead of %,d, for the"
                    + " sake of least-steps (%,d)")
                .formatted(
                    examples,
                    stepsPerEpoch(examples),
                    fitted.trainedEpochs(),
                    trainedEpochs(),
                    leastSteps));
  }

  /** Returns the number of epochs that are trained. */
  public int trainedEpochs() {
    return stopAfter.orElse(epochs);
  }

  /** Says whether the validation accuracy is measured after an epoch, from 1. */
  boolean validates(int epoch) {
    return validateEvery > 0 && epoch % validateEvery == 0;
  }

  /** Returns the steps of an epoch; a single image that is left over is left out. */
  int stepsPerEpoch(int images) {
    int size = Math.min(batchSize, images);
    return images / size + (images % size > 1 ? 1 : 0);
  }

  /** Returns the settings with another number of images a step. */
  TrainingSettings withBatchSize(int size) {
    return changed(
        epochs, stopAfter, size, optimizer, learningRate, cropPadding, cutoutSize, validateEvery);
  }

  /** Returns these settings with another number of epochs, the warm-up scaled in proportion. */
  public TrainingSettings withEpochs(int epochs) {
    return shortened(epochs);
  }

  /** Returns the same training, with the validation accuracy measured after every epoch. */
  public TrainingSettings validatingEveryEpoch() {
    return changed(
        epochs, stopAfter, batchSize, optimizer, learningRate, cropPadding, cutoutSize, 1);
  }

  /** Returns the augmentations of the settings as one. */
  Augmentation augmentations(Normalisation normalisation) {
    Augmentation all = Augmentation.NONE;
    byte[] fill = normalisation.meanPixels();
    boolean first = true;
    for (AugmentationKind kind : augmentation) {
      Augmentation next =
          switch (kind) {
            case HORIZONTAL_FLIP -> Augmentation.horizontalFlip();
            case RANDOM_CROP -> Augmentation.randomCrop(cropPadding);
            case CUTOUT -> Augmentation.cutout(cutoutSize, fill);
            case RANDOM_RESIZED_CROP ->
                Augmentation.randomResizedCrop(augmentationStrength.crop(), fill);
            case ROTATION -> Augmentation.rotation(augmentationStrength.rotation(), fill);
            case COLOUR_JITTER -> Augmentation.colourJitter(augmentationStrength.colour());
            case RANDOM_AUGMENT ->
                RandomAugment.of(
                    augmentationStrength.changes(), augmentationStrength.magnitude(), fill);
          };
      all = first ? next : all.andThen(next);
      first = false;
    }
    return all;
  }

  /**
   * Checks that nothing is said of images where there are none.
   *
   * @throws InvalidSettingException (keys {@code augmentation}, {@code regularisation}, {@code
   *     class-weights}) if there is
   */
  public void requireFor(Dataset data) {
    if (data.asImages().isPresent()) {
      return;
    }
    if (!augmentation.isEmpty()) {
      throw new InvalidSettingException(
          "augmentation",
          "augmentation (%s) changes images, and data set %s has %s"
              .formatted(
                  augmentation.stream()
                      .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                      .collect(Collectors.joining(", ")),
                  data.name(),
                  data.task().input().described()),
          "leave augmentation out");
    }
    if (!regularisation.equals(Regularisation.NONE)) {
      throw new InvalidSettingException(
          "regularisation",
          "regularisation changes images and their answers, and data set %s has %s"
              .formatted(data.name(), data.task().input().described()),
          "leave regularisation out");
    }
    if (classWeights != ClassWeights.NONE) {
      throw new InvalidSettingException(
          "class-weights",
          "class-weights (balanced) weighs images by their classes, and data set %s has %s"
              .formatted(data.name(), data.task().input().described()),
          "leave class-weights out");
    }
  }
}
