package nas.engine.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A message of protocol buffers, read without knowledge of the writer. */
final class WireMessage {

  /** By field number: Long, Float or ByteBuffer. */
  private final Map<Integer, List<Object>> fields = new TreeMap<>();

  WireMessage(ByteBuffer bytes) {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      long tag = varint(in);
      Object value =
          switch ((int) (tag % 8)) {
            case 0 -> varint(in);
            case 2 -> {
              int length = Math.toIntExact(varint(in));
              ByteBuffer part = in.slice(in.position(), length).order(ByteOrder.LITTLE_ENDIAN);
              in.position(in.position() + length);
              yield part;
            }
            case 5 -> in.getFloat();
            default -> throw new IllegalArgumentException("wire type " + tag % 8);
          };
      fields.computeIfAbsent((int) (tag / 8), field -> new ArrayList<>()).add(value);
    }
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    long factor = 1;
    while (true) {
      int next = in.get();
      value += (next & 127) * factor;
      if (next >= 0) {
        return value;
      }
      factor *= 128;
    }
  }

  private List<Object> all(int field) {
    return fields.getOrDefault(field, List.of());
  }

  List<WireMessage> messages(int field) {
    return all(field).stream().map(value -> new WireMessage((ByteBuffer) value)).toList();
  }

  WireMessage message(int field) {
    return messages(field).get(0);
  }

  List<String> texts(int field) {
    return all(field).stream()
        .map(value -> StandardCharsets.UTF_8.decode(((ByteBuffer) value).duplicate()).toString())
        .toList();
  }

  String text(int field) {
    return texts(field).get(0);
  }

  List<Long> numbers(int field) {
    return all(field).stream().map(Long.class::cast).toList();
  }

  long number(int field) {
    return numbers(field).get(0);
  }

  ByteBuffer bytes(int field) {
    return (ByteBuffer) all(field).get(0);
  }
}
