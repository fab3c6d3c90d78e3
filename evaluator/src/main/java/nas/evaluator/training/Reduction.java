package nas.evaluator.training;

import static nas.evaluator.training.ReductionPreset.number;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.core.plugin.Amount;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * Says how much less a training is than the full one. What is left out is as in the full one.
 *
 * @param preset see the description of the setting, as for all components
 */
public record Reduction(
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
            value = "epochs after which training ends although the schedule is made for more",
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
    @Setting(value = "images per step", min = 2, max = 65_536) Optional<Integer> batchSize,
    @Setting(
            value =
                "cost relative to the full fidelity, above 0 and below 1; by default epochs x"
                    + " samples x resolution^2 x channels^2 x cells",
            min = 0,
            max = 1)
        Optional<Double> cost) {

  static Reduction published(int resolution, int channels, int stopAfter) {
    return new Reduction(
        ReductionPreset.NONE,
        number(40),
        Optional.of(stopAfter),
        Optional.empty(),
        number(resolution),
        number(channels),
        Optional.empty(),
        Optional.of(2048),
        Optional.empty());
  }

  /** Returns this reduction with what its preset says filled in. */
  Reduction withPreset() {
    return preset.reduction().map(this::over).orElse(this);
  }

  /**
   * Returns this reduction with what it leaves out taken from another one; a place to stop is not
   * taken over into another schedule.
   */
  Reduction over(Reduction other) {
    return new Reduction(
        ReductionPreset.NONE,
        epochs.or(other::epochs),
        stopAfter.or(() -> epochs.isPresent() ? Optional.empty() : other.stopAfter()),
        samples.or(other::samples),
        resolution.or(other::resolution),
        channels.or(other::channels),
        cells.or(other::cells),
        batchSize.or(other::batchSize),
        cost);
  }

  /** Returns the number of epochs of the schedule. */
  int scheduleEpochs(TrainingSettings full) {
    return epochs
        .map(amount -> amount.roughly("epochs", full.length().epochs(), "epochs"))
        .orElse(full.length().epochs());
  }

  /** Returns the number of epochs that are trained. */
  int trainedEpochs(TrainingSettings full) {
    return stopAfter.orElse(scheduleEpochs(full));
  }

  /** Returns a name that says what is reduced, such as {@code epochs-20-of-40,resolution-8}. */
  String name(TrainingSettings full) {
    List<String> parts = new ArrayList<>();
    int schedule = scheduleEpochs(full);
    int trained = trainedEpochs(full);
    if (schedule != full.length().epochs() || trained != schedule) {
      parts.add("epochs-" + trained + (trained == schedule ? "" : "-of-" + schedule));
    }
    samples.ifPresent(amount -> parts.add("samples-" + amount));
    resolution.ifPresent(amount -> parts.add("resolution-" + amount));
    channels.ifPresent(amount -> parts.add("channels-" + amount));
    cells.ifPresent(amount -> parts.add("cells-" + amount));
    return parts.isEmpty() ? "full" : String.join(",", parts);
  }

  /**
   * Returns the cost relative to another one.
   *
   * @throws InvalidSettingException (key {@code fidelities}) if it does not follow from the two
   */
  double costRelativeTo(Reduction whole, TrainingSettings full) {
    if (cost.isPresent()) {
      return cost.get();
    }
    return (double) trainedEpochs(full)
        / whole.trainedEpochs(full)
        * ratio("samples", samples, whole.samples())
        * Math.pow(ratio("resolution", resolution, whole.resolution()), 2)
        * Math.pow(ratio("channels", channels, whole.channels()), 2)
        * ratio("cells", cells, whole.cells());
  }

  private static double ratio(String key, Optional<Amount> part, Optional<Amount> whole) {
    if (part.equals(whole)) {
      return 1;
    }
    OptionalDouble ratio = OptionalDouble.empty();
    if (part.isPresent() && whole.isEmpty() && part.get().isShare()) {
      ratio = OptionalDouble.of(part.get().value());
    } else if (part.isPresent()
        && whole.isPresent()
        && part.get().isShare() == whole.get().isShare()) {
      ratio = OptionalDouble.of(part.get().value() / whole.get().value());
    }
    return ratio.orElseThrow(
        () ->
            new InvalidSettingException(
                "fidelities",
                "fidelities: the cost of "
                    + key
                    + " "
                    + part.map(Amount::text).orElse("(left out)")
                    + " does not follow from the full fidelity's "
                    + whole.map(Amount::text).orElse("(left out)"),
                "give both as numbers or both as shares, or say the cost"));
  }
}
