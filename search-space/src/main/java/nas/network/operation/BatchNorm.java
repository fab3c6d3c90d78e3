package nas.network.operation;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;
import nas.network.BatchStatistics;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;
import nas.network.Usual;

/**
 * Batch normalisation over (batch, height, width).
 *
 * @param affine whether scale and shift are trained (else 1 and 0)
 * @param epsilon added to the variance
 * @param momentum weight of the newest batch in the running statistics
 * @param trackRunningStatistics whether evaluation uses running statistics (else those of the
 *     batch)
 */
public record BatchNorm(
    @Setting("Whether scale and shift are trained") @Usual("true") boolean affine,
    @Setting(value = "Added to the variance", min = 0, max = 1) @Usual("1e-5") double epsilon,
    @Setting(value = "Weight of the newest batch in running statistics", min = 0, max = 1)
        @Usual("0.1")
        double momentum,
    @Setting("Whether evaluation uses running statistics") @Usual("true")
        boolean trackRunningStatistics)
    implements Operation {

  /** Returns PyTorch's default settings: epsilon 1e-5, momentum 0.1, running statistics. */
  public static BatchNorm standard(boolean affine) {
    return new BatchNorm(affine, 1e-5, 0.1, true);
  }

  @Override
  public Category category() {
    return Category.NORMALISATION;
  }

  @Override
  public String label() {
    return "norm";
  }

  @Override
  public Optional<BatchStatistics> batchStatistics() {
    return Optional.of(
        new BatchStatistics(
            trackRunningStatistics, momentum, new BatchNorm(false, epsilon, 1, true)));
  }

  @Override
  public boolean normalises() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return Operation.only(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return affine ? ParameterSpec.scaleAndShift(inputs.get(0).channels()) : List.of();
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    List<Integer> shape = List.of(inputs.get(0).channels());
    return trackRunningStatistics
        ? List.of(
            new StateSpec("mean", "running_mean", shape, 0, false),
            new StateSpec("variance", "running_var", shape, 1, false))
        : List.of();
  }
}
