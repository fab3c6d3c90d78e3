package nas.engine.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import nas.core.UserException;
import nas.engine.NetworkRuntime;
import nas.engine.data.Examples;
import nas.engine.loss.Losses;
import nas.engine.loss.Tally;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.FeatureShape;
import nas.network.Target;

/** Measures on examples the quantity by which trained networks are compared. */
public final class ModelMeasure {

  private static final int MOST_AT_ONCE = 256;
  private static final long MOST_VALUES = 1L << 24;

  private ModelMeasure() {}

  /**
   * Returns the quantity, in its unit.
   *
   * @param examples as the network reads them, at least one
   * @throws UserException if an output is not finite
   */
  public static double of(TrainedModel model, Examples examples, Device device) {
    Target target = model.signature().target();
    FeatureShape shape = examples.shape();
    int elements = Math.toIntExact(shape.elements());
    long each = Math.max(elements, target.output().elements());
    int most = (int) Math.max(1, Math.min(MOST_AT_ONCE, MOST_VALUES / each));
    float[] input = new float[elements];
    int[] labels = new int[target.labels()];
    Tally tally = Losses.of(target).tally();
    try (NetworkRuntime runtime =
        NetworkRuntime.restore(model.network(), model.tensors(), device, Precision.FLOAT32)) {
      for (int from = 0; from < examples.count(); from += most) {
        int count = Math.min(most, examples.count() - from);
        ByteBuffer inputs =
            ByteBuffer.allocateDirect(count * elements * Float.BYTES)
                .order(ByteOrder.nativeOrder());
        int[] all = new int[count * labels.length];
        for (int at = 0; at < count; at++) {
          examples.read(from + at, input, labels);
          inputs.asFloatBuffer().put(at * elements, input);
          System.arraycopy(labels, 0, all, at * labels.length, labels.length);
        }
        if (!tally.add(runtime.logits(inputs, count), all, count)) {
          throw new UserException(
              "The network's outputs are not finite", "train it again, with a lower learning rate");
        }
      }
    }
    return tally.value();
  }
}
