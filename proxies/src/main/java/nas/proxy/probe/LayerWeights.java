package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import nas.engine.Parameter;
import nas.engine.tensor.Precision;
import nas.network.Network;
import nas.network.ParameterSpec;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/** The initial weights of all convolutions and linear layers; needs no pass at all. */
public record LayerWeights() implements Probe<Weights> {
  @Override
  public Class<Weights> type() {
    return Weights.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.reading("read the weights"));
  }

  @Override
  public Observation<Weights> observe(Place place) {
    return Observation.of(() -> weights(place));
  }

  private static Weights weights(Place place) {
    List<Weights.Layer> layers = new ArrayList<>();
    for (Network.Node node : place.network().nodes()) {
      for (Parameter parameter : Parameter.of(place.network(), node)) {
        if (parameter.role() == ParameterSpec.Role.WEIGHT) {
          layers.add(
              new Weights.Layer(node.name(), node.output().channels(), values(place, parameter)));
        }
      }
    }
    return new Weights(layers);
  }

  private static double[] values(Place place, Parameter parameter) {
    IntToDoubleFunction source = place.weights().valuesOf(parameter);
    double[] values = new double[parameter.elements()];
    for (int element = 0; element < values.length; element++) {
      double value = source.applyAsDouble(element);
      values[element] = place.precision() == Precision.FLOAT32 ? (float) value : value;
    }
    return values;
  }
}
