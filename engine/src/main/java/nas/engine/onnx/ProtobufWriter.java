package nas.engine.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One message in the wire format of protocol buffers in the making
 * (https://protobuf.dev/programming-guides/encoding); fields are written in the order of the calls.
 */
final class ProtobufWriter {

  private static final int VARINT = 0;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes a whole number. */
  ProtobufWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Writes a number in single precision. */
  ProtobufWriter real(int field, float value) {
    tag(field, FIXED_32);
    int bits = Float.floatToRawIntBits(value);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      out.write(bits >>> shift);
    }
    return this;
  }

  /** Writes a text in UTF-8. */
  ProtobufWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a message inside this one. */
  ProtobufWriter message(int field, ProtobufWriter message) {
    tag(field, BYTES);
    varint(message.out.size());
    out.writeBytes(message.out.toByteArray());
    return this;
  }

  /** Writes bytes. */
  ProtobufWriter bytes(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Returns the message. */
  byte[] bytes() {
    return out.toByteArray();
  }
}
