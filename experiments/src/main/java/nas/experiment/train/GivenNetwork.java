package nas.experiment.train;

import java.util.List;
import java.util.Optional;
import nas.engine.NamedTensor;
import nas.engine.onnx.OnnxReader.ReadNetwork;
import nas.evaluator.training.StartingPoint;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Linear;

/**
 * A network from a file that is to be trained.
 *
 * @param network the network; where the classes of the task are of another number and weights are
 *     kept, with another last layer
 * @param start the weights to begin with
 * @param replaced the name of that layer, if there is one
 */
record GivenNetwork(Network network, StartingPoint start, Optional<String> replaced) {

  /** Returns the network with weights that are drawn. */
  static GivenNetwork drawn(ReadNetwork read) {
    return new GivenNetwork(read.network(), StartingPoint.DRAWN, Optional.empty());
  }

  /** Returns the network with the weights in the file, but for those of another last layer. */
  static GivenNetwork keepingWeights(ReadNetwork read, Task task) {
    Network network = read.network();
    Network.Node last = network.outputNode();
    if (!(last.operation() instanceof Linear linear)
        || last.output().equals(new FeatureShape(task.classes(), 1, 1))) {
      return new GivenNetwork(
          network, new StartingPoint(read.tensors(), read.normalisation()), Optional.empty());
    }
    List<NamedTensor> kept =
        read.tensors().stream()
            .filter(tensor -> !tensor.name().startsWith(last.name() + "."))
            .toList();
    return new GivenNetwork(
        ending(network, new Linear(task.classes(), linear.bias())),
        new StartingPoint(kept, read.normalisation()),
        Optional.of(last.name()));
  }

  private static Network ending(Network network, Linear last) {
    int output = network.outputNode().index();
    Network.Builder builder = Network.builder(network.id(), network.input());
    for (Network.Node node : network.nodes()) {
      if (node.index() > 0) {
        builder.addLike(node, node.index() == output ? last : node.operation());
      }
    }
    return builder.build();
  }
}
