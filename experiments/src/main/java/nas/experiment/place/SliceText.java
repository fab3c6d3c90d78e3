package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;

/** Slices of evaluations as JSON. */
final class SliceText {

  private SliceText() {}

  static ObjectNode toJson(Slice slice) {
    ObjectNode json =
        Json.object().put("pause-after", slice.pauseAfter()).put("ends", slice.ends());
    slice.from().ifPresent(from -> json.set("from", toJson(from)));
    return json;
  }

  static Slice slice(JsonNode json) {
    return new Slice(
        json.has("from") ? Optional.of(paused(json.get("from"))) : Optional.empty(),
        Json.value(json, "pause-after").intValue(),
        Json.value(json, "ends").booleanValue());
  }

  static ObjectNode toJson(SliceResult.Paused paused) {
    ByteBuffer state = paused.state();
    byte[] bytes = new byte[state.remaining()];
    state.get(bytes);
    ObjectNode json = Json.object().put("epoch", paused.epoch());
    json.set("validation", Json.of(paused.validation()));
    return json.put("state", bytes);
  }

  static SliceResult.Paused paused(JsonNode json) {
    try {
      return new SliceResult.Paused(
          Json.value(json, "epoch").intValue(),
          Json.curve(Json.value(json, "validation")),
          ByteBuffer.wrap(Json.value(json, "state").binaryValue()));
    } catch (IOException malformed) {
      throw new IllegalArgumentException("state is no Base64", malformed);
    }
  }
}
