package nas.proxy.service;

import java.util.Optional;
import nas.core.plugin.Setting;
import nas.engine.Initialiser;
import nas.engine.MemoryFormat;
import nas.engine.data.Automatic;
import nas.engine.tensor.Precision;

/**
 * How networks are scored without training.
 *
 * @param batchSize images in a minibatch
 * @param balanced whether every class has as many images in a minibatch
 * @param initialiser how initial weights are drawn
 * @param precision number format of weights, activations and gradients
 * @param memoryFormat order of the values of an image in memory
 * @param device where networks are executed
 * @param seed decides minibatch and weights; empty: the experiment's
 */
@Automatic(keys = "batch-size", rule = FittingMinibatch.class)
public record ScoringSettings(
    @Setting(value = "Images in a minibatch", byDefault = "64", min = 1, max = 4096) int batchSize,
    @Setting(
            value =
                "Whether every class has as many images in a minibatch, whose size must then be a"
                    + " multiple of the number of classes",
            byDefault = "false")
        boolean balanced,
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

  /** Returns the settings that hold where nothing is said. */
  public static ScoringSettings usual() {
    return new ScoringSettings(
        64,
        false,
        Initialiser.PYTORCH_DEFAULT,
        Precision.FLOAT32,
        MemoryFormat.CHANNELS_LAST,
        "cpu",
        Optional.empty());
  }
}
