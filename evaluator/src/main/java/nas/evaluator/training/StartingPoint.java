package nas.evaluator.training;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import nas.engine.NamedTensor;
import nas.engine.NetworkRuntime;
import nas.engine.WeightSource;
import nas.engine.data.DataSplit;
import nas.engine.data.Normalisation;
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
    if (tensors.isEmpty()) {
      return "";
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (NamedTensor tensor : tensors) {
        digest.update((tensor.name() + tensor.shape()).getBytes(StandardCharsets.UTF_8));
        ByteBuffer values = ByteBuffer.allocate(tensor.values().length * Float.BYTES);
        values.asFloatBuffer().put(tensor.values());
        digest.update(values);
      }
      normalisation.ifPresent(
          by -> digest.update(by.channels().toString().getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  /** Puts a network on a device. */
  NetworkRuntime runtime(Network network, WeightSource drawn, Device device) {
    return tensors.isEmpty()
        ? NetworkRuntime.create(network, drawn, device, Precision.FLOAT32)
        : NetworkRuntime.restore(network, tensors, drawn, device, Precision.FLOAT32);
  }
}
