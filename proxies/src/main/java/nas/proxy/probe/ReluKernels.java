package nas.proxy.probe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.engine.Mode;
import nas.proxy.Activation;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * How many units of a rectifier are in the same state for two images, in training mode: with b the
 * matrix of which units are on, b bT + (1 - b)(1 - b)T. Whole numbers; the diagonal holds the
 * number of units of one image.
 *
 * <p>All rectifiers of the network count, those that do not reach the output included, as in
 * published code.
 */
public record ReluKernels() implements Probe<Kernels> {
  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.forward(Mode.TRAINING, 0));
  }

  @Override
  public Nodes nodes() {
    return Nodes.ALL;
  }

  @Override
  public Observation<Kernels> observe(Place place) {
    List<Kernels.Layer> kernels = new ArrayList<>();
    Map<Integer, double[][]> agreements = new HashMap<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        if (output.node().operation().isRectifier()) {
          // Rectifiers of the same input, as at the edges of a cell, are in the same states.
          double[][] agreement =
              agreements.computeIfAbsent(
                  output.node().inputs().get(0), input -> output.agreement());
          kernels.add(new Kernels.Layer(output.node().name(), agreement));
        }
      }

      @Override
      public Kernels result() {
        return new Kernels(kernels);
      }
    };
  }
}
