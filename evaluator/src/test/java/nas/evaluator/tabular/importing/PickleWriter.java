package nas.evaluator.tabular.importing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes pickles as Python's own library does in protocol 4: what was written is remembered by
 * identity and recalled where it comes again, lists and dictionaries are written in batches of a
 * thousand.
 */
final class PickleWriter {

  private static final int BATCH = 1000;

  /** A name of a module, such as a class or a function. */
  record Global(String module, String name) {}

  /** A tuple. */
  record Tuple(List<Object> items) {
    static Tuple of(Object... items) {
      return new Tuple(List.of(items));
    }
  }

  /** Python's None. */
  enum None {
    NONE
  }

  /**
   * What is made by calling something.
   *
   * @param created whether by {@code __new__} of a class
   * @param state what is set on the result, if anything
   */
  record Made(Object function, List<Object> arguments, boolean created, @Nullable Object state) {}

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final IdentityHashMap<Object, Integer> memo = new IdentityHashMap<>();

  /** Returns the pickle of a value. */
  static byte[] pickled(Object value) {
    PickleWriter writer = new PickleWriter();
    writer.bytes.write(0x80);
    writer.bytes.write(4);
    writer.put(value);
    writer.bytes.write('.');
    return writer.bytes.toByteArray();
  }

  private void put(Object value) {
    Integer known = memo.get(value);
    if (known != null) {
      number(known < 256 ? 'h' : 'j', known < 256 ? 1 : 4, known);
    } else if (value instanceof None) {
      bytes.write('N');
    } else if (value instanceof Boolean truth) {
      bytes.write(truth ? 0x88 : 0x89);
    } else if (value instanceof Integer number) {
      number('J', 4, number);
    } else if (value instanceof Double number) {
      bytes.write('G');
      bytes.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
    } else if (value instanceof String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length < 256 ? 0x8c : 'X', utf8.length < 256 ? 1 : 4, utf8.length);
      bytes.writeBytes(utf8);
      remember(value);
    } else if (value instanceof byte[] raw) {
      number(raw.length < 256 ? 'C' : 'B', raw.length < 256 ? 1 : 4, raw.length);
      bytes.writeBytes(raw);
      remember(value);
    } else if (value instanceof Tuple tuple) {
      bytes.write('(');
      tuple.items().forEach(this::put);
      bytes.write('t');
      remember(value);
    } else if (value instanceof List<?> list) {
      bytes.write(']');
      remember(value);
      for (int from = 0; from < list.size(); from += BATCH) {
        bytes.write('(');
        list.subList(from, Math.min(list.size(), from + BATCH)).forEach(this::put);
        bytes.write('e');
      }
    } else if (value instanceof Map<?, ?> map) {
      put(map);
    } else if (value instanceof Global global) {
      put(global.module());
      put(global.name());
      bytes.write(0x93);
      remember(value);
    } else if (value instanceof Made made) {
      put(made.function());
      put(new Tuple(made.arguments()));
      bytes.write(made.created() ? 0x81 : 'R');
      remember(value);
      if (made.state() != null) {
        put(made.state());
        bytes.write('b');
      }
    } else {
      throw new IllegalArgumentException("nothing is known to pickle " + value);
    }
  }

  private void put(Map<?, ?> map) {
    bytes.write('}');
    remember(map);
    int written = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (written % BATCH == 0) {
        bytes.write('(');
      }
      put(entry.getKey());
      put(entry.getValue());
      written++;
      if (written % BATCH == 0 || written == map.size()) {
        bytes.write('u');
      }
    }
  }

  private void remember(Object value) {
    bytes.write(0x94);
    memo.put(value, memo.size());
  }

  private void number(int operation, int length, int value) {
    bytes.write(operation);
    byte[] little =
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    bytes.write(little, 0, length);
  }
}
