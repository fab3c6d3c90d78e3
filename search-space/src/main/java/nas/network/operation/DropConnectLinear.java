package nas.network.operation;

import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;
import nas.network.StateSpec;
import nas.network.Usual;

/**
 * A {@link Linear} layer that is trained with zeros in the place of weights drawn at random for
 * each batch, the others divided by the probability to stay; biases stay, and so do all in use (Wan
 * et al. 2013, Regularization of neural networks using DropConnect; of the recurrent weights of
 * language models Merity et al. 2017, arXiv:1708.02182).
 *
 * <p>Layers that share its weight share the zeros, so they are the same at all steps of a recurrent
 * network. What is drawn follows from the node's name and the number of batches trained before, as
 * that of {@link Dropout} does.
 *
 * @param outFeatures number of output features
 * @param bias whether a bias is added
 * @param probability of a weight to become zero
 */
public record DropConnectLinear(
    @Setting(value = "Number of output features", min = 1) int outFeatures,
    @Setting("Whether a bias is added") @Usual("true") boolean bias,
    @Setting(value = "Probability of a weight to become zero", min = 0, max = 0.99)
        double probability)
    implements Operation {

  /** Checks the range. */
  public DropConnectLinear {
    Dropout.requireProbability(probability);
  }

  /** Returns the layer in use. */
  private Linear inUse() {
    return new Linear(outFeatures, bias);
  }

  @Override
  public Category category() {
    return Category.PROJECTION;
  }

  @Override
  public String label() {
    return "linear, weights dropped " + probability;
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    return inUse().infer(inputs);
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    return inUse().parameters(inputs);
  }

  @Override
  public List<StateSpec> states(List<FeatureShape> inputs) {
    return List.of(Dropout.BATCHES);
  }

  @Override
  public double dropped(ParameterSpec parameter) {
    return parameter.role() == ParameterSpec.Role.WEIGHT ? probability : 0;
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return inUse().macs(inputs, output);
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FIXED;
  }
}
