package nas.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import nas.engine.loss.Losses;
import nas.network.Target;

/**
 * Targets as JSON: {@code kind}, such as {@code class-per-step}, and the numbers of which the
 * record consists.
 */
public final class TargetJson {

  private static final String KIND = "kind";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private TargetJson() {}

  /** Returns a target as JSON. */
  public static ObjectNode write(Target target) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put(KIND, kind(target.getClass()));
    json.setAll((ObjectNode) MAPPER.valueToTree(target));
    return json;
  }

  /**
   * Reads a target of a kind that there is a loss for.
   *
   * @throws IllegalArgumentException if there is none, or its numbers are wrong
   */
  public static Target read(JsonNode json) {
    String kind = json.path(KIND).asText();
    for (Class<? extends Target> known : Losses.targets()) {
      if (kind(known).equals(kind)) {
        try {
          return MAPPER.treeToValue(((ObjectNode) json.deepCopy()).without(KIND), known);
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException("the target is no " + kind, e);
        }
      }
    }
    throw new IllegalArgumentException("there is no target " + kind);
  }

  private static String kind(Class<?> target) {
    return target
        .getSimpleName()
        .replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-")
        .toLowerCase(Locale.ROOT);
  }
}
