package nas.proxy.probe;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import nas.engine.NetworkRuntime;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.ParameterSpec;
import nas.proxy.LossDerivatives.Slice;

/**
 * Where the weights that count stand in a network's vector of parameters.
 *
 * @param layers convolutions and linear layers that reach the output, in topological order
 */
record WeightSlices(List<Slice> layers) {

  /** Copies the list. */
  WeightSlices {
    layers = List.copyOf(layers);
  }

  static WeightSlices of(NetworkRuntime runtime) {
    Set<String> live = runtime.live();
    return new WeightSlices(
        runtime.parameters().stream()
            .filter(parameter -> parameter.role() == ParameterSpec.Role.WEIGHT)
            .filter(parameter -> live.contains(parameter.node().name()))
            .map(
                parameter ->
                    new Slice(
                        parameter.node(),
                        Math.toIntExact(parameter.offset()),
                        parameter.elements()))
            .toList());
  }

  /** Returns the values of all parameters. */
  double[] initial(NetworkRuntime runtime) {
    return layers.isEmpty() ? new double[0] : runtime.weights().toDoubles();
  }

  /**
   * Returns the Hessian times the gradient, by differentiating the gradient.
   *
   * @param gradient of all parameters, recorded
   */
  double[] products(NetworkRuntime runtime, Tensor gradient) {
    double[] ones = new double[Math.toIntExact(gradient.elements())];
    for (Slice layer : layers) {
      Arrays.fill(ones, layer.from(), layer.from() + layer.elements(), 1);
    }
    try (Tensor mask = runtime.array(ones, ones.length);
        Tensor constant = gradient.detach();
        Tensor direction = constant.mul(mask);
        Tensor products = gradient.mul(direction);
        Tensor sum = products.sum();
        Tensors derivatives =
            Autograd.gradients(sum, List.of(runtime.weights()), Autograd.Graph.FREED)) {
      return derivatives.get(0).toDoubles();
    }
  }
}
