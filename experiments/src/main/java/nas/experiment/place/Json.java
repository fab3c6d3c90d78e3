package nas.experiment.place;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Curve;

/** Requests and answers as JSON; numbers keep their bits. */
final class Json {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads an object.
   *
   * @throws IllegalArgumentException if it is none
   */
  static JsonNode read(String text) {
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException malformed) {
      throw new IllegalArgumentException(malformed.getOriginalMessage(), malformed);
    }
    throw new IllegalArgumentException("not a JSON object: " + text);
  }

  static JsonNode value(JsonNode json, String key) {
    JsonNode value = json.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing in " + json);
    }
    return value;
  }

  static String text(JsonNode json, String key) {
    return value(json, key).textValue();
  }

  static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  static ObjectNode of(SortedMap<String, String> texts) {
    ObjectNode json = object();
    texts.forEach(json::put);
    return json;
  }

  static SortedMap<String, String> texts(JsonNode json) {
    SortedMap<String, String> texts = new TreeMap<>();
    json.fieldNames().forEachRemaining(key -> texts.put(key, text(json, key)));
    return texts;
  }

  static ObjectNode of(Curve curve) {
    ObjectNode json = object();
    curve.byEpoch().forEach((epoch, value) -> json.put(Integer.toString(epoch), value));
    return json;
  }

  static Curve curve(JsonNode json) {
    SortedMap<Integer, Double> byEpoch = new TreeMap<>();
    json.fieldNames()
        .forEachRemaining(
            epoch -> byEpoch.put(Integer.valueOf(epoch), value(json, epoch).doubleValue()));
    return new Curve(byEpoch);
  }
}
