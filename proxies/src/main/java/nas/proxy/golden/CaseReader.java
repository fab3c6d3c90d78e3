package nas.proxy.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.core.UserException;
import nas.core.text.ErrorText;
import nas.network.Network;
import nas.network.Task;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;

/** Reads one case of a golden file; every field is checked when it is taken. */
final class CaseReader {

  private static final int MOST_IMAGES = 256;
  private static final int MOST_CLASSES = 1000;
  private static final int MOST_CHANNELS = 256;
  private static final int MOST_CELLS = 20;
  private static final int MOST_STACKS = 5;

  /** Beyond about 4 GiB of activations in double precision a case is refused. */
  private static final long MOST_ACTIVATIONS = 1L << 29;

  private static final List<String> SPACES = List.of("nasbench101", "nasbench201");
  private static final List<String> COMMON =
      List.of("classes", "batch", "layers", "conv_linear_parameters", "loss", "measures");

  private final String place;
  private final JsonNode json;

  /**
   * Starts to read.
   *
   * @param place file, line and number of the case
   */
  CaseReader(String place, JsonNode json) {
    this.place = place;
    this.json = json;
  }

  GoldenCase read() {
    if (!json.isObject()) {
      throw refused(shown(json) + " must be an object of fields", "");
    }
    require(List.of("space"));
    String space = text("space", json.get("space"));
    if (!SPACES.contains(space)) {
      throw refused(
          "there is no space " + ErrorText.quote(space),
          ErrorText.nearest(space, SPACES)
              .map(nearest -> "you mean " + nearest)
              .orElse("use one of " + String.join(", ", SPACES)));
    }
    boolean cells101 = space.equals("nasbench101");
    require(
        cells101
            ? List.of("matrix", "ops", "stem_channels", "stacks", "cells_per_stack")
            : List.of("arch", "channels", "cells_per_stage"));
    require(COMMON);
    Task task = new Task(GoldenCase.SHAPE, whole("classes", GoldenCase.LABELS, MOST_CLASSES));
    int images = whole("batch", 1, MOST_IMAGES);
    String name = cells101 ? nasBench101Text() : text("arch", json.get("arch"));
    Network network =
        cells101 ? nasBench101(name, task) : nasBench201(name, task, NetworkVariant.ZERO_COST);
    checkSize(network, images);
    return new GoldenCase(
        place,
        name,
        network,
        cells101 ? network : nasBench201(name, task, NetworkVariant.TRAINED),
        layers(network),
        images,
        number("loss", json.get("loss")),
        measures());
  }

  private void require(List<String> fields) {
    List<String> missing = fields.stream().filter(field -> !json.has(field)).toList();
    if (missing.isEmpty()) {
      return;
    }
    List<String> present = new ArrayList<>();
    json.fieldNames().forEachRemaining(present::add);
    throw refused(
        missing.size() == 1
            ? "the field " + missing.get(0) + " is missing"
            : "the fields " + String.join(", ", missing) + " are missing",
        ErrorText.nearest(missing.get(0), present)
            .filter(nearest -> !fields.contains(nearest))
            .map(nearest -> ErrorText.quote(nearest) + " means " + missing.get(0))
            .orElse(""));
  }

  private Network nasBench201(String text, Task task, NetworkVariant variant) {
    NasBench201Space space =
        new NasBench201Space(
            new NasBench201Settings(
                whole("channels", 1, MOST_CHANNELS),
                whole("cells_per_stage", 1, MOST_CELLS),
                variant,
                CanonicalDefinition.STRING));
    try {
      return space.network(space.parse(text), task);
    } catch (InvalidArchitectureException e) {
      throw refused("arch: " + e.getMessage(), "");
    }
  }

  private Network nasBench101(String text, Task task) {
    int vertices = 7;
    NasBench101Space space =
        new NasBench101Space(
            new NasBench101Settings(
                whole("stem_channels", vertices - 2, MOST_CHANNELS),
                whole("stacks", 1, MOST_STACKS),
                whole("cells_per_stack", 1, MOST_CELLS),
                vertices,
                9,
                0.1));
    try {
      return space.network(space.parse(text), task);
    } catch (InvalidArchitectureException e) {
      throw refused("matrix and ops: " + e.getMessage(), "");
    }
  }

  private String nasBench101Text() {
    StringBuilder text = new StringBuilder();
    for (JsonNode row : list("matrix", json.get("matrix"))) {
      for (JsonNode bit : list("a row of matrix", row)) {
        if (!bit.isIntegralNumber()) {
          throw refused("matrix: " + shown(bit) + " must be 0 or 1", "");
        }
        text.append(bit.asText());
      }
      text.append(' ');
    }
    text.append('/');
    for (JsonNode operation : list("ops", json.get("ops"))) {
      text.append(' ').append(text("ops", operation));
    }
    return text.toString();
  }

  private void checkSize(Network network, int images) {
    long values =
        images * network.nodes().stream().mapToLong(node -> node.output().elements()).sum();
    if (values > MOST_ACTIVATIONS || network.parameters() > MOST_ACTIVATIONS / 8) {
      throw refused(
          "the network is too large to be measured: "
              + network.parameters()
              + " parameters and "
              + values
              + " values for "
              + images
              + " images",
          "lower batch or the number of channels or cells");
    }
  }

  private List<String> layers(Network network) {
    Set<String> expected = new LinkedHashSet<>();
    long parameters = 0;
    for (Network.Node node : network.nodes()) {
      if (node.operation().hasWeights()) {
        expected.add(node.name());
        parameters += node.operation().parameterCount(network.inputsOf(node));
      }
    }
    Set<String> listed = new LinkedHashSet<>();
    for (JsonNode layer : list("layers", json.get("layers"))) {
      String name = text("layers", layer);
      if (!expected.contains(name)) {
        throw refused(
            "layers: the network has no convolution or linear layer " + ErrorText.quote(name),
            ErrorText.nearest(name, expected).map(nearest -> "you mean " + nearest).orElse(""));
      }
      if (!listed.add(name)) {
        throw refused("layers: " + ErrorText.quote(name) + " is there twice", "");
      }
    }
    List<String> missing = expected.stream().filter(name -> !listed.contains(name)).toList();
    if (!missing.isEmpty()) {
      throw refused(
          "layers: "
              + listed.size()
              + " of the network's "
              + expected.size()
              + " convolutions and linear layers are there; the first that is not is "
              + ErrorText.quote(missing.get(0)),
          "");
    }
    JsonNode stated = json.get("conv_linear_parameters");
    if (!stated.isIntegralNumber() || !stated.asText().equals(Long.toString(parameters))) {
      throw refused(
          "conv_linear_parameters ("
              + shown(stated)
              + ") must be "
              + parameters
              + ", the number of weights and biases of these layers",
          "the shape of some layer differs");
    }
    return List.copyOf(listed);
  }

  private Map<String, Double> measures() {
    JsonNode node = json.get("measures");
    if (!node.isObject() || node.isEmpty()) {
      throw refused("measures (" + shown(node) + ") must be an object of at least one number", "");
    }
    Map<String, Double> measures = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      measures.put(field.getKey(), number(field.getKey(), field.getValue()));
    }
    return measures;
  }

  private String text(String key, JsonNode node) {
    if (!node.isTextual()) {
      throw refused(key + " (" + shown(node) + ") must be a text", "");
    }
    return node.textValue();
  }

  private JsonNode list(String key, JsonNode node) {
    if (!node.isArray()) {
      throw refused(key + " (" + shown(node) + ") must be an array", "");
    }
    return node;
  }

  private int whole(String key, int least, int most) {
    JsonNode node = json.get(key);
    if (!node.isIntegralNumber()) {
      throw refused(key + " (" + shown(node) + ") must be a whole number", "");
    }
    if (!node.canConvertToInt() || node.intValue() < least || node.intValue() > most) {
      throw refused(key + " (" + shown(node) + ") must be from " + least + " to " + most, "");
    }
    return node.intValue();
  }

  private double number(String key, JsonNode node) {
    if (!node.isNumber()) {
      throw refused(
          ErrorText.quote(key) + " (" + shown(node) + ") must be a number",
          node.isTextual() ? "write it without quotes" : "");
    }
    if (!Double.isFinite(node.doubleValue())) {
      throw refused(ErrorText.quote(key) + " is too large for double precision", "");
    }
    return node.doubleValue();
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    String cut = text.length() > 60 ? text.substring(0, 60) + "..." : text;
    return cut.replaceAll("[^ -~]", "?");
  }

  private UserException refused(String problem, String advice) {
    return new UserException(place + ": " + problem, advice);
  }
}
