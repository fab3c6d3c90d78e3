package nas.evaluator.training;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;

/**
 * What makes up a minibatch.
 *
 * @param batchSize see the description of the setting, as for all components
 */
public record Batching(
    @Setting(value = "images per step", byDefault = "64", min = 2, max = 65_536) int batchSize,
    @Setting(
            value =
                "recurrent networks, those of nasbench-nlp and with the operation lstm, begin each"
                    + " piece of a text with the states that they ended the piece before with:"
                    + " batches are as many streams of successive pieces, in training and in"
                    + " evaluation",
            byDefault = "true")
        boolean carryState) {

  /** The defaults. */
  public static final Batching STANDARD = new Batching(64, true);

  /** Checks the size. */
  public Batching {
    if (batchSize < 2) {
      throw new InvalidSettingException(
          "batch-size",
          "batch-size (" + batchSize + ") must be at least 2",
          "use 64; batch normalisation needs more than one image");
    }
  }

  /** Returns the same with another number of examples a step. */
  public Batching withSize(int size) {
    return new Batching(size, carryState);
  }

  /** Returns the steps of an epoch; a single image that is left over is left out. */
  int stepsPerEpoch(int images) {
    int size = Math.min(batchSize, images);
    return images / size + (images % size > 1 ? 1 : 0);
  }
}
