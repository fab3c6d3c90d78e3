package nas.experiment.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.engine.onnx.OnnxReader;
import nas.evaluator.training.StartingPoint;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.Linear;

/**
 * A network from a file with the weights that it was trained to, as a start for other images.
 *
 * @param source the file
 * @param network the network; where the classes of the task are of another number, with another
 *     last layer
 * @param start its weights but for those of another last layer
 * @param replaced the name of that layer, if there is one
 */
record Pretrained(String source, Network network, StartingPoint start, Optional<String> replaced) {

  /** Names the layer that does not begin with the weights in the file. */
  static final String REPLACED = "start.replaced-layer";

  /**
   * Reads a file.
   *
   * @throws nas.core.UserException if it cannot be read
   */
  static Pretrained read(Path file, Task task) {
    OnnxReader.ReadNetwork read = OnnxReader.read(file);
    Network network = read.network();
    Network.Node last = network.outputNode();
    Optional<Normalisation> normalisation = read.normalisation();
    if (!(last.operation() instanceof Linear linear)
        || last.output().equals(new FeatureShape(task.classes(), 1, 1))) {
      return new Pretrained(
          file.toString(),
          network,
          new StartingPoint(read.tensors(), normalisation),
          Optional.empty());
    }
    List<NamedTensor> kept =
        read.tensors().stream()
            .filter(tensor -> !tensor.name().startsWith(last.name() + "."))
            .toList();
    return new Pretrained(
        file.toString(),
        ending(network, new Linear(task.classes(), linear.bias())),
        new StartingPoint(kept, normalisation),
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

  /** Returns what a training that begins so depends on. */
  SortedMap<String, String> origin() {
    SortedMap<String, String> origin = new TreeMap<>();
    origin.put("start.weights-sha256", start.digest());
    start
        .normalisation()
        .ifPresent(by -> origin.put("start.normalisation", by.channels().toString()));
    replaced.ifPresent(layer -> origin.put(REPLACED, layer));
    return origin;
  }

  /** Returns the network by its source. */
  Map<String, Network> networks() {
    return Map.of(source, network);
  }
}
