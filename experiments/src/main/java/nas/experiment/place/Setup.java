package nas.experiment.place;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;
import nas.experiment.config.Experiment;

/**
 * What an evaluator is made from.
 *
 * @param experiment the text of the experiment, every default written out and paths absolute
 * @param checkpointFolder where evaluations may leave what another worker can go on from; absolute
 */
public record Setup(String experiment, Optional<String> checkpointFolder) {

  /** Returns the setup of an experiment. */
  public static Setup of(Experiment experiment, Optional<Path> checkpointFolder) {
    return new Setup(
        experiment.toYaml(), checkpointFolder.map(folder -> folder.toAbsolutePath().toString()));
  }

  /** Returns it as one line of JSON. */
  public String toText() {
    return toJson().toString();
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not the text of one
   */
  public static Setup of(String text) {
    return of(Json.read(text));
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("experiment", experiment);
    checkpointFolder.ifPresent(folder -> json.put("checkpoints", folder));
    return json;
  }

  static Setup of(JsonNode json) {
    return new Setup(
        Json.text(json, "experiment"),
        json.has("checkpoints") ? Optional.of(Json.text(json, "checkpoints")) : Optional.empty());
  }
}
