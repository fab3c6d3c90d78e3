package nas.experiment.cli;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes plain data as Python pickles them in protocol 2, without remembering what is equal. */
final class Pickled {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private Pickled() {}

  /** Returns the pickles of values one after another. */
  static byte[] inARow(Object... values) {
    Pickled pickled = new Pickled();
    for (Object value : values) {
      pickled.bytes.write(0x80);
      pickled.bytes.write(2);
      pickled.put(value);
      pickled.bytes.write('.');
    }
    return pickled.bytes.toByteArray();
  }

  private void put(Object value) {
    if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      bytes.write('X');
      put(little(utf8.length));
      put(utf8);
    } else if (value instanceof Integer number) {
      bytes.write('J');
      put(little(number));
    } else if (value instanceof Double number) {
      bytes.write('G');
      put(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof List<?> list) {
      put("](".getBytes(StandardCharsets.US_ASCII));
      list.forEach(this::put);
      bytes.write('e');
    } else if (value instanceof Map<?, ?> map) {
      put("}(".getBytes(StandardCharsets.US_ASCII));
      map.forEach(
          (key, item) -> {
            put(key);
            put(item);
          });
      bytes.write('u');
    } else {
      throw new IllegalArgumentException("nothing is known to pickle " + value);
    }
  }

  private void put(byte[] raw) {
    bytes.write(raw, 0, raw.length);
  }

  private static byte[] little(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
