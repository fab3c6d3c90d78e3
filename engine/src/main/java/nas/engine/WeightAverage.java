package nas.engine;

import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;

/**
 * Exponential moving average of what training changes in a network (Polyak and Juditsky 1992,
 * doi:10.1137/0330046): after each step a = d a + (1 - d) w, of all weights and in the same way of
 * the running statistics of batch normalisation, which so belong to the weights that they are used
 * with.
 *
 * <p>The average begins with the initial weights. So that these do not weigh on short trainings, d
 * is min(decay, (1 + n) / (10 + n)) after n earlier steps.
 */
public final class WeightAverage implements AutoCloseable {

  private final NetworkRuntime runtime;
  private final double decay;
  private SortedMap<String, Tensor> averages;
  private long steps;

  /**
   * Creates the average of a network's present weights; close it before the runtime.
   *
   * @param decay d after many steps, from 0 to below 1
   */
  public WeightAverage(NetworkRuntime runtime, double decay) {
    this.runtime = runtime;
    this.decay = decay;
    averages =
        GradientMode.unrecorded(
            () -> {
              SortedMap<String, Tensor> copies = new TreeMap<>();
              runtime.averaged().forEach((name, array) -> copies.put(name, array.copy()));
              return copies;
            });
  }

  /** Takes in the weights after a step. */
  public void update() {
    double keep = Math.min(decay, (1.0 + steps) / (10.0 + steps));
    steps++;
    GradientMode.unrecorded(
        () -> {
          for (Map.Entry<String, Tensor> array : runtime.averaged().entrySet()) {
            Tensor average = Objects.requireNonNull(averages.get(array.getKey()));
            try (Tensor share = array.getValue().mul(1 - keep)) {
              average.mulInPlace(keep);
              average.addInPlace(share);
            }
          }
          return true;
        });
  }

  /**
   * Returns copies of the averages, and of what counts as it is, as {@link NetworkRuntime#state}.
   */
  public SortedMap<String, float[]> state() {
    SortedMap<String, float[]> copies = runtime.state();
    averages.forEach((name, array) -> copies.put(name, array.toFloats()));
    return copies;
  }

  /**
   * Goes on from the averages of another one; this runtime must have single precision.
   *
   * @param state what {@link #state} returned
   * @param steps number of steps that it had taken in
   * @throws IllegalArgumentException if arrays are missing or of another size
   */
  public void restore(SortedMap<String, float[]> state, long steps) {
    SortedMap<String, Tensor> restored = new TreeMap<>();
    for (Map.Entry<String, Tensor> array : averages.entrySet()) {
      float[] values = state.get(array.getKey());
      if (values == null || values.length != array.getValue().elements()) {
        throw new IllegalArgumentException(
            "the average of %s must have %d values"
                .formatted(array.getKey(), array.getValue().elements()));
      }
      restored.put(
          array.getKey(), array.getValue().scope().floats(values, array.getValue().shape()));
    }
    close();
    averages = restored;
    this.steps = steps;
  }

  @Override
  public void close() {
    averages.values().forEach(Tensor::close);
  }
}
