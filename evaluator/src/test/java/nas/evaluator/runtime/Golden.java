package nas.evaluator.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.space.Seeds;
import nas.space.Task;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import nas.space.nasbench201.NetworkVariant;
import nas.space.network.FeatureShape;
import nas.space.network.Network;
import org.junit.jupiter.api.Assumptions;

/**
 * A case of the golden values: network, weights, images and labels by closed forms, and what the
 * published code measured on them.
 */
@SuppressWarnings("ArrayRecordComponent") // Handed to the engine as they are.
public record Golden(
    String name,
    Network network,
    WeightSource weights,
    double[] pixels,
    int[] labels,
    JsonNode json) {

  /** Shape of the images. */
  public static final FeatureShape SHAPE = new FeatureShape(3, 32, 32);

  /** Returns all cases; without the golden file the calling test is skipped. */
  public static List<Golden> cases() throws IOException {
    Path file =
        Path.of(System.getProperty("nas.shared", "")).resolve("golden/zero-cost-golden.json");
    Assumptions.assumeTrue(
        Files.exists(file), () -> "skipped: the golden values " + file + " are not here");
    List<Golden> cases = new ArrayList<>();
    for (JsonNode json : new ObjectMapper().readTree(file.toFile())) {
      String name = json.has("arch") ? json.get("arch").textValue() : nasBench101Text(json);
      cases.add(
          new Golden(
              name,
              network(json),
              weights(json),
              pixels(json.get("batch").intValue()),
              labels(json.get("batch").intValue()),
              json));
    }
    return cases;
  }

  private static String nasBench101Text(JsonNode json) {
    StringBuilder text = new StringBuilder();
    for (JsonNode row : json.get("matrix")) {
      for (JsonNode bit : row) {
        text.append(bit.intValue());
      }
      text.append(' ');
    }
    text.append('/');
    for (JsonNode operation : json.get("ops")) {
      text.append(' ').append(operation.textValue());
    }
    return text.toString();
  }

  private static Network network(JsonNode json) {
    int classes = json.get("classes").intValue();
    Task task = new Task(SHAPE, classes);
    if (json.get("space").textValue().equals("nasbench101")) {
      NasBench101Space space =
          new NasBench101Space(
              new NasBench101Settings(
                  json.get("stem_channels").intValue(),
                  json.get("stacks").intValue(),
                  json.get("cells_per_stack").intValue(),
                  7,
                  9,
                  0.1));
      return space.network(space.parse(nasBench101Text(json)), task);
    }
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                json.get("channels").intValue(),
                json.get("cells_per_stage").intValue(),
                NetworkVariant.ZERO_COST,
                CanonicalDefinition.STRING));
    return space.network(space.parse(json.get("arch").textValue()), task);
  }

  private static double u(long stream, long index) {
    return (Seeds.mix(index + (stream << 32)) >>> 11) * 0x1p-52 - 1;
  }

  private static double[] pixels(int batch) {
    double[] pixels = new double[Math.toIntExact(batch * SHAPE.elements())];
    int i = 0;
    for (int n = 0; n < batch; n++) {
      int k = n / 2;
      for (int c = 0; c < SHAPE.channels(); c++) {
        for (int h = 0; h < SHAPE.height(); h++) {
          for (int w = 0; w < SHAPE.width(); w++) {
            double wave = (1 + k % 3) * h + (1 + k % 4) * w;
            pixels[i] = Math.sin(2 * Math.PI * wave / 32 + c + 0.3 * n) + 0.25 * u(1L << 20, i);
            i++;
          }
        }
      }
    }
    return pixels;
  }

  private static int[] labels(int batch) {
    int[] labels = new int[batch];
    for (int n = 0; n < batch; n++) {
      labels[n] = (7 * n + 3) % 10;
    }
    return labels;
  }

  /** The golden values were computed on weights rounded to single precision, in float64. */
  private static WeightSource weights(JsonNode json) {
    Map<String, Integer> order = new HashMap<>();
    for (JsonNode layer : json.get("layers")) {
      order.put(layer.textValue(), order.size());
    }
    return parameter -> {
      int layer = order.getOrDefault(parameter.node().name(), -1);
      return switch (parameter.role()) {
        case SCALE -> element -> 1;
        case SHIFT -> element -> 0;
        case BIAS -> element -> (float) (0.1 * u(2L * layer + 1, element));
        case WEIGHT -> {
          assertTrue(layer >= 0, parameter.node().name() + " is not among the golden layers");
          boolean classifier = parameter.node().name().equals("classifier");
          double bound = Math.sqrt((classifier ? 1.0 : 6.0) / parameter.fanIn());
          yield element -> (float) (bound * u(2L * layer, element));
        }
      };
    };
  }

  /** Returns what the published code measured, by its name of the metric. */
  public double measure(String measure) {
    return json.get("measures").get(measure).doubleValue();
  }
}
