package nas.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import nas.engine.kernel.OnnxTensor;
import nas.engine.kernel.QuantiseKernel;

/**
 * Joins operators that together are one layer: what exporters make of a layer for which an operator
 * set has no operator of its own.
 */
final class Fusion {

  /** What takes the place of several nodes. */
  private record Layer(List<OnnxNode> parts, OnnxNode whole) {}

  private final Folding folding;
  private final Map<String, OnnxTensor> constants;
  private final Set<String> unsignedBytes;
  private final Map<String, OnnxNode> writers = new HashMap<>();
  private final Map<String, List<OnnxNode>> readers = new HashMap<>();
  private final String output;

  private Fusion(OnnxFile file, List<OnnxNode> nodes) {
    folding = new Folding(file.path(), file.opset());
    constants = file.constants().values();
    unsignedBytes = file.constants().unsignedBytes();
    output = file.output();
    for (OnnxNode node : nodes) {
      node.outputs().forEach(written -> writers.put(written, node));
      node.inputs()
          .forEach(read -> readers.computeIfAbsent(read, key -> new ArrayList<>()).add(node));
    }
  }

  /** Returns the nodes, in their order, those of such layers joined. */
  static List<OnnxNode> joined(OnnxFile file, List<OnnxNode> nodes) {
    Fusion fusion = new Fusion(file, nodes);
    Map<OnnxNode, OnnxNode> last = new HashMap<>();
    Set<OnnxNode> gone = new HashSet<>();
    for (OnnxNode node : nodes) {
      fusion
          .layer(node)
          .filter(layer -> layer.parts().stream().noneMatch(gone::contains))
          .ifPresent(
              layer -> {
                gone.addAll(layer.parts());
                last.put(layer.parts().get(layer.parts().size() - 1), layer.whole());
              });
    }
    List<OnnxNode> joined = new ArrayList<>();
    for (OnnxNode node : nodes) {
      OnnxNode whole = last.get(node);
      if (whole != null) {
        joined.add(whole);
      } else if (!gone.contains(node)) {
        joined.add(node);
      }
    }
    return joined;
  }

  private Optional<Layer> layer(OnnxNode node) {
    return switch (node.operator()) {
      case "Div" -> normalisation(node);
      case "MatMul" -> product(node);
      case "Sigmoid" -> swish(node);
      case "QuantizeLinear" -> rounding(node);
      default -> Optional.empty();
    };
  }

  /** A value times its sigmoid. */
  private Optional<Layer> swish(OnnxNode sigmoid) {
    String gate = sigmoid.outputs().get(0);
    String from = sigmoid.input(0).orElse("");
    return only(sigmoid, "Mul")
        .filter(product -> !from.isEmpty())
        .filter(product -> Set.copyOf(product.inputs()).equals(Set.of(gate, from)))
        .map(
            product -> layer(product, "Swish", List.of(from), Map.of(), List.of(sigmoid, product)));
  }

  /** Values rounded to 8 bits without a sign, and what their numbers stand for. */
  private Optional<Layer> rounding(OnnxNode numbers) {
    return readers.getOrDefault(numbers.outputs().get(0), List.of()).stream()
        .filter(values -> values.operator().equals("DequantizeLinear") && turns(values, numbers))
        .filter(values -> areReadWithin(List.of(numbers), List.of(numbers, values)))
        .findFirst()
        .map(
            values ->
                layer(
                    values,
                    numbers.operator(),
                    numbers.inputs(),
                    Map.of(QuantiseKernel.DEQUANTISED, AttributeProto.newBuilder().setI(1).build()),
                    List.of(numbers, values)));
  }

  /** Says whether an operator turns back what another rounds, by one scale and one zero point. */
  private boolean turns(OnnxNode values, OnnxNode numbers) {
    return numbers.inputs().size() == 3
        && values.inputs().size() == 3
        && unsignedBytes.contains(numbers.inputs().get(2))
        && IntStream.of(1, 2)
            .allMatch(
                term ->
                    number(numbers, term).isPresent()
                        && number(numbers, term).equals(number(values, term)));
  }

  /** A product of matrices and the bias that is added to it. */
  private Optional<Layer> product(OnnxNode product) {
    Optional<OnnxNode> sum = only(product, "Add");
    Optional<String> bias = sum.flatMap(node -> vector(node, product));
    if (bias.isEmpty() || product.inputs().size() != 2) {
      return Optional.empty();
    }
    List<String> inputs = new ArrayList<>(product.inputs());
    inputs.add(bias.get());
    return Optional.of(
        layer(product, "MatMul", inputs, Map.of(), List.of(product, sum.orElseThrow())));
  }

  /**
   * A layer normalisation before operator set 17: the distance from the mean, by the root of the
   * mean of its square, then maybe a factor and a summand for each feature.
   */
  private Optional<Layer> normalisation(OnnxNode quotient) {
    Optional<OnnxNode> distance = read(quotient, 0, "Sub");
    Optional<OnnxNode> mean = distance.flatMap(node -> read(node, 1, "ReduceMean"));
    Optional<OnnxNode> root = read(quotient, 1, "Sqrt");
    Optional<OnnxNode> raised = root.flatMap(node -> read(node, 0, "Add"));
    Optional<OnnxNode> variance = raised.flatMap(this::averaged);
    Optional<OnnxNode> square = variance.flatMap(node -> square(node, distance));
    Optional<Integer> axis = mean.flatMap(this::axis);
    if (square.isEmpty() || axis.isEmpty()) {
      return Optional.empty();
    }
    List<OnnxNode> parts =
        new ArrayList<>(
            List.of(
                mean.orElseThrow(),
                distance.orElseThrow(),
                square.get(),
                variance.orElseThrow(),
                raised.orElseThrow(),
                root.orElseThrow(),
                quotient));
    String from = distance.orElseThrow().input(0).orElse("");
    boolean matches =
        mean.orElseThrow().input(0).equals(Optional.of(from))
            && axis.equals(variance.flatMap(this::axis))
            && areReadWithin(parts.subList(0, parts.size() - 1), parts);
    if (!matches) {
      return Optional.empty();
    }
    Map<String, AttributeProto> attributes =
        Map.of(
            "axis",
            AttributeProto.newBuilder().setI(axis.get()).build(),
            "epsilon",
            AttributeProto.newBuilder()
                .setF(epsilon(raised.orElseThrow()).orElseThrow().floatValue())
                .build());
    List<String> inputs = new ArrayList<>(List.of(from));
    addAffine(parts, inputs);
    return Optional.of(layer(quotient, "LayerNormalization", inputs, attributes, parts));
  }

  /** Returns what is averaged before a small number is added to it. */
  private Optional<OnnxNode> averaged(OnnxNode raised) {
    return epsilon(raised).isEmpty()
        ? Optional.empty()
        : read(raised, 0, "ReduceMean").or(() -> read(raised, 1, "ReduceMean"));
  }

  private Optional<Double> epsilon(OnnxNode raised) {
    return number(raised, 1).or(() -> number(raised, 0));
  }

  private Optional<OnnxNode> square(OnnxNode variance, Optional<OnnxNode> distance) {
    String from = distance.map(node -> node.outputs().get(0)).orElse("");
    return read(variance, 0, "Mul")
        .filter(node -> node.inputs().equals(List.of(from, from)))
        .or(
            () ->
                read(variance, 0, "Pow")
                    .filter(node -> node.input(0).equals(Optional.of(from)))
                    .filter(node -> number(node, 1).equals(Optional.of(2.0))));
  }

  /** Adds the factors and summands that follow a normalisation. */
  private void addAffine(List<OnnxNode> parts, List<String> inputs) {
    for (String operator : List.of("Mul", "Add")) {
      OnnxNode last = parts.get(parts.size() - 1);
      Optional<OnnxNode> next = only(last, operator);
      Optional<String> array = next.flatMap(node -> vector(node, last));
      if (array.isEmpty()) {
        return;
      }
      parts.add(next.orElseThrow());
      inputs.add(array.get());
    }
  }

  private static Layer layer(
      OnnxNode named,
      String operator,
      List<String> inputs,
      Map<String, AttributeProto> attributes,
      List<OnnxNode> parts) {
    OnnxNode last = parts.get(parts.size() - 1);
    return new Layer(
        parts, new OnnxNode(named.name(), operator, inputs, last.outputs(), attributes));
  }

  /** Returns the node that writes an input, if it is of an operator. */
  private Optional<OnnxNode> read(OnnxNode node, int input, String operator) {
    return node.input(input)
        .flatMap(name -> Optional.ofNullable(writers.get(name)))
        .filter(writer -> writer.operator().equals(operator) && writer.outputs().size() == 1);
  }

  /** Returns the only node that reads a node's output, if it is of an operator. */
  private Optional<OnnxNode> only(OnnxNode node, String operator) {
    String written = node.outputs().get(0);
    List<OnnxNode> all = readers.getOrDefault(written, List.of());
    return all.size() == 1 && !written.equals(output) && all.get(0).inputs().size() == 2
        ? Optional.of(all.get(0)).filter(next -> next.operator().equals(operator))
        : Optional.empty();
  }

  private boolean areReadWithin(List<OnnxNode> nodes, List<OnnxNode> parts) {
    return nodes.stream()
        .map(node -> node.outputs().get(0))
        .allMatch(
            written ->
                !written.equals(output)
                    && parts.containsAll(readers.getOrDefault(written, List.of())));
  }

  /** Returns the name of the vector that a node computes another one's output with. */
  private Optional<String> vector(OnnxNode node, OnnxNode other) {
    String from = other.outputs().get(0);
    String array = node.inputs().get(node.inputs().get(0).equals(from) ? 1 : 0);
    return Optional.ofNullable(constants.get(array))
        .filter(tensor -> tensor.rank() == 1 && tensor.values().length > 1)
        .map(tensor -> array);
  }

  /** Returns an input that is one number. */
  private Optional<Double> number(OnnxNode node, int input) {
    return numbers(node, input)
        .filter(tensor -> tensor.values().length == 1)
        .map(tensor -> tensor.values()[0]);
  }

  private Optional<OnnxTensor> numbers(OnnxNode node, int input) {
    return node.input(input)
        .flatMap(
            name ->
                Optional.ofNullable(constants.get(name))
                    .or(() -> read(node, input, "Constant").flatMap(this::held)));
  }

  private Optional<OnnxTensor> held(OnnxNode constant) {
    try {
      return Optional.of(folding.fold(constant, List.of()));
    } catch (IllegalArgumentException e) {
      // It is said where the node itself is read.
      return Optional.empty();
    }
  }

  /** Returns the one axis of a mean that keeps its dimensions. */
  private Optional<Integer> axis(OnnxNode mean) {
    if (mean.integer("keepdims", 1) != 1) {
      return Optional.empty();
    }
    Optional<List<Integer>> axes =
        mean.inputs().size() > 1
            ? numbers(mean, 1).map(tensor -> Arrays.stream(tensor.integers()).boxed().toList())
            : mean.integers("axes");
    return axes.filter(list -> list.size() == 1).map(list -> list.get(0));
  }
}
