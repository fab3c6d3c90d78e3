package nas.proxy.service;

import java.util.Optional;
import nas.evaluator.runtime.Initialiser;
import nas.evaluator.runtime.MemoryFormat;
import nas.evaluator.runtime.Precision;
import nas.space.plugin.InvalidSettingException;
import nas.space.plugin.Setting;

/**
 * How networks are scored without training.
 *
 * @param batchSize images in a minibatch; empty if and only if {@code imagesPerClass} is given
 * @param imagesPerClass images of every class in a minibatch
 * @param initialiser how initial weights are drawn
 * @param precision number format of weights, activations and gradients
 * @param memoryFormat order of the values of an image in memory
 * @param device where networks are executed
 * @param seed decides minibatch and weights; empty: the experiment's
 */
public record ScoringSettings(
    @Setting(
            value = "Images in a minibatch, drawn at random; 64 unless images-per-class is given",
            min = 1,
            max = 4096)
        Optional<Integer> batchSize,
    @Setting(
            value = "Images of every class in a minibatch, in place of batch-size",
            min = 1,
            max = 4096)
        Optional<Integer> imagesPerClass,
    @Setting(value = "How initial weights are drawn", byDefault = "pytorch-default")
        Initialiser initialiser,
    @Setting(value = "Number format of weights, activations and gradients", byDefault = "float32")
        Precision precision,
    @Setting(
            value = "Order of an image's values in memory; changes speed and rounding",
            byDefault = "channels-last")
        MemoryFormat memoryFormat,
    @Setting(value = "Where networks are executed: cpu or gpu:K", byDefault = "cpu") String device,
    @Setting("Decides minibatch and initial weights; by default the seed of the experiment")
        Optional<Long> seed) {

  private static final int USUAL_BATCH_SIZE = 64;

  /** Fills in the size of the minibatch. */
  public ScoringSettings {
    if (batchSize.isPresent() && imagesPerClass.isPresent()) {
      throw new InvalidSettingException(
          "images-per-class",
          "batch-size ("
              + batchSize.get()
              + ") and images-per-class ("
              + imagesPerClass.get()
              + ") are two ways to say the same",
          "remove one of them");
    }
    if (batchSize.isEmpty() && imagesPerClass.isEmpty()) {
      batchSize = Optional.of(USUAL_BATCH_SIZE);
    }
  }

  /** Returns the settings that hold where nothing is said. */
  public static ScoringSettings usual() {
    return new ScoringSettings(
        Optional.empty(),
        Optional.empty(),
        Initialiser.PYTORCH_DEFAULT,
        Precision.FLOAT32,
        MemoryFormat.CHANNELS_LAST,
        "cpu",
        Optional.empty());
  }
}
