package nas.experiment.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import nas.core.UserException;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxReader;
import nas.evaluator.training.StartingPoint;
import nas.network.Network;
import nas.network.StateSpec;

/**
 * Weights that a training takes over from a file, by the names of the arrays.
 *
 * @param start the weights to begin with; running statistics that the file lacks begin anew
 * @param taken names of what is taken over, in the order of the network
 * @param note what people should know of it, a whole sentence without a full stop
 */
record TakenOver(StartingPoint start, List<String> taken, String note) {

  private static final int LISTED = 6;

  /**
   * Reads a file, ONNX or safetensors.
   *
   * @throws UserException if it cannot be read, has nothing that the network has, or has arrays of
   *     other shapes than those of the network; but the last layer's may be of other classes, and
   *     are then drawn anew
   */
  static TakenOver of(Path file, Network network) {
    TrainedModel.Arrays arrays = read(file);
    Map<String, NamedTensor> found = new HashMap<>();
    arrays.tensors().forEach(tensor -> found.put(tensor.name(), tensor));
    String last = network.outputNode().name() + ".";
    List<NamedTensor> tensors = new ArrayList<>();
    List<String> taken = new ArrayList<>();
    List<String> others = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      known.add(place.name());
      NamedTensor tensor = found.get(place.name());
      if (tensor != null && tensor.shape().equals(place.shape())) {
        tensors.add(tensor);
        taken.add(place.name());
      } else if (tensor == null || place.name().startsWith(last)) {
        others.add(place.name());
      } else {
        throw new UserException(
            "%s: array %s has shape %s, and that of the network %s"
                .formatted(file, place.name(), tensor.shape(), place.shape()),
            "name a file of a network of the same widths");
      }
    }
    List<String> unused =
        arrays.tensors().stream()
            .map(NamedTensor::name)
            .filter(name -> !known.contains(name))
            .toList();
    if (taken.isEmpty()) {
      throw new UserException(
          "%s has no array that the network has (%s), but %s"
              .formatted(file, listed(others), unused.isEmpty() ? "none" : listed(unused)),
          "name a file of the same architecture");
    }
    tensors.addAll(initial(network, new HashSet<>(taken)));
    String note =
        "Taken over from %s: %d of %d arrays (%s)%s%s"
            .formatted(
                file,
                taken.size(),
                known.size(),
                listed(taken),
                others.isEmpty() ? "" : "; begun anew: " + listed(others),
                unused.isEmpty() ? "" : "; not in the network: " + listed(unused));
    Optional<Normalisation> normalisation =
        arrays.normalisation().filter(by -> by.channels().size() == network.input().channels());
    return new TakenOver(new StartingPoint(tensors, normalisation), List.copyOf(taken), note);
  }

  private static TrainedModel.Arrays read(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".onnx")) {
      OnnxReader.ReadNetwork read = OnnxReader.read(file);
      return new TrainedModel.Arrays(read.tensors(), read.normalisation());
    }
    if (!name.endsWith(".safetensors")) {
      throw new UserException(
          "start-from (%s) is neither an ONNX nor a safetensors file".formatted(file),
          "name one that ends in .onnx or .safetensors");
    }
    try {
      if (Files.size(file) > Integer.MAX_VALUE - 16) {
        throw new UserException(file + " has 2 GiB or more", "name a smaller file");
      }
      return TrainedModel.arrays(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException("There is no file " + file, "check the path of start-from");
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), "check its permissions");
    }
  }

  /** Returns what moves in training as it is before any, but for what is given. */
  private static List<NamedTensor> initial(Network network, Set<String> given) {
    List<NamedTensor> initial = new ArrayList<>();
    for (Network.Node node : network.nodes()) {
      for (StateSpec state : node.operation().states(network.inputsOf(node))) {
        String name = NamedTensor.name(node, state);
        if (given.add(name)) {
          float[] values = new float[Math.toIntExact(state.count())];
          Arrays.fill(values, (float) state.initial());
          initial.add(new NamedTensor(name, state.shape(), values));
        }
      }
    }
    return initial;
  }

  private static String listed(List<String> names) {
    return names.size() <= LISTED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, LISTED)) + " and " + (names.size() - LISTED) + " more";
  }
}
