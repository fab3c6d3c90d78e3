package nas.evaluator.tabular.importing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.space.ErrorText;

/**
 * Reads plain data from Python's pickles, protocols 0 to 5, and executes nothing.
 *
 * <p>A pickle is a program: it names functions and has them called. Here all names but those of a
 * few containers and numbers are refused, and those few are known to this class, which does itself
 * what they stand for. Numbers become {@code Long}, {@code BigInteger} or {@code Double}, texts
 * {@code String}, bytes {@code byte[]}, lists and sets {@code List}, dictionaries {@code Map},
 * tuples {@link Tuple}; tensors are left out, as {@link Opaque}.
 */
final class Pickle {

  /** A pickle that is not plain data, or no pickle at all. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** A tuple. */
  record Tuple(List<Object> items) {
    Tuple {
      items = List.copyOf(items);
    }
  }

  /** Python's None, and marks. */
  enum Sign {
    NONE,
    MARK
  }

  /** A name that may be called. */
  private record Name(String text) {}

  /** A number type of NumPy; its byte order is told after it was made. */
  private static final class NumberType {
    private final String code;
    private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

    NumberType(String code) {
      this.code = code;
    }
  }

  /** Something that is left out, such as the weights of a network. */
  record Opaque(String what) {}

  private static final Set<String> SCALARS =
      Set.of("numpy.core.multiarray scalar", "numpy._core.multiarray scalar");
  private static final Set<String> SETS = Set.of("__builtin__ set", "builtins set");
  private static final String ORDERED_DICT = "collections OrderedDict";
  private static final String NUMBER_TYPE = "numpy dtype";
  private static final String ENCODE = "_codecs encode";
  private static final Set<String> TENSORS =
      Set.of(
          "torch._utils _rebuild_tensor",
          "torch._utils _rebuild_tensor_v2",
          "torch FloatStorage",
          "torch DoubleStorage",
          "torch HalfStorage",
          "torch LongStorage",
          "torch IntStorage");

  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final int MOST_INTERNED = 1 << 20;
  private static final int MOST_BYTES = 1 << 28;

  private final InputStream input;
  private final Consumer<Map<Object, Object>> onMapping;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<String, String> interned = new HashMap<>();
  private Object[] memo = new Object[1024];
  private int memoSize;

  private Pickle(InputStream input, Consumer<Map<Object, Object>> onMapping) {
    this.input = input;
    this.onMapping = onMapping;
  }

  /**
   * Reads one pickle; the stream stays open behind it.
   *
   * @param onMapping is shown every dictionary after entries were put into it, and may take some
   *     out again, so that large files fit into memory
   * @throws RefusedException if it is not plain data; says which name it would have called
   */
  static Object read(InputStream input, Consumer<Map<Object, Object>> onMapping)
      throws IOException, RefusedException {
    try {
      return new Pickle(input, onMapping).run();
    } catch (EOFException e) {
      throw new RefusedException("it is cut off");
    } catch (ClassCastException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new RefusedException("it is malformed");
    }
  }

  private Object run() throws IOException, RefusedException {
    while (true) {
      int operation = next();
      switch (operation) {
        case '.' -> {
          return pop();
        }
        case 0x80 -> {
          if (next() > 5) {
            throw new RefusedException("its protocol is newer than 5");
          }
        }
        case 0x95 -> bytes(8);
        case '(' -> push(Sign.MARK);
        case '0' -> pop();
        case '1' -> sinceMark();
        case '2' -> push(top());
        case 'N' -> push(Sign.NONE);
        case 0x88 -> push(true);
        case 0x89 -> push(false);
        case 'I' -> pushInteger(line());
        case 'L' -> pushInteger(line().replaceFirst("L$", ""));
        case 'J' -> push((long) little(4).getInt());
        case 'K' -> push((long) next());
        case 'M' -> push((long) (little(2).getShort() & 0xffff));
        case 0x8a -> pushLong(next());
        case 0x8b -> pushLong(length(4));
        case 'F' -> push(Double.parseDouble(line()));
        case 'G' -> push(ByteBuffer.wrap(bytes(8)).getDouble());
        case 'V' -> push(intern(unescaped(line())));
        case 'S' -> push(intern(unquoted(line())));
        case 'X' -> push(text(length(4)));
        case 0x8c -> push(text(next()));
        case 0x8d -> push(text(length(8)));
        case 'T' -> push(latin(length(4)));
        case 'U' -> push(latin(next()));
        case 'B' -> push(bytes(length(4)));
        case 'C' -> push(bytes(next()));
        case 0x8e, 0x96 -> push(bytes(length(8)));
        case '}' -> push(new LinkedHashMap<>());
        case ']' -> push(new ArrayList<>());
        case ')' -> push(new Tuple(List.of()));
        case 0x8f -> push(new ArrayList<>());
        case 'd' -> {
          List<Object> items = sinceMark();
          Map<Object, Object> map = new LinkedHashMap<>();
          push(map);
          put(map, items);
        }
        case 'l' -> push(new ArrayList<>(sinceMark()));
        case 't' -> push(new Tuple(sinceMark()));
        case 0x91 -> push(new ArrayList<>(sinceMark()));
        case 0x85 -> push(new Tuple(List.of(pop())));
        case 0x86 -> pushTuple(2);
        case 0x87 -> pushTuple(3);
        case 's' -> {
          Object value = pop();
          Object key = pop();
          put(map(top()), List.of(key, value));
        }
        case 'u' -> {
          List<Object> items = sinceMark();
          put(map(top()), items);
        }
        case 'a' -> {
          Object item = pop();
          list(top()).add(item);
        }
        case 'e', 0x90 -> {
          List<Object> items = sinceMark();
          list(top()).addAll(items);
        }
        case 'p' -> memorise(Integer.parseInt(line()));
        case 'q' -> memorise(next());
        case 'r' -> memorise(length(4));
        case 0x94 -> memorise(memoSize);
        case 'g' -> push(recall(Integer.parseInt(line())));
        case 'h' -> push(recall(next()));
        case 'j' -> push(recall(length(4)));
        case 'c' -> {
          String module = line();
          push(name(module, line()));
        }
        case 0x93 -> {
          String name = (String) pop();
          push(name((String) pop(), name));
        }
        case 'R', 0x81 -> {
          Tuple arguments = (Tuple) pop();
          push(called((Name) pop(), arguments));
        }
        case 'b' -> {
          Object state = pop();
          build(top(), state);
        }
        case 'Q' -> {
          pop();
          push(new Opaque("tensor"));
        }
        case 'P' -> {
          line();
          push(new Opaque("tensor"));
        }
        default ->
            throw new RefusedException(
                "its operation 0x" + Integer.toHexString(operation) + " is not one for plain data");
      }
    }
  }

  private Name name(String module, String name) throws RefusedException {
    String full = module + " " + name;
    boolean known =
        SCALARS.contains(full)
            || SETS.contains(full)
            || TENSORS.contains(full)
            || full.equals(ORDERED_DICT)
            || full.equals(NUMBER_TYPE)
            || full.equals(ENCODE);
    if (!known) {
      throw new RefusedException(
          "it would use " + ErrorText.quote(module + "." + name) + ", which is no plain data");
    }
    return new Name(full);
  }

  private Object called(Name name, Tuple arguments) throws RefusedException {
    List<Object> items = arguments.items();
    String text = name.text();
    if (text.equals(ORDERED_DICT)) {
      Map<Object, Object> map = new LinkedHashMap<>();
      if (!items.isEmpty()) {
        for (Object pair : list(items.get(0))) {
          List<Object> entry = pair instanceof Tuple tuple ? tuple.items() : list(pair);
          put(map, List.of(entry.get(0), entry.get(1)));
        }
      }
      return map;
    } else if (text.equals(NUMBER_TYPE)) {
      return new NumberType((String) items.get(0));
    } else if (text.equals(ENCODE)) {
      return ((String) items.get(0)).getBytes(StandardCharsets.ISO_8859_1);
    } else if (SETS.contains(text)) {
      return new ArrayList<>(items.isEmpty() ? List.of() : list(items.get(0)));
    } else if (SCALARS.contains(text)) {
      return scalar((NumberType) items.get(0), (byte[]) items.get(1));
    }
    return new Opaque("tensor");
  }

  private static Object scalar(NumberType type, byte[] bytes) throws RefusedException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order);
    String code = type.code.replaceFirst("^[<>|=]", "");
    if (bytes.length != (code.equals("b1") ? 1 : code.charAt(code.length() - 1) - '0')) {
      throw new RefusedException("a number of NumPy has the wrong length");
    }
    return switch (code) {
      case "f8" -> buffer.getDouble();
      case "f4" -> (double) buffer.getFloat();
      case "i8" -> buffer.getLong();
      case "i4" -> (long) buffer.getInt();
      case "b1" -> buffer.get() != 0;
      default ->
          throw new RefusedException(
              "it has a number of NumPy of the type " + ErrorText.quote(code));
    };
  }

  private static void build(Object target, Object state) throws RefusedException {
    if (target instanceof NumberType type && state instanceof Tuple tuple) {
      if (tuple.items().size() > 1 && ">".equals(tuple.items().get(1))) {
        type.order = ByteOrder.BIG_ENDIAN;
      }
    } else if (!(target instanceof Opaque) && !(target instanceof Map<?, ?>)) {
      throw new RefusedException("it would change a value in a way that plain data do not need");
    }
  }

  private void put(Map<Object, Object> map, List<Object> keysAndValues) throws RefusedException {
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      boolean plain =
          key instanceof Tuple tuple
              ? tuple.items().stream().allMatch(Pickle::isWord)
              : isWord(key);
      if (!plain) {
        throw new RefusedException("a dictionary has keys that are neither words nor numbers");
      }
      map.put(key, keysAndValues.get(i + 1));
    }
    onMapping.accept(map);
  }

  private static boolean isWord(Object key) {
    return key instanceof String || key instanceof Number || key instanceof Boolean;
  }

  @SuppressWarnings("unchecked")
  private static Map<Object, Object> map(Object value) {
    return (Map<Object, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private void pushTuple(int size) {
    List<Object> tail = stack.subList(stack.size() - size, stack.size());
    Tuple tuple = new Tuple(tail);
    tail.clear();
    push(tuple);
  }

  private List<Object> sinceMark() {
    int mark = stack.lastIndexOf(Sign.MARK);
    List<Object> tail = stack.subList(mark + 1, stack.size());
    List<Object> items = new ArrayList<>(tail);
    tail.clear();
    stack.remove(mark);
    return items;
  }

  private void memorise(int index) throws RefusedException {
    if (index > 2 * memoSize + (1 << 16)) {
      throw new RefusedException("it remembers a value under a number that is far too large");
    }
    if (index >= memo.length) {
      memo = Arrays.copyOf(memo, Math.max(index + 1, memo.length + (memo.length >> 1)));
    }
    memo[index] = top();
    memoSize = Math.max(memoSize, index + 1);
  }

  private Object recall(int index) throws RefusedException {
    Object value = index < memo.length ? memo[index] : null;
    if (value == null) {
      throw new RefusedException("it recalls a value that it never remembered");
    }
    return value;
  }

  private int next() throws IOException {
    int value = input.read();
    if (value < 0) {
      throw new EOFException();
    }
    return value;
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private ByteBuffer little(int count) throws IOException {
    return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int length(int bytes) throws IOException, RefusedException {
    ByteBuffer buffer = little(bytes);
    long length = bytes == 4 ? buffer.getInt() & 0xffffffffL : buffer.getLong();
    if (length < 0 || length > MOST_BYTES) {
      throw new RefusedException("a value would have " + length + " bytes");
    }
    return (int) length;
  }

  private void pushLong(int length) throws IOException {
    byte[] bytes = bytes(length);
    byte[] bigEndian = new byte[length];
    for (int i = 0; i < length; i++) {
      bigEndian[i] = bytes[length - 1 - i];
    }
    pushInteger(length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian));
  }

  private void pushInteger(String text) {
    // Protocol 0 writes True as 01 and False as 00.
    if (text.equals("01") || text.equals("00")) {
      push(text.equals("01"));
    } else if (text.length() > 1000) {
      throw new IllegalArgumentException("a number of " + text.length() + " digits");
    } else {
      pushInteger(new BigInteger(text));
    }
  }

  private void pushInteger(BigInteger value) {
    push(value.bitLength() < Long.SIZE ? (Object) value.longValue() : value);
  }

  private String text(int length) throws IOException {
    return intern(new String(bytes(length), StandardCharsets.UTF_8));
  }

  private String latin(int length) throws IOException {
    return intern(new String(bytes(length), StandardCharsets.ISO_8859_1));
  }

  /** Returns one object for equal texts: files repeat the same few words millions of times. */
  private String intern(String text) {
    String known = interned.get(text);
    if (known != null) {
      return known;
    }
    if (interned.size() < MOST_INTERNED) {
      interned.put(text, text);
    }
    return text;
  }

  private String line() throws IOException, RefusedException {
    StringBuilder text = new StringBuilder();
    for (int value = next(); value != '\n'; value = next()) {
      text.append((char) value);
      if (text.length() > 10_000) {
        throw new RefusedException("a line of it does not end");
      }
    }
    return text.toString();
  }

  /** Decodes what Python calls raw-unicode-escape. */
  private static String unescaped(String text) {
    return ESCAPE
        .matcher(text)
        .replaceAll(
            escape ->
                Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(escape.group(1), 16))));
  }

  private static String unquoted(String text) {
    return text.length() >= 2 ? text.substring(1, text.length() - 1) : text;
  }
}
