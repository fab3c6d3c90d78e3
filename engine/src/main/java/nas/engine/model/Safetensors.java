package nas.engine.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.engine.NamedTensor;

/**
 * Arrays and texts in the safetensors format, version 0.4, as other programs read and write it.
 *
 * <p>A file is the length of the header (8 bytes, little-endian), the header (JSON: {@code
 * __metadata__} with texts, and for each array {@code dtype}, {@code shape} and {@code
 * data_offsets} into what follows), and the arrays, little-endian and row-major, without holes. The
 * header is padded with spaces so that the arrays begin at a multiple of 8 bytes. Of files of this
 * program only arrays of {@code F32} are read, of others also those of {@link Kind}.
 *
 * @param metadata the texts by their keys
 * @param tensors the arrays in the order in which they lie in the file
 */
record Safetensors(SortedMap<String, String> metadata, List<NamedTensor> tensors) {

  private static final String METADATA = "__metadata__";

  /** What other readers accept at most. */
  private static final long LONGEST_HEADER = 100_000_000;

  private static final int ALIGNMENT = 8;
  private static final String DAMAGED = "it is cut off or damaged: copy it again, or train again";
  private static final String FOREIGN = "it is not a safetensors file: name another one";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  Safetensors {
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
    tensors = List.copyOf(tensors);
  }

  /**
   * Returns the file.
   *
   * @throws UserException if it would have 2 GiB or more
   */
  byte[] bytes() {
    ObjectNode root = MAPPER.createObjectNode();
    if (!metadata.isEmpty()) {
      metadata.forEach(root.putObject(METADATA)::put);
    }
    long offset = 0;
    for (NamedTensor tensor : tensors) {
      ObjectNode entry = root.putObject(tensor.name());
      entry.put("dtype", "F32");
      tensor.shape().forEach(entry.putArray("shape")::add);
      long end = offset + (long) Float.BYTES * tensor.values().length;
      entry.putArray("data_offsets").add(offset).add(end);
      offset = end;
    }
    byte[] header = root.toString().getBytes(StandardCharsets.UTF_8);
    int padding = Math.floorMod(-header.length, ALIGNMENT);
    long size = Long.BYTES + (long) header.length + padding + offset;
    if (size > Integer.MAX_VALUE - 16) {
      throw new UserException("The network has " + size + " bytes, too many for one file", "");
    }
    ByteBuffer file = ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(header.length + padding).put(header);
    for (int space = 0; space < padding; space++) {
      file.put((byte) ' ');
    }
    for (NamedTensor tensor : tensors) {
      file.asFloatBuffer().put(tensor.values());
      file.position(file.position() + Float.BYTES * tensor.values().length);
    }
    return file.array();
  }

  /**
   * Reads a file.
   *
   * @param bytes all of it
   * @param source what messages call it
   * @throws UserException if the bytes are no such file; says what is wrong, and at which byte
   */
  static Safetensors parse(byte[] bytes, String source) {
    return parse(bytes, source, false);
  }

  /**
   * Reads a file that another program may have written.
   *
   * @throws UserException as {@link #parse(byte[], String)}
   */
  static Safetensors parseForeign(byte[] bytes, String source) {
    return parse(bytes, source, true);
  }

  private static Safetensors parse(byte[] bytes, String source, boolean foreign) {
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length <= Long.BYTES) {
      throw new UserException(source + " has only " + bytes.length + " bytes", FOREIGN);
    }
    long length = file.getLong();
    if (length < 2 || length > LONGEST_HEADER || bytes[Long.BYTES] != '{') {
      throw new UserException(source + " does not begin with a safetensors header", FOREIGN);
    }
    if (length > file.remaining()) {
      throw new UserException(
          source
              + " has "
              + bytes.length
              + " bytes, but its header alone goes to byte "
              + (Long.BYTES + length),
          DAMAGED);
    }
    JsonNode root = header(file.slice(Long.BYTES, (int) length), source);
    int start = Long.BYTES + (int) length;
    SortedMap<String, String> metadata = new TreeMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : root.properties()) {
      if (field.getKey().equals(METADATA)) {
        texts(field.getValue(), metadata, source);
      } else {
        entries.add(Entry.read(field.getKey(), field.getValue(), source, foreign));
      }
    }
    entries.sort(Comparator.comparingLong(Entry::from).thenComparingLong(Entry::to));
    long expected = 0;
    for (Entry entry : entries) {
      if (entry.from() != expected) {
        throw new UserException(
            source
                + ": array "
                + entry.name()
                + " begins at byte "
                + (start + entry.from())
                + ", but must begin at "
                + (start + expected),
            DAMAGED);
      }
      expected = entry.to();
    }
    if (start + expected != bytes.length) {
      throw new UserException(
          source + " has " + bytes.length + " bytes, but its header tells of " + (start + expected),
          DAMAGED);
    }
    List<NamedTensor> tensors = new ArrayList<>();
    for (Entry entry : entries) {
      int elements = (int) ((entry.to() - entry.from()) / entry.kind().bytes);
      float[] values = new float[elements];
      for (int index = 0; index < elements; index++) {
        values[index] =
            entry.kind().read(file, start + (int) entry.from() + index * entry.kind().bytes);
      }
      requireFinite(entry.name(), values, source);
      tensors.add(new NamedTensor(entry.name(), entry.shape(), values));
    }
    return new Safetensors(metadata, tensors);
  }

  private static JsonNode header(ByteBuffer text, String source) {
    try {
      JsonNode root = MAPPER.readTree(StandardCharsets.UTF_8.newDecoder().decode(text).toString());
      if (root.isObject()) {
        return root;
      }
      throw new UserException(source + ": its header is not a JSON object", FOREIGN);
    } catch (CharacterCodingException e) {
      throw new UserException(source + ": its header is not UTF-8", DAMAGED);
    } catch (JsonProcessingException e) {
      // Too deep a nesting is found at no place.
      long place = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getCharOffset());
      throw new UserException(
          source + ": its header is not JSON, from byte " + (Long.BYTES + place) + " on", DAMAGED);
    }
  }

  private static void texts(JsonNode node, SortedMap<String, String> texts, String source) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw new UserException(
            source + ": " + METADATA + "." + entry.getKey() + " must be a text", DAMAGED);
      }
      texts.put(entry.getKey(), entry.getValue().textValue());
    }
  }

  private static void requireFinite(String name, float[] values, String source) {
    for (int index = 0; index < values.length; index++) {
      if (!Float.isFinite(values[index])) {
        throw new UserException(
            source + ": value " + index + " of array " + name + " is " + values[index],
            "train again, with a lower learning-rate");
      }
    }
  }

  /** How numbers are stored. Whole numbers and those of 64 bits are rounded to single precision. */
  private enum Kind {
    F32(4),
    F64(8),
    F16(2),
    BF16(2),
    I64(8);

    private final int bytes;

    Kind(int bytes) {
      this.bytes = bytes;
    }

    float read(ByteBuffer file, int at) {
      return switch (this) {
        case F32 -> file.getFloat(at);
        case F64 -> (float) file.getDouble(at);
        case F16 -> half(file.getShort(at) & 0xffff);
        case BF16 -> Float.intBitsToFloat(file.getShort(at) << 16);
        case I64 -> (float) file.getLong(at);
      };
    }

    /** IEEE 754 binary16: a sign, 5 bits of exponent, 10 of fraction. */
    private static float half(int bits) {
      int exponent = bits >> 10 & 0x1f;
      int fraction = bits & 0x3ff;
      float magnitude =
          exponent == 0x1f
              ? (fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN)
              : exponent == 0
                  ? Math.scalb((float) fraction, -24)
                  : Math.scalb((float) (0x400 + fraction), exponent - 25);
      return (bits & 0x8000) == 0 ? magnitude : -magnitude;
    }
  }

  private static Kind kindOf(String name, String type, String source, boolean foreign) {
    for (Kind kind : foreign ? Kind.values() : new Kind[] {Kind.F32}) {
      if (kind.name().equals(type)) {
        return kind;
      }
    }
    throw foreign
        ? new UserException(
            source
                + ": array "
                + name
                + " has dtype "
                + type
                + "; read are F32, F64, F16, BF16, I64",
            "store it as F32")
        : new UserException(
            source + ": array " + name + " has dtype " + type + "; only F32 is read",
            "name a file that this program wrote");
  }

  /** An array as the header tells of it. */
  private record Entry(String name, Kind kind, List<Integer> shape, long from, long to) {

    static Entry read(String name, JsonNode node, String source, boolean foreign) {
      Kind kind = kindOf(name, node.path("dtype").asText(""), source, foreign);
      JsonNode offsets = node.path("data_offsets");
      JsonNode sides = node.path("shape");
      boolean sound =
          sides.isArray()
              && offsets.isArray()
              && offsets.size() == 2
              && offsets.get(0).isIntegralNumber()
              && offsets.get(0).canConvertToLong()
              && offsets.get(1).isIntegralNumber()
              && offsets.get(1).canConvertToLong();
      long elements = 1;
      List<Integer> shape = new ArrayList<>();
      for (JsonNode side : sides) {
        sound &= side.isIntegralNumber() && side.canConvertToInt() && side.intValue() >= 0;
        if (sound && elements <= Integer.MAX_VALUE) {
          elements *= side.intValue();
          shape.add(side.intValue());
        }
      }
      long from = sound ? offsets.get(0).longValue() : 0;
      long to = sound ? offsets.get(1).longValue() : 0;
      if (!sound
          || from < 0
          || to < from
          || to > Integer.MAX_VALUE
          || to - from != kind.bytes * elements) {
        throw new UserException(
            source + ": shape and data_offsets of array " + name + " do not fit together", DAMAGED);
      }
      return new Entry(name, kind, List.copyOf(shape), from, to);
    }
  }
}
