package nas.network.operation;

import java.util.ArrayList;
import java.util.List;
import nas.core.plugin.Setting;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.network.ParameterSpec;

/**
 * The hidden states of a long short-term memory at all steps, from states of zeros, or from the
 * hidden state and the cell that the example before has ended with where states are carried
 * (Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735).
 *
 * <p>Arrays have PyTorch's names, shapes and order of gates (input, forget, cell, output): {@code
 * weight_ih_l0} (4 hidden, inputs), {@code weight_hh_l0} (4 hidden, hidden), {@code bias_ih_l0} and
 * {@code bias_hh_l0} (4 hidden). All start within plus or minus 1 / sqrt(hidden), as there.
 *
 * @param hidden number of features of a state
 * @param biases 2 as in PyTorch, 1 as in TensorFlow, or 0
 */
public record Lstm(
    @Setting(value = "Number of features of a state", min = 1) int hidden,
    @Setting(value = "Number of biases of a gate", byDefault = "2", min = 0, max = 2) int biases)
    implements Operation {

  private static final List<String> BIASES = List.of("bias_ih_l0", "bias_hh_l0");

  /** Checks the ranges. */
  public Lstm {
    if (hidden < 1 || biases < 0 || biases > 2) {
      throw new IllegalArgumentException(
          "hidden (%d) must be at least 1 and biases (%d) 0 to 2".formatted(hidden, biases));
    }
  }

  @Override
  public Category category() {
    return Category.PROJECTION;
  }

  @Override
  public String label() {
    return "LSTM " + hidden;
  }

  @Override
  public boolean hasWeights() {
    return true;
  }

  @Override
  public boolean yieldsHiddenStates() {
    return true;
  }

  @Override
  public boolean carriesStates() {
    return true;
  }

  @Override
  public FeatureShape infer(List<FeatureShape> inputs) {
    FeatureShape input = Operation.only(inputs);
    if (input.kind() != FeatureShape.Kind.SEQUENCE) {
      throw new IllegalArgumentException("an LSTM needs a sequence, got " + input);
    }
    return FeatureShape.sequence(hidden, input.width());
  }

  @Override
  public List<ParameterSpec> parameters(List<FeatureShape> inputs) {
    int gates = Math.multiplyExact(4, hidden);
    List<ParameterSpec> arrays = new ArrayList<>();
    arrays.add(weight("weight_ih_l0", gates, inputs.get(0).channels()));
    arrays.add(weight("weight_hh_l0", gates, hidden));
    for (String name : BIASES.subList(0, biases)) {
      arrays.add(new ParameterSpec(name, name, ParameterSpec.Role.BIAS, List.of(gates), hidden));
    }
    return List.copyOf(arrays);
  }

  private ParameterSpec weight(String name, int rows, int columns) {
    return new ParameterSpec(name, name, ParameterSpec.Role.WEIGHT, List.of(rows, columns), hidden);
  }

  @Override
  public long macs(List<FeatureShape> inputs, FeatureShape output) {
    return 4 * output.elements() * (inputs.get(0).channels() + hidden);
  }

  @Override
  public Width width(List<FeatureShape> inputs) {
    return Width.FIXED;
  }
}
