package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import nas.engine.Mode;
import nas.network.Operation;
import nas.proxy.Activation;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * How many outputs of an activation function have the same sign for two images, in evaluation mode:
 * with b the matrix of which outputs are positive, b bT + (1 - b)(1 - b)T. Whole numbers; the
 * diagonal holds the number of outputs of one image.
 *
 * <p>All nodes of the network that map each value by itself count, at every step of a recurrent
 * layer whose steps are nodes, those that do not reach the output included, as in published code.
 */
public record ActivationKernels() implements Probe<Kernels> {
  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.forward(Mode.EVALUATION, 0));
  }

  @Override
  public Nodes nodes() {
    return Nodes.ALL;
  }

  @Override
  public Observation<Kernels> observe(Place place) {
    List<Kernels.Layer> kernels = new ArrayList<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        if (output.node().operation().category() == Operation.Category.ACTIVATION) {
          kernels.add(new Kernels.Layer(output.node().name(), output.agreement()));
        }
      }

      @Override
      public Kernels result() {
        return new Kernels(kernels);
      }
    };
  }
}
