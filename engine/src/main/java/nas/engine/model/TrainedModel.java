package nas.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.Sha256;
import nas.core.UserException;
import nas.core.trial.Objective;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.OneClass;
import nas.network.Target;

/**
 * A trained network with all that is needed to use it and to know where it comes from.
 *
 * <p>Its file is one safetensors file that other programs read too: the arrays under PyTorch's
 * names (see {@link NamedTensor}), and as metadata {@code nas.model}, a JSON text with all the
 * rest, and {@code nas.sha256}, the checksum of that text and of all arrays.
 *
 * @param network the graph
 * @param tensors weights and running statistics of all nodes that can reach the output
 * @param signature what goes into it and what comes out
 * @param values what networks for its target are compared by, by the part of the data: {@code
 *     training}, {@code validation}, {@code test}, and beside the accuracy of the last {@link
 *     #BALANCED} and {@link #LARGEST_CLASS}
 * @param provenance what it was made from: {@code architecture}, {@code search-space}, {@code
 *     seed}, settings and versions
 */
public record TrainedModel(
    Network network,
    List<NamedTensor> tensors,
    ModelSignature signature,
    SortedMap<String, Double> values,
    SortedMap<String, String> provenance) {

  /** Name of the file in a folder of a trained network. */
  public static final String FILE_NAME = "model.safetensors";

  /** Key of the mean recall of the classes that have test images. */
  public static final String BALANCED = "test-balanced";

  /** Key of the share of the largest class of the test images: what a constant answer has. */
  public static final String LARGEST_CLASS = "test-always-largest-class";

  private static final int VERSION = 1;
  private static final String TARGET_KEY = "target";
  private static final String READING_KEY = "reading";
  private static final String MODEL_KEY = "nas.model";
  private static final String CHECKSUM_KEY = "nas.sha256";
  private static final String ADVICE = "it is damaged: copy it again, or train again";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  /**
   * Copies the collections and checks that all fit together.
   *
   * @throws IllegalArgumentException if they do not
   */
  public TrainedModel {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    provenance = Collections.unmodifiableSortedMap(new TreeMap<>(provenance));
    FeatureShape output = network.outputNode().output();
    Target target = signature.target();
    if (!output.equals(target.output())) {
      throw new IllegalArgumentException(
          "the output of shape " + output + " does not fit " + target.described());
    }
    int normalised = signature.normalisation().channels().size();
    FeatureShape input = network.input();
    if (normalised != input.channels()
        && (normalised > 0 || input.kind() == FeatureShape.Kind.IMAGE)) {
      throw new IllegalArgumentException(
          "normalisation of " + normalised + " channels does not fit examples of " + input);
    }
    Objective objective = target.objective();
    values.forEach(
        (part, value) -> {
          if (!objective.allows(value)) {
            throw new IllegalArgumentException(
                "%s %s (%s) must be %s to %s"
                    .formatted(
                        part, objective.key(), value, objective.minimum(), objective.maximum()));
          }
        });
    tensors = ordered(network, tensors);
  }

  private static List<NamedTensor> ordered(Network network, List<NamedTensor> tensors) {
    Map<String, NamedTensor> named = new HashMap<>();
    tensors.forEach(tensor -> named.put(tensor.name(), tensor));
    List<NamedTensor> ordered = new ArrayList<>();
    for (NamedTensor.Place place : NamedTensor.layout(network)) {
      NamedTensor tensor = named.remove(place.name());
      if (tensor == null || !tensor.shape().equals(place.shape())) {
        throw new IllegalArgumentException(
            "array "
                + place.name()
                + (tensor == null ? " is missing" : " has shape " + tensor.shape())
                + "; the network wants shape "
                + place.shape());
      }
      ordered.add(tensor);
    }
    if (!named.isEmpty()) {
      throw new IllegalArgumentException(
          "array " + new TreeMap<>(named).firstKey() + " belongs to no node of the network");
    }
    return List.copyOf(ordered);
  }

  /** Returns the names of the classes, in the order of the output. */
  public List<String> classNames() {
    return signature.classNames();
  }

  /** Returns what maps pixels of 0 to 255 to the network's input. */
  public Normalisation normalisation() {
    return signature.normalisation();
  }

  /** Returns the model with further values beside those it has. */
  public TrainedModel withValues(SortedMap<String, Double> further) {
    SortedMap<String, Double> all = new TreeMap<>(values);
    all.putAll(further);
    return new TrainedModel(network, tensors, signature, all, provenance);
  }

  /** Says whether the test accuracy is known to be no better than a constant answer's. */
  public boolean answersLikeAConstant() {
    Double test = values.get("test");
    Double constant = values.get(LARGEST_CLASS);
    return test != null && constant != null && test <= constant + 1e-9;
  }

  /** Returns the array of a name. */
  public NamedTensor tensor(String name) {
    for (NamedTensor tensor : tensors) {
      if (tensor.name().equals(name)) {
        return tensor;
      }
    }
    throw new IllegalArgumentException("there is no array " + name);
  }

  /**
   * Returns the model's file.
   *
   * @throws UserException if it would have 2 GiB or more
   */
  public byte[] bytes() {
    String model = description().toString();
    SortedMap<String, String> metadata = new TreeMap<>();
    metadata.put(MODEL_KEY, model);
    metadata.put(CHECKSUM_KEY, checksum(model, tensors));
    return new Safetensors(metadata, tensors).bytes();
  }

  /** Returns all but the weights as indented JSON, for people and other programs. */
  public String json() {
    return description().toPrettyString() + "\n";
  }

  private ObjectNode description() {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("format", "nas-trained-model");
    root.put("version", VERSION);
    classNames().forEach(root.putArray("classes")::add);
    if (!(signature.target() instanceof OneClass)) {
      root.set(TARGET_KEY, TargetJson.write(signature.target()));
    }
    if (!signature.reading().isEmpty()) {
      signature.reading().forEach(root.putObject(READING_KEY)::put);
    }
    if (!normalisation().channels().isEmpty()) {
      ObjectNode input = root.putObject("normalisation");
      input.put("pixels", "0 to 255");
      ArrayNode mean = input.putArray("mean");
      ArrayNode deviation = input.putArray("deviation");
      for (Normalisation.Channel channel : normalisation().channels()) {
        mean.add(channel.mean());
        deviation.add(channel.deviation());
      }
    }
    values.forEach(root.putObject(signature.target().objective().key())::put);
    provenance.forEach(root.putObject("provenance")::put);
    root.set("network", NetworkJson.write(network));
    return root;
  }

  /**
   * Reads a model.
   *
   * @param path its file, or a folder with a file {@link #FILE_NAME}
   * @throws UserException if there is none, it is damaged, foreign or of another version
   */
  public static TrainedModel read(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(FILE_NAME) : path;
    if (!Files.exists(file)) {
      throw new UserException(
          "There is no trained network " + file, "make one with 'train', or check the path");
    }
    try {
      if (Files.size(file) > Integer.MAX_VALUE - 16) {
        throw new UserException(file + " is too large for a trained network", "check the path");
      }
      return parse(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new UserException("There is no trained network " + file, "check the path");
    } catch (IOException e) {
      throw new UserException(file + " cannot be read: " + e.getMessage(), "check its permissions");
    }
  }

  /**
   * Reads a model.
   *
   * @param bytes its file
   * @param source what messages call the file
   * @throws UserException as {@link #read}
   */
  public static TrainedModel parse(byte[] bytes, String source) {
    Safetensors file = Safetensors.parse(bytes, source);
    String model = file.metadata().get(MODEL_KEY);
    if (model == null) {
      throw new UserException(
          source + " holds arrays, but no network of this program (no metadata " + MODEL_KEY + ")",
          "name a file that 'train' wrote");
    }
    JsonNode root = json(model, source);
    JsonNode version = root.path("version");
    if (version.isInt() && version.intValue() != VERSION) {
      throw new UserException(
          source
              + " has version "
              + version
              + " of the format; this program reads version "
              + VERSION,
          "use the version of the program that wrote it");
    }
    if (!checksum(model, file.tensors()).equals(file.metadata().get(CHECKSUM_KEY))) {
      throw new UserException(source + " does not match its checksum", ADVICE);
    }
    try {
      ModelSignature signature = signature(root);
      return new TrainedModel(
          NetworkJson.read(root.path("network")),
          file.tensors(),
          signature,
          numbers(root.path(signature.target().objective().key())),
          byKey(root.path("provenance")));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UserException(source + " is no sound network: " + e.getMessage(), ADVICE);
    }
  }

  /**
   * Arrays of a safetensors file, and what images are normalised by, if it is one of this program.
   *
   * @param tensors under the names that the file gives them
   * @param normalisation what the images were normalised by when they were trained, if it is known
   */
  public record Arrays(List<NamedTensor> tensors, Optional<Normalisation> normalisation) {

    /** Copies the list. */
    public Arrays {
      tensors = List.copyOf(tensors);
    }
  }

  /**
   * Reads the arrays of a safetensors file, whoever wrote it.
   *
   * @param bytes its file
   * @param source what messages call the file
   * @throws UserException if it is no sound file
   */
  public static Arrays arrays(byte[] bytes, String source) {
    Safetensors file = Safetensors.parseForeign(bytes, source);
    if (!file.metadata().containsKey(MODEL_KEY)) {
      return new Arrays(file.tensors(), Optional.empty());
    }
    TrainedModel model = parse(bytes, source);
    Normalisation by = model.signature().normalisation();
    return new Arrays(
        model.tensors(), by.channels().isEmpty() ? Optional.empty() : Optional.of(by));
  }

  private static JsonNode json(String model, String source) {
    try {
      return MAPPER.readTree(model);
    } catch (JsonProcessingException e) {
      throw new UserException(source + ": metadata " + MODEL_KEY + " is not JSON", ADVICE);
    }
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isTextual()) {
        throw new IllegalArgumentException("the class name " + text + " must be a text");
      }
      texts.add(text.textValue());
    }
    return texts;
  }

  private static ModelSignature signature(JsonNode root) {
    List<String> classNames = texts(root.path("classes"));
    return new ModelSignature(
        root.has(TARGET_KEY)
            ? TargetJson.read(root.get(TARGET_KEY))
            : new OneClass(classNames.size()),
        classNames,
        normalisation(root.path("normalisation")),
        byKey(root.path(READING_KEY)));
  }

  private static Normalisation normalisation(JsonNode node) {
    JsonNode mean = node.path("mean");
    JsonNode deviation = node.path("deviation");
    List<Normalisation.Channel> channels = new ArrayList<>();
    for (int channel = 0; channel < mean.size(); channel++) {
      channels.add(
          new Normalisation.Channel(
              mean.path(channel).asDouble(Double.NaN),
              deviation.path(channel).asDouble(Double.NaN)));
    }
    return new Normalisation(channels);
  }

  private static SortedMap<String, Double> numbers(JsonNode node) {
    SortedMap<String, Double> numbers = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      numbers.put(entry.getKey(), entry.getValue().asDouble(Double.NaN));
    }
    return numbers;
  }

  private static SortedMap<String, String> byKey(JsonNode node) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      texts.put(entry.getKey(), entry.getValue().asText());
    }
    return texts;
  }

  /** Returns the SHA-256 of a text, and of names, shapes and values of arrays, in hexadecimal. */
  public static String checksum(String model, List<NamedTensor> tensors) {
    byte[] arrays = new Safetensors(new TreeMap<>(), tensors).bytes();
    return new Sha256().add(model).add(arrays).hex();
  }
}
