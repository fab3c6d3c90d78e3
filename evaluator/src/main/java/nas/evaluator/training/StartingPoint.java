package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import nas.engine.NamedTensor;
import nas.engine.NetworkRuntime;
import nas.engine.WeightSource;
import nas.engine.data.DataSplit;
import nas.engine.data.Normalisation;
import nas.engine.model.TrainedModel;
import nas.engine.tensor.Device;
import nas.engine.tensor.Precision;
import nas.network.Network;

/**
 * The weights that a training begins with: drawn ones, or those of a network that was trained
 * before.
 *
 * @param tensors weights and all running statistics by their names; weights that are not among them
 *     are drawn
 * @param normalisation what the images were normalised by when these weights were trained; empty:
 *     what follows from the images that are trained on
 */
public record StartingPoint(List<NamedTensor> tensors, Optional<Normalisation> normalisation) {

  /** All weights are drawn. */
  public static final StartingPoint DRAWN = new StartingPoint(List.of(), Optional.empty());

  /** Copies the list. */
  public StartingPoint {
    tensors = List.copyOf(tensors);
  }

  /** Returns what images are normalised by. */
  public Normalisation normalisationOf(DataSplit split) {
    return normalisation.orElseGet(() -> Normalisation.of(split.training()));
  }

  /** Returns a checksum of the weights; empty where all are drawn. */
  public String digest() {
    return tensors.isEmpty()
        ? ""
        : TrainedModel.checksum(
            normalisation.map(by -> by.channels().toString()).orElse(""), tensors);
  }

  /** Puts a network on a device. */
  NetworkRuntime runtime(Network network, WeightSource drawn, Device device) {
    return tensors.isEmpty()
        ? NetworkRuntime.create(network, drawn, device, Precision.FLOAT32)
        : NetworkRuntime.restore(network, tensors, drawn, device, Precision.FLOAT32);
  }
}
