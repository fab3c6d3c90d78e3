package nas.core.file;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * One message in the wire format of protocol buffers in the making
 * (https://protobuf.dev/programming-guides/encoding); fields are written in the order of the calls.
 */
public final class ProtobufWriter {

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Writes a whole number. */
  public ProtobufWriter number(int field, long value) {
    tag(field, VARINT);
    varint(value);
    return this;
  }

  /** Writes a number in single precision. */
  public ProtobufWriter real(int field, float value) {
    tag(field, FIXED_32);
    fixed(Float.floatToRawIntBits(value), Float.BYTES);
    return this;
  }

  /** Writes a number in double precision. */
  public ProtobufWriter real(int field, double value) {
    tag(field, FIXED_64);
    fixed(Double.doubleToRawLongBits(value), Double.BYTES);
    return this;
  }

  private void fixed(long bits, int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write((int) (bits >>> (i * Byte.SIZE)));
    }
  }

  /** Writes a text in UTF-8. */
  public ProtobufWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a message inside this one. */
  public ProtobufWriter message(int field, ProtobufWriter message) {
    tag(field, BYTES);
    varint(message.out.size());
    out.writeBytes(message.out.toByteArray());
    return this;
  }

  /** Writes bytes. */
  public ProtobufWriter bytes(int field, byte[] value) {
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
  public byte[] bytes() {
    return out.toByteArray();
  }
}
