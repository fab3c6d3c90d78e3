package nas.evaluator.training;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.plugin.Amount;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.trial.Fidelity;
import nas.evaluator.MedianStopping;

/**
 * How much less than in full networks are trained.
 *
 * @param preset see the description of the setting, as for all components
 */
public record ReducedTrainingSettings(
    @Setting(
            value =
                "what to reduce, but for what is given beside it: none, econas (images of 8 x 8, 4"
                    + " channels, 20 of 40 epochs, batches of 2048) or econas+ (16 x 16, 8"
                    + " channels, 15 of 40 epochs)",
            byDefault = "none")
        ReductionPreset preset,
    @Setting("epochs of the schedule, a number or a share of those of the full training")
        Optional<Amount> epochs,
    @Setting(
            value =
                "epochs after which training ends although the schedule is made for more; left out:"
                    + " all epochs",
            min = 1,
            max = 100_000)
        Optional<Integer> stopAfter,
    @Setting("training images, a number or a share; of every class in proportion")
        Optional<Amount> samples,
    @Setting("height of the images in pixels, a number or a share; the width in proportion")
        Optional<Amount> resolution,
    @Setting("channels at the beginning of the network, a number or a share")
        Optional<Amount> channels,
    @Setting("cells between two changes of the resolution, a number or a share")
        Optional<Amount> cells,
    @Setting(value = "images per step; left out: as in the full training", min = 2, max = 65_536)
        Optional<Integer> batchSize,
    @Setting("sgd or adam; left out: as in the full training") Optional<OptimizerKind> optimizer,
    @Setting(
            value = "learning rate after the warm-up; left out: as in the full training",
            min = 0,
            max = 100)
        Optional<Double> learningRate,
    @Setting(
            value =
                "epochs from one measurement of the validation accuracy to the next, which the"
                    + " journal keeps; 0: only at the end",
            byDefault = "1",
            min = 0,
            max = 100_000)
        int validateEvery,
    @Setting(
            value =
                "further reductions, the cheapest first, at which strategies of several fidelities"
                    + " may train networks, such as [{stop-after: 5}, {stop-after: 10}]; what they"
                    + " leave out is as above",
            byDefault = "[]")
        List<Reduction> fidelities,
    @Setting(
            "ends trainings whose learning curves lie below the median of earlier ones; left out:"
                + " none ends early")
        Optional<MedianStopping> medianStop,
    @Setting(value = "the full training that is reduced", byDefault = "{}")
        TrainingSettings training)
    implements TrainsByRecipe {

  /** Checks what the ranges of single settings do not. */
  public ReducedTrainingSettings {
    fidelities = List.copyOf(fidelities);
    if (medianStop.isPresent() && validateEvery == 0) {
      throw new InvalidSettingException(
          "validate-every", "validate-every (0) leaves median-stop no learning curve", "use 1");
    }
    if (training.length().stopAfter().isPresent()) {
      throw new InvalidSettingException(
          "training.stop-after",
          "training.stop-after (" + training.length().stopAfter().get() + ") is no full training",
          "write stop-after beside training, not in it");
    }
    if (training.length().leastSteps() > 0) {
      throw new InvalidSettingException(
          "training.least-steps",
          "training.least-steps (%d) would add to what is reduced"
              .formatted(training.length().leastSteps()),
          "raise training.epochs");
    }
    training
        .validation()
        .requireOnce("training.folds", "what a training costs is reduced, and folds multiply it");
    if (!training.length().fidelities().isEmpty()) {
      throw new InvalidSettingException(
          "training.fidelities",
          "training.fidelities (" + training.length().fidelities() + ") are reductions",
          "write fidelities beside training, such as [{epochs: "
              + training.length().fidelities().get(0)
              + "}]");
    }
  }

  @Override
  public String trainingPath() {
    return "training.";
  }

  @Override
  public List<String> set() {
    List<String> set = new ArrayList<>();
    optimizer.ifPresent(given -> set.add("optimizer"));
    learningRate.ifPresent(given -> set.add("learning-rate"));
    if (reductions().stream().anyMatch(reduction -> reduction.batchSize().isPresent())) {
      set.add("batch-size");
    }
    return List.copyOf(set);
  }

  /** Returns what is reduced at the full fidelity. */
  Reduction reduction() {
    return new Reduction(
            preset,
            epochs,
            stopAfter,
            samples,
            resolution,
            channels,
            cells,
            batchSize,
            Optional.empty())
        .withPreset();
  }

  /**
   * Returns the minibatches of an epoch at the full fidelity.
   *
   * @param images how many networks are trained on, at least 2
   */
  public int minibatchesPerEpoch(int images) {
    return schedule(training, reduction(), 1).batching().stepsPerEpoch(images);
  }

  /** Returns what is reduced at each fidelity; the last is the full one. */
  List<Reduction> reductions() {
    Reduction full = reduction();
    List<Reduction> all = new ArrayList<>();
    fidelities.forEach(lower -> all.add(lower.withPreset().over(full)));
    all.add(full);
    return List.copyOf(all);
  }

  /**
   * Returns the fidelities.
   *
   * @throws InvalidSettingException if their costs do not increase or two bear one name
   */
  List<Fidelity> levels() {
    List<Reduction> all = reductions();
    Reduction full = all.get(all.size() - 1);
    List<Fidelity> levels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    double before = 0;
    for (int level = 0; level < all.size(); level++) {
      Reduction reduction = all.get(level);
      String name = reduction.name(training);
      boolean last = level == all.size() - 1;
      double cost = last ? 1 : reduction.costRelativeTo(full, training);
      if (!(cost > before && (cost < 1 || last))) {
        throw new InvalidSettingException(
            "fidelities",
            "fidelities: "
                + name
                + " costs "
                + cost
                + " of the full fidelity, which must be above "
                + before
                + " and below 1",
            "list the cheapest first, and leave the full one out");
      }
      if (!names.add(name)) {
        throw new InvalidSettingException(
            "fidelities", "fidelities: " + name + " is there twice", "remove one of them");
      }
      levels.add(new Fidelity(name, cost));
      before = cost;
    }
    return List.copyOf(levels);
  }

  /**
   * Returns how networks are trained at a fidelity.
   *
   * @param full the training that is reduced, which may be another one for each network
   * @param scale height of the reduced images over that of the full ones
   */
  TrainingSettings schedule(TrainingSettings full, Reduction reduction, double scale) {
    TrainingSettings shorter = full.lasting(reduction.scheduleEpochs(full), reduction.stopAfter());
    Optimisation steps = shorter.optimisation();
    AugmentationPolicy changes = full.augmentation();
    return shorter
        .with(full.batching().withSize(reduction.batchSize().orElse(full.batching().batchSize())))
        .with(
            steps.changed(
                optimizer.orElse(steps.optimizer()),
                learningRate.orElse(steps.learningRate()),
                steps.warmupEpochs()))
        .with(
            changes.sized(
                (int) Math.round(changes.cropPadding() * scale),
                (int) Math.max(1, Math.round(changes.cutoutSize() * scale))))
        .with(full.validation().every(validateEvery));
  }
}
