package nas.engine.onnx;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.UserException;
import nas.engine.NamedTensor;
import nas.engine.data.Normalisation;
import nas.engine.kernel.Kernel;
import nas.engine.kernel.Kernels;
import nas.engine.kernel.OnnxAxis;
import nas.engine.kernel.OnnxTensor;
import nas.engine.model.ModelSignature;
import nas.engine.model.TrainedModel;
import nas.engine.onnx.OnnxValue.Constant;
import nas.engine.onnx.OnnxValue.Unread;
import nas.network.Network;

/**
 * Reads networks from ONNX files, those of other programs and those that this program wrote.
 *
 * <p>What an operator stands for say the kernels of operations ({@link Kernel#read}). What depends
 * on constants alone is computed. Scaling and normalisation of images before the first layer are
 * handed out beside the network, and a softmax at the end is left out, as networks end with logits.
 */
public final class OnnxReader {

  private static final int MOST_NAMED = 12;
  private static final String PROVENANCE = "provenance.";

  private final OnnxFile file;
  private final Folding folding;
  private final OnnxImport graph;
  private final SortedSet<String> operators = operators();

  /** Nodes that cannot be read, by what is wrong with them. */
  private final Map<String, List<OnnxNode>> problems = new LinkedHashMap<>();

  /**
   * A network from a file.
   *
   * @param network the graph; its id is {@code onnx:} and a digest of the graph, but the
   *     architecture's own in a file of this program
   * @param tensors the file's weights and running statistics, under the names of {@link
   *     NamedTensor}
   * @param mean what the file subtracts from each channel of the images; one number for all of
   *     them, or one each
   * @param deviation by what it divides them then
   * @param metadata further texts in the file, by name
   */
  public record ReadNetwork(
      Network network,
      List<NamedTensor> tensors,
      List<Double> mean,
      List<Double> deviation,
      SortedMap<String, String> metadata) {
    /** Copies the lists. */
    public ReadNetwork {
      tensors = List.copyOf(tensors);
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }

    /** Returns what the file does to pixels before the first layer; empty: nothing. */
    public Optional<Normalisation> normalisation() {
      boolean nothing =
          mean.stream().allMatch(value -> value == 0)
              && deviation.stream().allMatch(value -> value == 1);
      return nothing ? Optional.empty() : Optional.of(channels());
    }

    private Normalisation channels() {
      List<Normalisation.Channel> channels = new ArrayList<>();
      for (int channel = 0; channel < network.input().channels(); channel++) {
        int at = mean.size() == 1 ? 0 : channel;
        channels.add(new Normalisation.Channel(mean.get(at), deviation.get(at)));
      }
      return new Normalisation(channels);
    }
  }

  /** How many nodes could not be read, or read what could not be. */
  private int unread;

  private OnnxReader(OnnxFile file, List<OnnxAxis> order) {
    this.file = file;
    folding = new Folding(file.path(), file.opset());
    graph = new OnnxImport(file, order);
  }

  /**
   * Reads a file.
   *
   * @throws UserException if it cannot be read, or holds what has no counterpart here; names all
   *     such nodes and their operators
   */
  public static ReadNetwork read(Path path) {
    try {
      return read(OnnxFile.read(path));
    } catch (OutOfMemoryError e) {
      throw new UserException(
          "%s: its constants need more memory than Java has".formatted(path),
          "give it more, as in java -Xmx8g -jar nas.jar");
    }
  }

  /**
   * Takes the dimensions of the input for what they may stand for, one after the other, until all
   * nodes can be read; if none is right, the one is explained by which the most can.
   */
  private static ReadNetwork read(OnnxFile file) {
    List<OnnxNode> needed = needed(file);
    List<OnnxNode> nodes = Fusion.joined(file, needed);
    Optional<Refusal> refusal = Optional.empty();
    for (List<OnnxAxis> order : file.input().orders()) {
      OnnxReader reader = new OnnxReader(file, order);
      try {
        return reader.network(nodes);
      } catch (UserException e) {
        if (refusal.isEmpty() || reader.unread < refusal.get().unread()) {
          refusal = Optional.of(new Refusal(reader.unread, e));
        }
      }
    }
    throw refusal.orElseThrow().reason();
  }

  /** Why a file cannot be read in one way. */
  private record Refusal(int unread, UserException reason) {}

  /**
   * Reads a file as a trained network, with the names of classes that this program writes, or
   * numbers in their place. Pixels are what the file takes, where it does not normalise them.
   *
   * @throws UserException as {@link #read(Path)}, and if the network is no classifier
   */
  public static TrainedModel model(Path path) {
    ReadNetwork read = read(path);
    Network network = read.network();
    List<String> classes = new ArrayList<>();
    for (int label = 0; label < network.outputNode().output().channels(); label++) {
      classes.add(read.metadata().getOrDefault("class." + label, Integer.toString(label)));
    }
    SortedMap<String, String> provenance = new TreeMap<>();
    read.metadata()
        .forEach(
            (key, value) -> {
              if (key.startsWith(PROVENANCE)) {
                provenance.put(key.substring(PROVENANCE.length()), value);
              }
            });
    provenance.putIfAbsent("architecture", network.id());
    try {
      return new TrainedModel(
          network,
          read.tensors(),
          ModelSignature.ofImages(classes, read.channels()),
          new TreeMap<>(),
          provenance);
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "%s is no classifier: %s".formatted(path, e.getMessage()),
          "name the network of one that gives a number for each class");
    }
  }

  /** Returns the operators that may stand in a file, be it in certain places only. */
  public static SortedSet<String> operators() {
    SortedSet<String> all = new TreeSet<>(Kernels.onnxOperators());
    all.addAll(ShapeRules.operators());
    all.addAll(StepRules.operators());
    all.addAll(PixelRules.operators());
    all.addAll(Folding.operators());
    return all;
  }

  private ReadNetwork network(List<OnnxNode> nodes) {
    Set<String> read = new HashSet<>(Set.of(file.output()));
    nodes.forEach(node -> read.addAll(node.inputs()));
    nodes.forEach(node -> read(new OnnxNodeReading(node, graph, read)));
    if (!problems.isEmpty()) {
      throw new UserException(
          "%s: %s".formatted(file.path(), problemText()),
          "export the network in another way, or bring a kernel that reads this as a plug-in");
    }
    try {
      Network network = graph.network(file.output());
      OnnxValue.Pixels pixels = graph.preparation().orElseThrow();
      return new ReadNetwork(
          network.named(id(network)),
          graph.tensors(),
          pixels.mean(),
          pixels.deviation(),
          file.metadata());
    } catch (IllegalArgumentException e) {
      throw new UserException(
          "%s: %s".formatted(file.path(), e.getMessage()), "export the network for inference");
    }
  }

  private String id(Network network) {
    return file.producer().equals(OnnxModel.PRODUCER) && file.graph().matches("[ -~]+")
        ? file.graph()
        : "onnx:" + network.digest();
  }

  /** Returns the nodes on which the first output depends, in order. */
  private static List<OnnxNode> needed(OnnxFile file) {
    Set<String> wanted = new HashSet<>(Set.of(file.output()));
    List<OnnxNode> needed = new ArrayList<>();
    for (int index = file.nodes().size() - 1; index >= 0; index--) {
      OnnxNode node = file.nodes().get(index);
      if (node.outputs().stream().anyMatch(wanted::contains)) {
        wanted.addAll(node.inputs());
        needed.add(node);
      }
    }
    java.util.Collections.reverse(needed);
    return needed;
  }

  private void read(OnnxNodeReading reading) {
    OnnxNode node = reading.node();
    try {
      if (!isKnown(node.operator())) {
        throw new IllegalArgumentException("no operation stands for it here");
      }
      if (node.inputs().stream()
          .noneMatch(name -> !name.isEmpty() && graph.value(name) instanceof Unread)) {
        translate(reading);
        return;
      }
    } catch (IllegalArgumentException e) {
      report(String.valueOf(e.getMessage()), node);
    } catch (ArithmeticException | IndexOutOfBoundsException | NegativeArraySizeException e) {
      report("its inputs, attributes or sizes are out of range", node);
    }
    unread++;
    node.outputs().forEach(output -> graph.put(output, new Unread()));
  }

  private void report(String problem, OnnxNode node) {
    problems.computeIfAbsent(problem, key -> new ArrayList<>()).add(node);
  }

  private boolean isKnown(String operator) {
    return operators.contains(operator);
  }

  private void translate(OnnxNodeReading node) {
    boolean read =
        PixelRules.read(node)
            || FilledRules.read(node, folding)
            || folded(node)
            || StepRules.read(node)
            || ShapeRules.read(node, graph);
    if (read) {
      return;
    }
    for (Kernel<?> kernel : Kernels.reading(node.operator())) {
      if (kernel.read(node)) {
        return;
      }
    }
    throw new IllegalArgumentException(
        Kernels.reading(node.operator()).isEmpty()
            ? "it is read where it prepares images or computes constants only"
            : "no operation stands for it with such inputs here");
  }

  private boolean folded(OnnxNodeReading node) {
    List<OnnxTensor> constants = new ArrayList<>();
    String array = "";
    for (String input : node.node().inputs()) {
      if (input.isEmpty()) {
        constants.add(new OnnxTensor(List.of(0), new double[0], true));
      } else if (graph.value(input) instanceof Constant constant) {
        constants.add(constant.tensor());
        array = array.isEmpty() && !constant.tensor().whole() ? constant.array() : array;
      } else {
        return false;
      }
    }
    if (!folding.knows(node.operator())) {
      return false;
    }
    // Numbers and scales have names of their own; weights have that of what is made of both.
    boolean rounded = node.operator().equals("DequantizeLinear");
    String name = rounded ? node.node().outputs().get(0) : array;
    node.put(0, new Constant(folding.fold(node.node(), constants), name));
    return true;
  }

  private String problemText() {
    List<String> parts = new ArrayList<>();
    problems.forEach(
        (problem, nodes) -> {
          int more = nodes.size() - MOST_NAMED;
          String named =
              String.join(", ", nodes.stream().limit(MOST_NAMED).map(OnnxNode::toString).toList());
          parts.add(
              "%s%s: %s".formatted(named, more > 0 ? " and %d more".formatted(more) : "", problem));
        });
    return String.join("; ", parts);
  }
}
