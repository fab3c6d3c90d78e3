package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.proxy.Score;
import nas.proxy.service.MeasuredScores;

/** Scores as JSON. */
final class ScoreText {

  private ScoreText() {}

  static ArrayNode toJson(List<MeasuredScores> all) {
    ArrayNode json = Json.array();
    for (MeasuredScores one : all) {
      ObjectNode scores = Json.object();
      one.scores().forEach((label, score) -> put(scores, label, score));
      json.addObject().put("seconds", one.seconds()).set("scores", scores);
    }
    return json;
  }

  private static void put(ObjectNode json, String label, Score score) {
    if (score instanceof Score.Undefined undefined) {
      json.putObject(label)
          .put("undefined", undefined.reason().name())
          .put("message", undefined.message());
    } else {
      json.put(label, ((Score.Value) score).value());
    }
  }

  static List<MeasuredScores> scores(JsonNode json) {
    if (!json.isArray()) {
      throw new IllegalArgumentException("no scores: " + json);
    }
    List<MeasuredScores> all = new ArrayList<>();
    for (JsonNode one : json) {
      JsonNode byLabel = Json.value(one, "scores");
      SortedMap<String, Score> scores = new TreeMap<>();
      byLabel
          .fieldNames()
          .forEachRemaining(label -> scores.put(label, score(Json.value(byLabel, label))));
      all.add(new MeasuredScores(scores, Json.value(one, "seconds").doubleValue()));
    }
    return all;
  }

  private static Score score(JsonNode json) {
    return json.isNumber()
        ? new Score.Value(json.doubleValue())
        : new Score.Undefined(
            Score.Reason.valueOf(Json.text(json, "undefined")), Json.text(json, "message"));
  }
}
