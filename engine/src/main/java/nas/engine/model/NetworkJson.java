package nas.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import nas.network.FeatureShape;
import nas.network.Layer;
import nas.network.Network;

/**
 * Network graphs as JSON: {@code id}, {@code input} (channels, height, width), and {@code nodes} in
 * topological order, each with {@code name}, {@code layer}, the settings of the layer, {@code
 * inputs} (indices of nodes; the input is node 0) and {@code output} (its shape).
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
      write(node.layer(), json);
      node.inputs().forEach(json.putArray("inputs")::add);
      shape(json.putArray("output"), node.output());
    }
    return root;
  }

  private static void shape(ArrayNode array, FeatureShape shape) {
    array.add(shape.channels()).add(shape.height()).add(shape.width());
  }

  private static void write(Layer layer, ObjectNode json) {
    if (layer instanceof Layer.Input) {
      json.put("layer", "input");
    } else if (layer instanceof Layer.Convolution convolution) {
      json.put("layer", "convolution")
          .put("out-channels", convolution.outChannels())
          .put("kernel", convolution.kernel())
          .put("stride", convolution.stride())
          .put("padding", convolution.padding())
          .put("dilation", convolution.dilation())
          .put("groups", convolution.groups())
          .put("bias", convolution.bias());
    } else if (layer instanceof Layer.BatchNorm norm) {
      json.put("layer", "batch-norm")
          .put("affine", norm.affine())
          .put("epsilon", norm.epsilon())
          .put("momentum", norm.momentum())
          .put("track-running-statistics", norm.trackRunningStatistics());
    } else if (layer instanceof Layer.Relu) {
      json.put("layer", "relu");
    } else if (layer instanceof Layer.MaxPool pool) {
      json.put("layer", "max-pool")
          .put("kernel", pool.kernel())
          .put("stride", pool.stride())
          .put("padding", pool.padding());
    } else if (layer instanceof Layer.AveragePool pool) {
      json.put("layer", "average-pool")
          .put("kernel", pool.kernel())
          .put("stride", pool.stride())
          .put("padding", pool.padding())
          .put("count-padding", pool.countPadding());
    } else if (layer instanceof Layer.GlobalAveragePool) {
      json.put("layer", "global-average-pool");
    } else if (layer instanceof Layer.Linear linear) {
      json.put("layer", "linear")
          .put("out-features", linear.outFeatures())
          .put("bias", linear.bias());
    } else if (layer instanceof Layer.Add) {
      json.put("layer", "add");
    } else if (layer instanceof Layer.Concatenate) {
      json.put("layer", "concatenate");
    } else if (layer instanceof Layer.Slice slice) {
      json.put("layer", "slice").put("from", slice.from()).put("to", slice.to());
    } else if (layer instanceof Layer.Zero) {
      json.put("layer", "zero");
    } else {
      throw new IllegalArgumentException("no way to write " + layer);
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
          builder.add(text(node, "name"), layer(node), inputs);
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

  private static Layer layer(JsonNode node) {
    String layer = text(node, "layer");
    return switch (layer) {
      case "convolution" ->
          new Layer.Convolution(
              number(node, "out-channels", 1),
              number(node, "kernel", 1),
              number(node, "stride", 1),
              number(node, "padding", 0),
              number(node, "dilation", 1),
              number(node, "groups", 1),
              yes(node, "bias"));
      case "batch-norm" ->
          new Layer.BatchNorm(
              yes(node, "affine"),
              share(node, "epsilon"),
              share(node, "momentum"),
              yes(node, "track-running-statistics"));
      case "relu" -> new Layer.Relu();
      case "max-pool" ->
          new Layer.MaxPool(
              number(node, "kernel", 1), number(node, "stride", 1), number(node, "padding", 0));
      case "average-pool" ->
          new Layer.AveragePool(
              number(node, "kernel", 1),
              number(node, "stride", 1),
              number(node, "padding", 0),
              yes(node, "count-padding"));
      case "global-average-pool" -> new Layer.GlobalAveragePool();
      case "linear" -> new Layer.Linear(number(node, "out-features", 1), yes(node, "bias"));
      case "add" -> new Layer.Add();
      case "concatenate" -> new Layer.Concatenate();
      case "slice" -> new Layer.Slice(number(node, "from", 0), number(node, "to", 1));
      case "zero" -> new Layer.Zero();
      default -> throw new IllegalArgumentException("there is no layer " + layer);
    };
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

  private static int number(JsonNode node, String key, int least) {
    return whole(node.path(key), key, least);
  }

  private static int whole(JsonNode value, String key, int least) {
    if (!value.isInt() || value.intValue() < least || value.intValue() > MOST) {
      throw new IllegalArgumentException(
          key + " (" + value + ") must be a whole number from " + least + " to " + MOST);
    }
    return value.intValue();
  }

  private static double share(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= 1)) {
      throw new IllegalArgumentException(key + " (" + value + ") must be a number from 0 to 1");
    }
    return value.doubleValue();
  }

  private static boolean yes(JsonNode node, String key) {
    JsonNode value = node.path(key);
    if (!value.isBoolean()) {
      throw new IllegalArgumentException(key + " (" + value + ") must be true or false");
    }
    return value.booleanValue();
  }
}
