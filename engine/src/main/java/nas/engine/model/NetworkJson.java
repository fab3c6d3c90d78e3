package nas.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nas.core.plugin.Setting;
import nas.engine.kernel.Kernels;
import nas.network.Attributes;
import nas.network.Attributes.Attribute;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
import nas.network.Operation;

/**
 * Network graphs as JSON: {@code id}, {@code input} (channels, height, width), and {@code nodes} in
 * topological order, each with {@code name}, {@code layer} (the kind of operation), its attributes,
 * {@code inputs} (indices of nodes; the input is node 0) and {@code output} (its shape).
 */
final class NetworkJson {

  private static final int MOST = 1 << 24;

  private NetworkJson() {}

  /** Returns a network as JSON. */
  static ObjectNode write(Network network) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("id", network.id());
    shape(root.putArray("input"), network.input());
    ArrayNode nodes = root.putArray("nodes");
    for (Network.Node node : network.nodes()) {
      ObjectNode json = nodes.addObject();
      json.put("name", node.name());
      write(node.operation(), json);
      node.inputs().forEach(json.putArray("inputs")::add);
      shape(json.putArray("output"), node.output());
    }
    return root;
  }

  private static void shape(ArrayNode array, FeatureShape shape) {
    array.add(shape.channels()).add(shape.height()).add(shape.width());
  }

  private static void write(Operation operation, ObjectNode json) {
    json.put("layer", operation.kind());
    if (operation instanceof Input) {
      return;
    }
    Map<String, Object> values = Attributes.of(operation);
    for (Attribute attribute : Attributes.declared(operation.getClass())) {
      Object value = values.get(attribute.name());
      if (value instanceof Integer number) {
        json.put(attribute.name(), number);
      } else if (value instanceof Double number) {
        json.put(attribute.name(), number);
      } else if (value instanceof Boolean yes) {
        json.put(attribute.name(), yes);
      } else {
        throw new IllegalArgumentException(
            "no way to write %s of %s".formatted(attribute, operation));
      }
    }
  }

  /**
   * Reads a network; shapes are inferred anew.
   *
   * @throws IllegalArgumentException if the JSON describes none; says which node is wrong
   */
  static Network read(JsonNode root) {
    JsonNode nodes = root.path("nodes");
    if (!root.path("id").isTextual() || !nodes.isArray() || nodes.isEmpty()) {
      throw new IllegalArgumentException("the network has no id or no nodes");
    }
    Network.Builder builder = Network.builder(root.get("id").textValue(), shape(root, "input"));
    for (int index = 0; index < nodes.size(); index++) {
      JsonNode node = nodes.get(index);
      try {
        if (index == 0) {
          if (!text(node, "layer").equals("input")) {
            throw new IllegalArgumentException("the first node must be the input");
          }
        } else {
          List<Integer> inputs = new ArrayList<>();
          for (JsonNode input : node.path("inputs")) {
            inputs.add(whole(input, "input", 0));
          }
          builder.add(text(node, "name"), operation(node), inputs);
        }
        if (!builder.shape(index).equals(shape(node, "output"))) {
          throw new IllegalArgumentException("its output has shape " + builder.shape(index));
        }
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new IllegalArgumentException("node " + index + ": " + e.getMessage(), e);
      }
    }
    return builder.build();
  }

  private static Operation operation(JsonNode node) {
    String kind = text(node, "layer");
    Class<? extends Operation> type = Kernels.kinds().get(kind);
    if (type == null) {
      throw new IllegalArgumentException("there is no layer " + kind);
    }
    return Attributes.create(type, attribute -> value(node.path(attribute.name()), attribute));
  }

  private static Object value(JsonNode json, Attribute attribute) {
    String key = attribute.name();
    Setting setting = attribute.setting();
    if (attribute.type() == int.class) {
      return whole(json, key, (int) setting.min());
    } else if (attribute.type() == double.class) {
      return number(json, key, setting.min(), setting.max());
    }
    return yes(json, key);
  }

  private static FeatureShape shape(JsonNode node, String key) {
    JsonNode sides = node.path(key);
    if (sides.size() != 3) {
      throw new IllegalArgumentException(key + " (" + sides + ") must be three numbers");
    }
    return new FeatureShape(
        whole(sides.get(0), key, 1), whole(sides.get(1), key, 1), whole(sides.get(2), key, 1));
  }

  private static String text(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(key + " (" + value + ") must be a text");
    }
    return value.textValue();
  }

  private static int whole(JsonNode value, String key, int least) {
    if (!value.isInt() || value.intValue() < least || value.intValue() > MOST) {
      throw new IllegalArgumentException(
          key + " (" + value + ") must be a whole number from " + least + " to " + MOST);
    }
    return value.intValue();
  }

  private static double number(JsonNode value, String key, double min, double max) {
    if (!value.isNumber() || !(value.doubleValue() >= min && value.doubleValue() <= max)) {
      throw new IllegalArgumentException(
          key + " (" + value + ") must be a number from " + min + " to " + max);
    }
    return value.doubleValue();
  }

  private static boolean yes(JsonNode value, String key) {
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(key + " (" + value + ") must be true or false");
    }
    return value.booleanValue();
  }
}
