package nas.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.network.Network;

/** Models that nobody trained: weights away from any symmetry, such as those after training. */
public final class Models {

  private Models() {}

  /** A model of a network; all else follows from the seed. */
  public static TrainedModel random(Network network, long seed) {
    List<NamedTensor> tensors = new ArrayList<>();
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      int elements = place.shape().stream().reduce(1, (a, b) -> a * b);
      int fanIn = place.shape().size() == 1 ? 4 : elements / place.shape().get(0);
      boolean around1 =
          place.shape().size() == 1
              && (place.name().endsWith(".weight") || place.name().endsWith("_var"));
      long stream = Seeds.mix(seed ^ Seeds.hash(place.name()));
      double bound = around1 ? 0.5 : 1.5 / Math.sqrt(fanIn);
      float[] values = new float[elements];
      for (int i = 0; i < elements; i++) {
        values[i] = (float) ((around1 ? 1 : 0) + bound * (2 * Seeds.unit(stream + i) - 1));
      }
      tensors.add(new NamedTensor(place.name(), place.shape(), values));
    }
    List<Normalisation.Channel> channels = new ArrayList<>();
    for (int channel = 0; channel < network.input().channels(); channel++) {
      channels.add(
          new Normalisation.Channel(
              110 + 20 * Seeds.unit(seed + channel), 50 + 20 * Seeds.unit(~seed + channel)));
    }
    TreeMap<String, Double> accuracies = new TreeMap<>();
    accuracies.put("test", 12.5);
    TreeMap<String, String> provenance = new TreeMap<>();
    provenance.put("architecture", network.id());
    return new TrainedModel(
        network,
        tensors,
        ModelSignature.ofImages(
            IntStream.range(0, network.outputNode().output().channels())
                .mapToObj(label -> "class " + label + " é")
                .toList(),
            new Normalisation(channels)),
        accuracies,
        provenance);
  }

  /** Images with all values of pixels. */
  public static byte[] pixels(Network network, int images, long seed) {
    byte[] pixels = new byte[Math.toIntExact(network.input().elements() * images)];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (256 * Seeds.unit(Seeds.mix(seed) + i));
    }
    return pixels;
  }
}
