package nas.evaluator.tabular.importing;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nas.core.UserException;
import nas.core.text.ErrorText;
import org.jspecify.annotations.Nullable;

/**
 * Reads plain data from Python's pickles, protocols 0 to 5, and executes nothing.
 *
 * <p>A pickle is a program: it names functions and has them called. Here all names but those of a
 * few containers and numbers are refused, and those few are known to this class, which does itself
 * what they stand for. Numbers become {@code Long}, {@code BigInteger} or {@code Double}, texts
 * {@code String}, bytes {@code byte[]}, lists and sets {@code List}, dictionaries {@code Map},
 * tuples {@link Tuple}; tensors are left out, as {@link Opaque}. What builds arrays of NumPy and
 * tables of pandas is not done but written down, as {@link Call}.
 *
 * <p>A small pickle can stand for very much data, or for data whose every look takes for ever. So
 * time and memory are bounded by the bytes that were read: values nest at most {@value #MOST_DEPTH}
 * deep, whole numbers have at most {@value #MOST_INTEGER_BYTES} bytes, what is held is counted
 * against a limit, and nothing here follows values into each other; {@link #described} says what a
 * value is without doing so.
 */
final class Pickle {

  /** A pickle that is not plain data, or no pickle at all. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
      super(message);
    }
  }

  /** Returns the refusal of a file of pickles. */
  static UserException refused(Path file, @Nullable String why) {
    return new UserException(
        file + " cannot be imported: " + why,
        "fetch it from the benchmark's authors; nothing in it was executed");
  }

  /** Something that holds values. */
  private sealed interface Nested permits Tuple, Items, Entries, Call {
    /** Returns how many values lie inside each other here, itself included. */
    int depth();
  }

  /**
   * A tuple.
   *
   * @param depth as of {@link Nested}
   */
  record Tuple(List<Object> items, int depth) implements Nested {
    Tuple {
      items = List.copyOf(items);
    }
  }

  /** A list or a set. */
  private static final class Items extends ArrayList<Object> implements Nested {
    private int depth = 1;

    Items() {
      super(0);
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  /** A dictionary. */
  private static final class Entries extends LinkedHashMap<Object, Object> implements Nested {
    private int depth = 1;
    private Class<?> keyType = Object.class;

    @Override
    public int depth() {
      return depth;
    }
  }

  /** What a pickle would have called to make an array or a table, which is not done here. */
  static final class Call implements Nested {
    private final String name;
    private final List<Object> arguments;
    private Object state = Sign.NONE;
    private int depth;

    private Call(String name, List<Object> arguments, int depth) {
      this.name = name;
      this.arguments = List.copyOf(arguments);
      this.depth = depth;
    }

    /** Returns the name of what was to be called, without its module. */
    String name() {
      return name.substring(name.indexOf(' ') + 1);
    }

    /** Returns what it was to be called with. */
    List<Object> arguments() {
      return arguments;
    }

    /** Returns what was to be set on the result, or {@link Sign#NONE}. */
    Object state() {
      return state;
    }

    @Override
    public int depth() {
      return depth;
    }
  }

  /** Takes out of a dictionary what is not needed, so that large files fit into memory. */
  @FunctionalInterface
  interface Shortening {
    /**
     * Is shown a dictionary when it becomes the value of another.
     *
     * @return how many entries it took out of it and of dictionaries in it
     * @throws RefusedException if the dictionary is not as expected
     */
    int shorten(Map<Object, Object> map) throws RefusedException;

    /**
     * Is shown a value before it becomes an item of a list.
     *
     * @return what takes its place; where that is something else, the pickle recalls neither the
     *     value nor the long texts, lists and dictionaries in it any more, but {@link
     *     Sign#LEFT_OUT}
     * @throws RefusedException if the value is not as expected
     */
    default Object item(Object item) throws RefusedException {
      return item;
    }

    /**
     * Is shown a value before it becomes one of a dictionary.
     *
     * @return what takes its place; where that is something else, the pickle recalls neither the
     *     value nor the lists and dictionaries in it any more, but {@link Sign#LEFT_OUT}
     * @throws RefusedException if the value is not as expected
     */
    default Object value(Object key, Object value) throws RefusedException {
      return value;
    }
  }

  /** Python's None, marks, and what was left out to save memory. */
  enum Sign {
    NONE,
    MARK,
    LEFT_OUT
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

  /** What makes tables of pandas and what they hold. */
  private static final Set<String> WRITTEN_DOWN =
      Set.of(
          "pandas.core.frame DataFrame",
          "pandas.core.internals.managers BlockManager",
          "pandas.core.internals.blocks new_block",
          "pandas.core.indexes.base Index",
          "pandas.core.indexes.base _new_Index",
          "pandas.core.indexes.range RangeIndex",
          "functools partial",
          "builtins slice",
          "numpy ndarray",
          "numpy.core.multiarray _reconstruct",
          "numpy._core.multiarray _reconstruct");

  private static final String PARTIAL = "functools partial";

  private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
  private static final int MOST_INTERNED = 1 << 20;

  /** Texts that repeat are names, keys and small matrices; longer ones are data. */
  private static final int MOST_REPEATED = 128;

  private static final int MOST_BYTES = 1 << 24;
  private static final int MOST_INTEGER_BYTES = 128;
  private static final int MOST_DEPTH = 100;
  private static final int MOST_KEY_PARTS = 16;
  private static final int MOST_ODD_KEYS = 1000;

  /** Bytes of the heap that values take, roughly; those of a number are counted with its place. */
  private static final int PLACE_BYTES = 24;

  private static final int ENTRY_BYTES = 80;
  private static final int CONTAINER_BYTES = 64;
  private static final int TEXT_BYTES = 104;

  private final InputStream input;
  private final Shortening shortening;
  private final long mostHeld;
  private final ArrayList<Object> stack = new ArrayList<>();
  private final Map<String, String> interned = new HashMap<>();
  private Object[] memo = new Object[64];
  private int memoSize;
  private int lookedThrough;
  private int tallest;
  private long consumed;
  private long copied;
  private long held;

  private Pickle(InputStream input, Shortening shortening, long mostHeld) {
    this.input = input;
    this.shortening = shortening;
    this.mostHeld = mostHeld;
  }

  /** Makes something of what a pickle holds. */
  @FunctionalInterface
  interface Use<T> {
    /**
     * Makes it.
     *
     * @throws RefusedException if the data are not as expected
     */
    T of(Object root) throws RefusedException;
  }

  /**
   * Reads a file that is one pickle and nothing else.
   *
   * @param shortening is shown every value that becomes part of another
   * @param mostHeld how many bytes of the heap the data may take
   * @throws UserException if it cannot be read, or is something else
   */
  static <T> T readAlone(Path file, Shortening shortening, long mostHeld, Use<T> use) {
    try (InputStream input = SourceFiles.open(file)) {
      Object root = read(input, shortening, mostHeld);
      if (input.read() >= 0) {
        throw new RefusedException("something follows behind the end of its data");
      }
      return use.of(root);
    } catch (RefusedException e) {
      throw refused(file, e.getMessage());
    } catch (IOException e) {
      throw SourceFiles.unreadable(file, e);
    }
  }

  /** Returns how many bytes of the heap data may take unless something else is said. */
  static long allowance() {
    return Runtime.getRuntime().maxMemory() / 4;
  }

  /** Reads one pickle that may take a quarter of the memory; see the other method. */
  static Object read(InputStream input, Shortening shortening)
      throws IOException, RefusedException {
    return read(input, shortening, allowance());
  }

  /**
   * Reads one pickle; the stream stays open behind it.
   *
   * @param shortening is shown every dictionary that is put into another
   * @param mostHeld how many bytes of the heap the data may take
   * @throws RefusedException if it is not plain data, or too much of it; says which name it would
   *     have called
   */
  static Object read(InputStream input, Shortening shortening, long mostHeld)
      throws IOException, RefusedException {
    try {
      return new Pickle(input, shortening, mostHeld).run();
    } catch (EOFException e) {
      throw new RefusedException("it is cut off");
    } catch (ClassCastException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new RefusedException("it is malformed");
    }
  }

  /**
   * Returns the numbers of an array of NumPy, row by row.
   *
   * @throws RefusedException if it is no array of whole numbers or of doubles
   */
  static double[] numbers(Object array) throws RefusedException {
    if (!(array instanceof Call call)
        || !call.name().equals("_reconstruct")
        || !(call.state instanceof Tuple state)
        || state.items().size() != 5
        || !(state.items().get(2) instanceof NumberType type)
        || !(state.items().get(4) instanceof byte[] bytes)) {
      throw new RefusedException("an array of numbers is expected");
    }
    String code = type.code.replaceFirst("^[<>|=]", "");
    if (!code.equals("f8") && !code.equals("i8")) {
      throw new RefusedException("an array has numbers of the type " + ErrorText.quote(code));
    }
    long expected = 1;
    for (long length : lengths(call)) {
      expected = Math.multiplyExact(expected, length);
    }
    if (bytes.length != Math.multiplyExact(Double.BYTES, expected)
        || !Boolean.FALSE.equals(state.items().get(3))) {
      throw new RefusedException("an array has other bytes than its shape says");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(type.order);
    double[] numbers = new double[bytes.length / Double.BYTES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = code.equals("f8") ? buffer.getDouble() : buffer.getLong();
    }
    return numbers;
  }

  /**
   * Returns the words of an array of NumPy.
   *
   * @throws RefusedException if it is no array of words
   */
  static List<String> words(@Nullable Object array) throws RefusedException {
    List<String> words = new ArrayList<>();
    if (array instanceof Call call
        && call.name().equals("_reconstruct")
        && call.state instanceof Tuple state
        && state.items().size() == 5
        && state.items().get(4) instanceof List<?> items) {
      for (Object item : items) {
        if (item instanceof String word) {
          words.add(word);
        }
      }
      if (words.size() == items.size()) {
        return words;
      }
    }
    throw new RefusedException("an array of words is expected");
  }

  /** Returns the lengths of an array of NumPy along its axes. */
  static List<Long> lengths(Object array) throws RefusedException {
    List<Long> lengths = new ArrayList<>();
    if (array instanceof Call call
        && call.state instanceof Tuple state
        && state.items().size() == 5
        && state.items().get(1) instanceof Tuple shape) {
      for (Object length : shape.items()) {
        if (length instanceof Long number && number >= 0 && number <= MOST_BYTES) {
          lengths.add(number);
        }
      }
      if (lengths.size() == shape.items().size()) {
        return lengths;
      }
    }
    throw new RefusedException("an array has no shape");
  }

  /** Returns what a value is in a few words. */
  static String described(@Nullable Object value) {
    if (value instanceof String text) {
      return ErrorText.quote(text);
    } else if (value instanceof Number || value instanceof Boolean) {
      String text = value.toString();
      return text.length() > 40 ? "a number of " + text.length() + " digits" : text;
    } else if (value instanceof Tuple) {
      return "a tuple";
    } else if (value instanceof List<?>) {
      return "a list";
    } else if (value instanceof Map<?, ?>) {
      return "a dictionary";
    } else if (value instanceof Call call) {
      return "what " + call.name() + " makes";
    }
    return value == null || value == Sign.NONE ? "nothing" : "something that is no number";
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
        case 'B' -> pushBytes(length(4));
        case 'C' -> pushBytes(next());
        case 0x8e, 0x96 -> pushBytes(length(8));
        case '}' -> push(new Entries());
        case ']' -> push(new Items());
        case ')' -> push(new Tuple(List.of(), 1));
        case 0x8f -> push(new Items());
        case 'd' -> {
          List<Object> items = sinceMark();
          Entries map = new Entries();
          push(map);
          put(map, items);
        }
        case 'l' -> pushList(sinceMark());
        case 't' -> pushTuple(sinceMark());
        case 0x91 -> pushList(sinceMark());
        case 0x85 -> pushTuple(1);
        case 0x86 -> pushTuple(2);
        case 0x87 -> pushTuple(3);
        case 's' -> {
          Object value = pop();
          Object key = pop();
          put((Entries) top(), List.of(key, value));
        }
        case 'u' -> {
          List<Object> items = sinceMark();
          put((Entries) top(), items);
        }
        case 'a' -> {
          Object item = pop();
          add((Items) top(), List.of(item));
        }
        case 'e', 0x90 -> {
          List<Object> items = sinceMark();
          add((Items) top(), items);
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
          push(called(pop(), arguments));
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
            || WRITTEN_DOWN.contains(full)
            || full.equals(ORDERED_DICT)
            || full.equals(NUMBER_TYPE)
            || full.equals(ENCODE);
    if (!known) {
      throw new RefusedException(
          "it would use " + ErrorText.quote(module + "." + name) + ", which is no plain data");
    }
    return new Name(full);
  }

  private Object called(Object function, Tuple arguments) throws RefusedException {
    List<Object> items = arguments.items();
    if (function instanceof Call partial) {
      Object inner = partial.name.equals(PARTIAL) ? partial.arguments.get(0) : function;
      return new Call(((Name) inner).text(), items, arguments.depth());
    }
    String text = ((Name) function).text();
    if (WRITTEN_DOWN.contains(text)) {
      return new Call(text, items, arguments.depth());
    } else if (text.equals(ORDERED_DICT)) {
      Entries map = new Entries();
      if (!items.isEmpty()) {
        for (Object pair : copied(list(items.get(0)))) {
          List<Object> entry = pair instanceof Tuple tuple ? tuple.items() : list(pair);
          put(map, List.of(entry.get(0), entry.get(1)));
        }
      }
      return map;
    } else if (text.equals(NUMBER_TYPE)) {
      return new NumberType((String) items.get(0));
    } else if (text.equals(ENCODE)) {
      String latin = (String) items.get(0);
      hold(CONTAINER_BYTES + (long) latin.length());
      return latin.getBytes(StandardCharsets.ISO_8859_1);
    } else if (SETS.contains(text)) {
      Items set = new Items();
      add(set, items.isEmpty() ? List.of() : copied(list(items.get(0))));
      return set;
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
    } else if (target instanceof Call call) {
      call.state = state;
      call.depth = Math.max(call.depth, depthAround(List.of(state)));
    } else if (!(target instanceof Opaque) && !(target instanceof Map<?, ?>)) {
      throw new RefusedException("it would change a value in a way that plain data do not need");
    }
  }

  /** Returns a list that is read once more; all of them are not longer than the file. */
  private List<Object> copied(List<Object> list) throws RefusedException {
    copied += list.size();
    if (copied > consumed) {
      throw new RefusedException("it uses a long list again and again");
    }
    return list;
  }

  private void hold(long bytes) throws RefusedException {
    held += bytes;
    if (held > mostHeld) {
      throw new RefusedException(
          "its data would take more than the "
              + (mostHeld >> 20)
              + " MiB that are allowed to it, a quarter of the memory of Java");
    }
  }

  /** Returns the depth of something that holds these values. */
  private static int depthAround(List<Object> items) throws RefusedException {
    int deepest = 0;
    for (Object item : items) {
      deepest = Math.max(deepest, item instanceof Nested nested ? nested.depth() : 0);
    }
    if (deepest >= MOST_DEPTH) {
      throw new RefusedException("its values lie more than " + MOST_DEPTH + " deep in each other");
    }
    return deepest + 1;
  }

  private void add(Items list, List<Object> items) throws RefusedException {
    Set<Object> left = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Object> kept = new ArrayList<>(items.size());
    for (Object item : items) {
      Object instead = shortening.item(item);
      if (instead != item) {
        leave(item, true, left);
      }
      kept.add(instead);
    }
    forget(left);
    hold((long) PLACE_BYTES * kept.size());
    list.depth = Math.max(list.depth, depthAround(kept));
    list.addAll(kept);
  }

  /** Collects what need not be remembered of a value that was left out. */
  private void leave(Object value, boolean texts, Set<Object> left) {
    if (value instanceof Entries map) {
      if (left.add(map)) {
        held -= CONTAINER_BYTES + (long) ENTRY_BYTES * map.size();
        map.values().forEach(inner -> leave(inner, texts, left));
      }
    } else if (value instanceof Items list) {
      if (left.add(list)) {
        held -= CONTAINER_BYTES + (long) PLACE_BYTES * list.size();
        list.forEach(inner -> leave(inner, texts, left));
      }
    } else if (texts && value instanceof String text && text.length() > MOST_REPEATED) {
      if (left.add(text)) {
        held -= TEXT_BYTES + 2L * text.length();
      }
    }
  }

  /** Forgets values, if they were remembered since this was done the last time. */
  private void forget(Set<Object> values) {
    if (!values.isEmpty()) {
      for (; lookedThrough < memoSize; lookedThrough++) {
        if (values.contains(memo[lookedThrough])) {
          memo[lookedThrough] = Sign.LEFT_OUT;
        }
      }
    }
  }

  private void put(Entries map, List<Object> keysAndValues) throws RefusedException {
    map.depth = Math.max(map.depth, depthAround(keysAndValues));
    Set<Object> left = Collections.newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      Object key = keysAndValues.get(i);
      requireKey(map, key);
      Object value = shortening.value(key, keysAndValues.get(i + 1));
      if (value != keysAndValues.get(i + 1)) {
        leave(keysAndValues.get(i + 1), false, left);
      }
      int before = map.size();
      map.put(key, value);
      hold((long) ENTRY_BYTES * (map.size() - before));
      if (value instanceof Entries inner) {
        held -= (long) (ENTRY_BYTES - 16) * shortening.shorten(inner);
      }
    }
    forget(left);
  }

  private static void requireKey(Entries map, Object key) throws RefusedException {
    boolean plain =
        key instanceof Tuple tuple
            ? tuple.items().size() <= MOST_KEY_PARTS
                && tuple.items().stream().allMatch(Pickle::isWord)
            : isWord(key);
    if (!plain) {
      throw new RefusedException(
          "a dictionary has keys that are neither words nor numbers nor a few of them");
    }
    if (map.isEmpty()) {
      map.keyType = key.getClass();
    }
    // Java finds equal hashes fast among keys of one type that have an order, and only there.
    if (map.size() >= MOST_ODD_KEYS && (key instanceof Tuple || key.getClass() != map.keyType)) {
      throw new RefusedException(
          "a dictionary has more than "
              + MOST_ODD_KEYS
              + " keys that are tuples or of several types");
    }
  }

  private static boolean isWord(Object key) {
    return key instanceof String || key instanceof Number || key instanceof Boolean;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private void push(Object value) throws RefusedException {
    if (stack.size() == tallest) {
      tallest++;
      hold(PLACE_BYTES);
    }
    if (value instanceof Nested) {
      hold(CONTAINER_BYTES);
    }
    stack.add(value);
  }

  private Object pop() {
    return stack.remove(stack.size() - 1);
  }

  private Object top() {
    return stack.get(stack.size() - 1);
  }

  private void pushTuple(int size) throws RefusedException {
    List<Object> tail = stack.subList(stack.size() - size, stack.size());
    List<Object> items = List.copyOf(tail);
    tail.clear();
    pushTuple(items);
  }

  private void pushTuple(List<Object> items) throws RefusedException {
    hold((long) PLACE_BYTES * items.size());
    push(new Tuple(items, depthAround(items)));
  }

  private void pushList(List<Object> items) throws RefusedException {
    Items list = new Items();
    add(list, items);
    push(list);
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
    // Every value takes a byte at least, so no number can be larger.
    if (index > consumed) {
      throw new RefusedException("it remembers a value under a number that is far too large");
    }
    if (index >= memo.length) {
      int length = Math.max(index + 1, memo.length + (memo.length >> 1));
      hold((long) Integer.BYTES * (length - memo.length));
      memo = Arrays.copyOf(memo, length);
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
    consumed++;
    return value;
  }

  private byte[] bytes(int count) throws IOException {
    byte[] bytes = input.readNBytes(count);
    consumed += bytes.length;
    if (bytes.length < count) {
      throw new EOFException();
    }
    return bytes;
  }

  private void pushBytes(int count) throws IOException, RefusedException {
    hold(CONTAINER_BYTES + (long) count);
    push(bytes(count));
  }

  private ByteBuffer little(int count) throws IOException {
    return ByteBuffer.wrap(bytes(count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private int length(int bytes) throws IOException, RefusedException {
    ByteBuffer buffer = little(bytes);
    long length = bytes == 4 ? buffer.getInt() & 0xffffffffL : buffer.getLong();
    if (length < 0 || length > MOST_BYTES) {
      throw new RefusedException(
          "a value would have " + length + " bytes, more than " + MOST_BYTES);
    }
    return (int) length;
  }

  private void pushLong(int length) throws IOException, RefusedException {
    if (length > MOST_INTEGER_BYTES) {
      throw new RefusedException("a whole number has " + length + " bytes");
    }
    byte[] bytes = bytes(length);
    byte[] bigEndian = new byte[length];
    for (int i = 0; i < length; i++) {
      bigEndian[i] = bytes[length - 1 - i];
    }
    pushInteger(length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian));
  }

  private void pushInteger(String text) throws RefusedException {
    // Protocol 0 writes True as 01 and False as 00.
    if (text.equals("01") || text.equals("00")) {
      push(text.equals("01"));
    } else if (text.length() > 2 * MOST_INTEGER_BYTES) {
      throw new RefusedException("a whole number has " + text.length() + " digits");
    } else {
      pushInteger(new BigInteger(text));
    }
  }

  private void pushInteger(BigInteger value) throws RefusedException {
    push(value.bitLength() < Long.SIZE ? (Object) value.longValue() : value);
  }

  private String text(int length) throws IOException, RefusedException {
    return intern(new String(bytes(length), StandardCharsets.UTF_8));
  }

  private String latin(int length) throws IOException, RefusedException {
    return intern(new String(bytes(length), StandardCharsets.ISO_8859_1));
  }

  /** Returns one object for equal texts: files repeat the same few words millions of times. */
  private String intern(String text) throws RefusedException {
    String known = interned.get(text);
    if (known != null) {
      return known;
    }
    hold(TEXT_BYTES + 2L * text.length());
    if (interned.size() < MOST_INTERNED && text.length() <= MOST_REPEATED) {
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
