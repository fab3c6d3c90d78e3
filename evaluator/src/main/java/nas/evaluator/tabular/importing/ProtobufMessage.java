package nas.evaluator.tabular.importing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The fields of one message in the wire format of protocol buffers, in their order.
 *
 * @param fields the fields
 */
record ProtobufMessage(List<Field> fields) {

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /**
   * A field.
   *
   * @param number its number in the schema
   * @param bits the value of a number: of a varint itself, else its bits
   * @param bytes the value of a text or of an embedded message; empty for numbers
   */
  record Field(int number, long bits, ByteBuffer bytes) {
    double asDouble() {
      return Double.longBitsToDouble(bits);
    }
  }

  /**
   * Reads a message.
   *
   * @throws IllegalArgumentException if the bytes are none
   */
  static ProtobufMessage parse(ByteBuffer message) {
    List<Field> fields = new ArrayList<>();
    ByteBuffer input = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    while (input.hasRemaining()) {
      long tag = varint(input);
      int number = (int) (tag >>> 3);
      fields.add(
          switch ((int) (tag & 7)) {
            case 0 -> new Field(number, varint(input), NONE);
            case 1 -> new Field(number, need(input, Long.BYTES).getLong(), NONE);
            case 2 -> {
              long length = varint(input);
              if (length < 0 || length > input.remaining()) {
                throw new IllegalArgumentException("a field is longer than its message");
              }
              ByteBuffer bytes = input.slice(input.position(), (int) length);
              input.position(input.position() + (int) length);
              yield new Field(number, 0, bytes);
            }
            case 5 -> new Field(number, need(input, Integer.BYTES).getInt(), NONE);
            default -> throw new IllegalArgumentException("a field has an unknown wire type");
          });
    }
    return new ProtobufMessage(List.copyOf(fields));
  }

  /** Returns the fields with a number. */
  List<Field> all(int number) {
    return fields.stream().filter(field -> field.number() == number).toList();
  }

  /** Returns the last field with a number. */
  Field required(int number) {
    List<Field> all = all(number);
    if (all.isEmpty()) {
      throw new IllegalArgumentException("field " + number + " is missing");
    }
    return all.get(all.size() - 1);
  }

  private static ByteBuffer need(ByteBuffer input, int bytes) {
    if (input.remaining() < bytes) {
      throw new IllegalArgumentException("the message is cut off");
    }
    return input;
  }

  private static long varint(ByteBuffer input) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = need(input, 1).get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number has more than 64 bits");
  }
}
