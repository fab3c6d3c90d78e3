package nas.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One operator at its place in an ONNX file.
 *
 * @param name the node's name, or its first output where it has none
 * @param operator such as {@code Conv}
 * @param inputs names of the values it reads; empty for an optional one that is left out
 * @param outputs names of the values it writes
 * @param attributes by name
 */
record OnnxNode(
    String name,
    String operator,
    List<String> inputs,
    List<String> outputs,
    Map<String, AttributeProto> attributes) {

  /** Copies the lists. */
  OnnxNode {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    attributes = Map.copyOf(attributes);
  }

  /** Returns the name of an input, or nothing where it is left out. */
  Optional<String> input(int index) {
    return index < inputs.size() && !inputs.get(index).isEmpty()
        ? Optional.of(inputs.get(index))
        : Optional.empty();
  }

  /** Returns a whole number. */
  long integer(String attribute, long byDefault) {
    AttributeProto found = attributes.get(attribute);
    return found == null ? byDefault : found.getI();
  }

  /** Returns a real number. */
  double real(String attribute, double byDefault) {
    AttributeProto found = attributes.get(attribute);
    return found == null ? byDefault : found.getF();
  }

  /** Returns a text. */
  String text(String attribute, String byDefault) {
    AttributeProto found = attributes.get(attribute);
    return found == null ? byDefault : found.getS().toStringUtf8();
  }

  /** Returns texts; none if the attribute is missing. */
  List<String> texts(String attribute) {
    AttributeProto found = attributes.get(attribute);
    return found == null
        ? List.of()
        : found.getStringsList().stream().map(ByteString::toStringUtf8).toList();
  }

  /** Returns whole numbers, which fit an int or are cut to its range. */
  Optional<List<Integer>> integers(String attribute) {
    AttributeProto found = attributes.get(attribute);
    return found == null
        ? Optional.empty()
        : Optional.of(
            found.getIntsList().stream().map(value -> Math.toIntExact(clamp(value))).toList());
  }

  private static long clamp(long value) {
    return Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
  }

  @Override
  public String toString() {
    return "node %s (%s)".formatted(name, operator).replaceAll("\\p{C}", "?");
  }
}
