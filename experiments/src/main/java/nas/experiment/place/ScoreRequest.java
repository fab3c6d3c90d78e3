package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Networks to be scored somewhere, without training.
 *
 * @param setup what space, images and metrics are made from; has all seeds
 * @param circumstances what scores depend on beside architecture and metric, as whoever asks keeps
 *     them; where they are others, nothing is scored
 * @param metrics names of metrics with their settings and versions, such as {@code
 *     zen(images=32)@1}
 * @param architectures the architectures as their space writes them; none: only to see whether they
 *     could be scored
 */
public record ScoreRequest(
    Setup setup,
    SortedMap<String, String> circumstances,
    List<String> metrics,
    List<String> architectures) {

  /** Copies map and lists. */
  public ScoreRequest {
    circumstances = Collections.unmodifiableSortedMap(new TreeMap<>(circumstances));
    metrics = List.copyOf(metrics);
    architectures = List.copyOf(architectures);
  }

  /** Returns it as one line of JSON. */
  public String toText() {
    ObjectNode json = Json.object();
    json.set("setup", setup.toJson());
    json.set("circumstances", Json.of(circumstances));
    metrics.forEach(json.putArray("metrics")::add);
    architectures.forEach(json.putArray("architectures")::add);
    return json.toString();
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not the text of one
   */
  public static ScoreRequest of(String text) {
    JsonNode json = Json.read(text);
    return new ScoreRequest(
        Setup.of(Json.value(json, "setup")),
        Json.texts(Json.value(json, "circumstances")),
        list(json, "metrics"),
        list(json, "architectures"));
  }

  private static List<String> list(JsonNode json, String key) {
    if (!(Json.value(json, key) instanceof ArrayNode entries)) {
      throw new IllegalArgumentException(key + " must be a list in " + json);
    }
    List<String> texts = new ArrayList<>();
    entries.forEach(entry -> texts.add(entry.textValue()));
    return texts;
  }
}
