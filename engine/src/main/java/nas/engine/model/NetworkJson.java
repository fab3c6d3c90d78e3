package nas.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.core.plugin.Setting;
import nas.engine.kernel.Kernels;
import nas.network.Attributes;
import nas.network.Attributes.Attribute;
import nas.network.FeatureShape;
import nas.network.Input;
import nas.network.Network;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;

/**
 * Network graphs as JSON: {@code id}, {@code input} (channels, height, width), and {@code nodes} in
 * topological order, each with {@code name}, {@code layer} (the kind of operation), its attributes,
 * {@code inputs} (indices of nodes; the input is node 0) and {@code output} (its shape).
 */
public final class NetworkJson {

  private static final int MOST = 1 << 24;

  private NetworkJson() {}

  /** Returns a network as JSON. */
  public static ObjectNode write(Network network) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("id", network.id());
    shape(root.putArray("input"), network.input());
    ArrayNode nodes = root.putArray("nodes");
    for (Network.Node node : network.nodes()) {
      ObjectNode json = nodes.addObject();
      json.put("name", node.name());
      write(node.operation(), json);
      if (node.role() != Network.Role.OTHER) {
        json.put("role", node.role().name().toLowerCase(Locale.ROOT));
      }
      if (node.shares() != node.index()) {
        json.put("shares", node.shares());
      }
      node.inputs().forEach(json.putArray("inputs")::add);
      shape(json.putArray("output"), node.output());
    }
    return root;
  }

  private static void shape(ArrayNode array, FeatureShape shape) {
    shape.sizes().forEach(array::add);
  }

  private static void write(Operation operation, ObjectNode json) {
    json.put("layer", operation.kind());
    if (operation instanceof Input) {
      return;
    }
    Map<String, Object> values = Attributes.of(operation);
    for (Attribute attribute : Attributes.declared(operation.getClass())) {
      Object value = values.getOrDefault(attribute.name(), "");
      if (!value.toString().equals(attribute.setting().byDefault())) {
        write(attribute.name(), value, json);
      }
    }
  }

  private static void write(String name, Object value, ObjectNode json) {
    if (value instanceof Integer number) {
      json.put(name, number);
    } else if (value instanceof Double number) {
      json.put(name, number);
    } else if (value instanceof Boolean yes) {
      json.put(name, yes);
    } else if (value instanceof Sides sides && sides.isSquare()) {
      json.put(name, sides.height());
    } else if (value instanceof Sides sides) {
      json.putArray(name).add(sides.height()).add(sides.width());
    } else if (value instanceof Padding padding && padding.isUniform()) {
      json.put(name, padding.top());
    } else if (value instanceof Padding padding) {
      json.putArray(name)
          .add(padding.top())
          .add(padding.left())
          .add(padding.bottom())
          .add(padding.right());
    } else {
      throw new IllegalArgumentException("no way to write %s (%s)".formatted(name, value));
    }
  }

  /**
   * Reads a network; shapes are inferred anew.
   *
   * @throws IllegalArgumentException if the JSON describes none; says which node is wrong
   */
  public static Network read(JsonNode root) {
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
          builder.role(role(node));
          if (node.has("shares")) {
            int shares = whole(node.get("shares"), "shares", 0);
            builder.addSharing(shares, text(node, "name"), operation(node), inputs);
          } else {
            builder.add(text(node, "name"), operation(node), inputs);
          }
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
      throw new IllegalArgumentException(
          "there is no layer " + kind + "; if it comes from a plug-in jar, give the jar, too");
    }
    return Attributes.create(type, attribute -> value(node.path(attribute.name()), attribute));
  }

  private static Network.Role role(JsonNode node) {
    if (!node.has("role")) {
      return Network.Role.OTHER;
    }
    String role = text(node, "role");
    for (Network.Role each : Network.Role.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(role)) {
        return each;
      }
    }
    throw new IllegalArgumentException("there is no role " + role);
  }

  private static Object value(JsonNode json, Attribute attribute) {
    String key = attribute.name();
    Setting setting = attribute.setting();
    if (json.isMissingNode() && !setting.byDefault().isEmpty()) {
      return byDefault(attribute);
    }
    int least = (int) setting.min();
    if (attribute.type() == int.class) {
      return whole(json, key, least);
    } else if (attribute.type() == double.class) {
      return number(json, key, setting.min(), setting.max());
    } else if (attribute.type() == boolean.class) {
      return yes(json, key);
    } else if (attribute.type() == Sides.class) {
      if (!json.isArray()) {
        return Sides.of(whole(json, key, least));
      }
      List<Integer> sides = several(json, key, least, 2);
      return new Sides(sides.get(0), sides.get(1));
    } else if (attribute.type() == Padding.class) {
      if (!json.isArray()) {
        return Padding.of(whole(json, key, least));
      }
      List<Integer> sides = several(json, key, least, 4);
      return new Padding(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
    }
    throw new IllegalArgumentException("no way to read " + key);
  }

  private static Object byDefault(Attribute attribute) {
    String text = attribute.setting().byDefault();
    if (attribute.type() == boolean.class) {
      return Boolean.valueOf(text);
    } else if (attribute.type() == int.class) {
      return Integer.valueOf(text);
    }
    return Double.valueOf(text);
  }

  private static List<Integer> several(JsonNode array, String key, int least, int count) {
    if (array.size() != count) {
      throw new IllegalArgumentException(
          "%s (%s) must be one number or %d".formatted(key, array, count));
    }
    return wholes(array, key, least);
  }

  private static FeatureShape shape(JsonNode node, String key) {
    JsonNode sides = node.path(key);
    if (!sides.isArray() || sides.isEmpty() || sides.size() > 3) {
      throw new IllegalArgumentException(key + " (" + sides + ") must be one to three numbers");
    }
    return FeatureShape.of(wholes(sides, key, 1));
  }

  private static List<Integer> wholes(JsonNode array, String key, int least) {
    List<Integer> numbers = new ArrayList<>();
    array.forEach(number -> numbers.add(whole(number, key, least)));
    return numbers;
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
