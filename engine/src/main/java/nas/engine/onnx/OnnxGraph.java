package nas.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import nas.core.file.ProtobufWriter;
import nas.engine.kernel.OnnxAttributes;

/**
 * An ONNX graph in the making: nodes in the order of execution, and constants. Numbers of messages'
 * fields are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
 */
final class OnnxGraph {

  /** Type of a tensor's elements. */
  private static final int FLOAT = 1;

  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT32 = 6;
  private static final int INT64 = 7;

  /** Types of attributes. */
  private static final int FLOAT_TYPE = 1;

  private static final int INT_TYPE = 2;
  private static final int STRING_TYPE = 3;
  private static final int INTS_TYPE = 7;

  private final ProtobufWriter nodes = new ProtobufWriter();
  private final ProtobufWriter constants = new ProtobufWriter();
  private final Set<String> names = new HashSet<>();

  private static ProtobufWriter attribute(String name, Object value) {
    ProtobufWriter message = new ProtobufWriter().text(1, name);
    if (value instanceof Long number) {
      return message.number(3, number).number(20, INT_TYPE);
    } else if (value instanceof Float number) {
      return message.real(2, number).number(20, FLOAT_TYPE);
    } else if (value instanceof String text) {
      return message.text(4, text).number(20, STRING_TYPE);
    } else if (value instanceof long[] numbers) {
      for (long number : numbers) {
        message.number(8, number);
      }
      return message.number(20, INTS_TYPE);
    }
    throw new IllegalArgumentException("attribute %s cannot be %s".formatted(name, value));
  }

  /** Returns a name that nothing else in the graph has: the one wanted if it is free. */
  String name(String wanted) {
    String free = wanted;
    for (int count = 2; !names.add(free); count++) {
      free = wanted + "_" + count;
    }
    return free;
  }

  /**
   * Adds a node with one output.
   *
   * @param output its name, by {@link #name}; names the node too
   * @return the output
   */
  String node(String operator, String output, OnnxAttributes attributes, String... inputs) {
    return node(operator, output, attributes, List.of(inputs));
  }

  /** Adds a node; see {@link #node(String, String, OnnxAttributes, String...)}. */
  String node(String operator, String output, OnnxAttributes attributes, List<String> inputs) {
    ProtobufWriter node = new ProtobufWriter();
    inputs.forEach(input -> node.text(1, input));
    node.text(2, output).text(3, output).text(4, operator);
    attributes.values().forEach((name, value) -> node.message(5, attribute(name, value)));
    nodes.message(1, node);
    return output;
  }

  /** Adds a constant under a name from {@link #name} and returns the name. */
  String constant(String name, float[] values, List<Integer> shape) {
    ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, values.length));
    raw.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return constant(name, FLOAT, shape, raw.array());
  }

  /** Adds a vector of whole numbers; see {@link #constant(String, float[], List)}. */
  String constant(String name, long... values) {
    ByteBuffer raw = ByteBuffer.allocate(Long.BYTES * values.length);
    raw.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(values);
    return constant(name, INT64, List.of(values.length), raw.array());
  }

  /** Adds whole numbers of 8 bits; see {@link #constant(String, float[], List)}. */
  String constant(String name, byte[] values, List<Integer> shape) {
    return constant(name, INT8, shape, values);
  }

  /**
   * Adds a whole number of 0 to 255 without a side; see {@link #constant(String, float[], List)}.
   */
  String wholeByte(String name, int value) {
    return constant(name, UINT8, List.of(), new byte[] {(byte) value});
  }

  /** Adds a vector of whole numbers of 32 bits; see {@link #constant(String, float[], List)}. */
  String ints(String name, int... values) {
    ByteBuffer raw = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, values.length));
    raw.order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return constant(name, INT32, List.of(values.length), raw.array());
  }

  private String constant(String name, int type, List<Integer> shape, byte[] raw) {
    ProtobufWriter tensor = new ProtobufWriter();
    shape.forEach(side -> tensor.number(1, side));
    constants.message(5, tensor.number(2, type).text(8, name).bytes(9, raw));
    return name;
  }

  /**
   * An input or output of the graph.
   *
   * @param sides its shape behind the batch dimension: numbers, or names where any number will do
   * @param type type of its elements
   */
  record Value(String name, List<String> sides, int type) {
    Value {
      sides = List.copyOf(sides);
    }

    /** Numbers of single precision. */
    Value(String name, List<String> sides) {
      this(name, sides, FLOAT);
    }

    /** Returns a value of whole numbers. */
    static Value whole(String name, List<String> sides) {
      return new Value(name, sides, INT64);
    }

    private ProtobufWriter message() {
      ProtobufWriter shape = new ProtobufWriter().message(1, new ProtobufWriter().text(2, "batch"));
      sides.forEach(side -> shape.message(1, dimension(side)));
      ProtobufWriter tensor = new ProtobufWriter().number(1, type).message(2, shape);
      return new ProtobufWriter().text(1, name).message(2, new ProtobufWriter().message(1, tensor));
    }

    private static ProtobufWriter dimension(String side) {
      return Character.isDigit(side.charAt(0))
          ? new ProtobufWriter().number(1, Integer.parseInt(side))
          : new ProtobufWriter().text(2, side);
    }
  }

  /** Returns the graph as a message. */
  byte[] bytes(String name, Value input, List<Value> outputs) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(nodes.bytes());
    parts.add(new ProtobufWriter().text(2, name).bytes());
    parts.add(constants.bytes());
    ProtobufWriter ends = new ProtobufWriter().message(11, input.message());
    outputs.forEach(output -> ends.message(12, output.message()));
    parts.add(ends.bytes());
    int size = 0;
    for (byte[] part : parts) {
      size = Math.addExact(size, part.length);
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    parts.forEach(all::put);
    return all.array();
  }
}
