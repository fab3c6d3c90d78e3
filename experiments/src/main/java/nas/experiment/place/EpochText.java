package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.OptionalDouble;
import nas.evaluator.ProgressListener.Epoch;

/** What is told of an epoch as JSON. */
final class EpochText {

  private EpochText() {}

  static String write(Epoch epoch) {
    ObjectNode json =
        Json.object()
            .put("number", epoch.number())
            .put("total", epoch.total())
            .put("train-loss", epoch.trainLoss())
            .put("train-accuracy", epoch.trainRightPercent());
    epoch.validation().ifPresent(value -> json.put("validation-accuracy", value));
    return json.toString();
  }

  static Epoch read(String text) {
    JsonNode json = Json.read(text);
    return new Epoch(
        Json.value(json, "number").intValue(),
        Json.value(json, "total").intValue(),
        // JSON has no word for NaN or infinity, which then are texts.
        Double.parseDouble(Json.value(json, "train-loss").asText()),
        Double.parseDouble(Json.value(json, "train-accuracy").asText()),
        json.has("validation-accuracy")
            ? OptionalDouble.of(json.get("validation-accuracy").doubleValue())
            : OptionalDouble.empty());
  }
}
