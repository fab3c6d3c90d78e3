package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.trial.Better;
import nas.core.trial.Objective;
import nas.engine.data.DescribedData;
import nas.engine.data.Inventory;
import nas.engine.model.TargetJson;
import nas.evaluator.AccuracyBasis;
import nas.network.FeatureShape;
import nas.network.Task;

/** Descriptions as JSON. */
final class DescriptionText {

  private DescriptionText() {}

  static ObjectNode toJson(Description description) {
    ObjectNode json = Json.object();
    json.set("data", of(description.data()));
    json.set("engine", Json.of(description.engine()));
    description.evaluator().ifPresent(evaluator -> json.set("evaluator", of(evaluator)));
    return json;
  }

  static Description description(JsonNode json) {
    return new Description(
        data(Json.value(json, "data")),
        Json.texts(Json.value(json, "engine")),
        json.has("evaluator") ? Optional.of(evaluator(json.get("evaluator"))) : Optional.empty());
  }

  private static ObjectNode of(DescribedData data) {
    FeatureShape input = data.task().input();
    ObjectNode json =
        Json.object()
            .put("name", data.name())
            .put("sha256", data.sha256())
            .put("images", data.hasImages());
    json.putObject("input")
        .put("kind", input.kind().name())
        .put("channels", input.channels())
        .put("height", input.height())
        .put("width", input.width());
    json.set("target", TargetJson.write(data.task().target()));
    ArrayNode leftOut = json.putArray("left-out");
    for (Inventory.LeftOut left : data.inventory().leftOut()) {
      ObjectNode one = leftOut.addObject().put("what", left.what());
      left.names().forEach(one.putArray("names")::add);
    }
    data.inventory().notes().forEach(json.putArray("notes")::add);
    return json;
  }

  private static DescribedData data(JsonNode json) {
    JsonNode input = Json.value(json, "input");
    List<Inventory.LeftOut> leftOut = new ArrayList<>();
    Json.value(json, "left-out")
        .forEach(
            one -> leftOut.add(new Inventory.LeftOut(Json.text(one, "what"), all(one, "names"))));
    return new DescribedData(
        Json.text(json, "name"),
        new Task(
            new FeatureShape(
                FeatureShape.Kind.valueOf(Json.text(input, "kind")),
                Json.value(input, "channels").intValue(),
                Json.value(input, "height").intValue(),
                Json.value(input, "width").intValue()),
            TargetJson.read(Json.value(json, "target"))),
        Json.text(json, "sha256"),
        Json.value(json, "images").booleanValue(),
        new Inventory(leftOut, all(json, "notes")));
  }

  private static ObjectNode of(Description.OfEvaluator evaluator) {
    Objective objective = evaluator.objective();
    ObjectNode json = Json.object();
    json.set("provenance", Json.of(evaluator.provenance()));
    // JSON has no word for infinity, which then is a text.
    json.putObject("objective")
        .put("name", objective.name())
        .put("unit", objective.unit())
        .put("better", objective.better().name())
        .put("minimum", Double.toString(objective.minimum()))
        .put("maximum", Double.toString(objective.maximum()))
        .put("score", objective.score());
    evaluator
        .basis()
        .ifPresent(
            basis ->
                json.putObject("basis")
                    .put("class", basis.largestClass())
                    .put("percent", basis.largestPercent()));
    evaluator.notices().forEach(json.putArray("notices")::add);
    return json;
  }

  private static Description.OfEvaluator evaluator(JsonNode json) {
    JsonNode objective = Json.value(json, "objective");
    return new Description.OfEvaluator(
        Json.texts(Json.value(json, "provenance")),
        new Objective(
            Json.text(objective, "name"),
            Json.text(objective, "unit"),
            Better.valueOf(Json.text(objective, "better")),
            Double.parseDouble(Json.text(objective, "minimum")),
            Double.parseDouble(Json.text(objective, "maximum")),
            Json.value(objective, "score").booleanValue()),
        Optional.ofNullable(json.get("basis"))
            .map(
                basis ->
                    new AccuracyBasis(
                        Json.text(basis, "class"), Json.value(basis, "percent").doubleValue())),
        all(json, "notices"));
  }

  private static List<String> all(JsonNode json, String key) {
    List<String> texts = new ArrayList<>();
    Json.value(json, key).forEach(text -> texts.add(text.textValue()));
    return texts;
  }
}
