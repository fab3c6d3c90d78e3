package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import nas.evaluator.Slice;

/**
 * A slice of an evaluation to be done somewhere.
 *
 * @param setup what the evaluator is made from
 * @param architecture the architecture as its space writes it
 * @param fidelity index of the fidelity; the last is the full one
 * @param seed decides initial weights, minibatches and augmentation
 * @param slice where it begins and pauses
 */
public record EvaluationRequest(
    Setup setup, String architecture, int fidelity, long seed, Slice slice) {

  /** Returns it as one line of JSON. */
  public String toText() {
    ObjectNode json = Json.object();
    json.set("setup", setup.toJson());
    json.put("architecture", architecture).put("fidelity", fidelity).put("seed", seed);
    return json.set("slice", SliceText.toJson(slice)).toString();
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not the text of one
   */
  public static EvaluationRequest of(String text) {
    JsonNode json = Json.read(text);
    return new EvaluationRequest(
        Setup.of(Json.value(json, "setup")),
        Json.text(json, "architecture"),
        Json.value(json, "fidelity").intValue(),
        Json.value(json, "seed").longValue(),
        SliceText.slice(Json.value(json, "slice")));
  }
}
