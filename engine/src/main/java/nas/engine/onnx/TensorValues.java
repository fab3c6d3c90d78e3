package nas.engine.onnx;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import nas.engine.kernel.OnnxTensor;

/** Values of the tensors in an ONNX file, in the message itself or in a file beside it. */
final class TensorValues {

  /** So many elements take 2 GiB in memory. */
  private static final long MOST_ELEMENTS = 1L << 28;

  private TensorValues() {}

  /**
   * Returns the values of a tensor.
   *
   * @param model the file that holds it; external data lie in its folder
   * @throws IllegalArgumentException if sizes, type or place are wrong; the message says which
   */
  static OnnxTensor of(Path model, TensorProto tensor) {
    List<Integer> shape = shape(tensor.getDimsList());
    int count = (int) OnnxTensor.elements(shape);
    Type type = Type.of(tensor.getDataType());
    ByteBuffer raw = raw(model, tensor, (long) count * type.bytes);
    if (raw != null) {
      if (raw.remaining() != (long) count * type.bytes) {
        throw new IllegalArgumentException(
            "%d bytes are no tensor of shape %s".formatted(raw.remaining(), shape));
      }
      return filled(shape, type.whole, index -> type.value(raw, index * type.bytes));
    }
    return switch (type) {
      case FLOAT -> listed(shape, false, tensor.getFloatDataCount(), tensor::getFloatData);
      case DOUBLE -> listed(shape, false, tensor.getDoubleDataCount(), tensor::getDoubleData);
      case INT64 -> listed(shape, true, tensor.getInt64DataCount(), tensor::getInt64Data);
      case FLOAT16 ->
          listed(
              shape,
              false,
              tensor.getInt32DataCount(),
              index -> half((short) tensor.getInt32Data(index)));
      case INT32, INT8, UINT8, BOOL ->
          listed(shape, true, tensor.getInt32DataCount(), tensor::getInt32Data);
    };
  }

  private static OnnxTensor listed(
      List<Integer> shape, boolean whole, int listed, IntToDoubleFunction value) {
    if (listed != OnnxTensor.elements(shape)) {
      throw new IllegalArgumentException(
          "%d values are no tensor of shape %s".formatted(listed, shape));
    }
    return filled(shape, whole, value);
  }

  private static OnnxTensor filled(List<Integer> shape, boolean whole, IntToDoubleFunction value) {
    double[] values = new double[(int) OnnxTensor.elements(shape)];
    for (int index = 0; index < values.length; index++) {
      values[index] = value.applyAsDouble(index);
    }
    return new OnnxTensor(shape, values, whole);
  }

  /** Returns a shape as it stands in a file, if it is one that memory can hold. */
  static List<Integer> shape(List<Long> sides) {
    List<Integer> shape = new ArrayList<>();
    long elements = 1;
    for (long side : sides) {
      if (side < 0 || side > MOST_ELEMENTS) {
        throw new IllegalArgumentException("a side of %d is impossible".formatted(side));
      }
      elements *= side;
      if (elements > MOST_ELEMENTS) {
        throw new IllegalArgumentException(
            "shape %s has more than the %,d elements that are read"
                .formatted(sides, MOST_ELEMENTS));
      }
      shape.add((int) side);
    }
    return shape;
  }

  private static @org.jspecify.annotations.Nullable ByteBuffer raw(
      Path model, TensorProto tensor, long bytes) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      return external(model, tensor, bytes);
    }
    return tensor.hasRawData()
        ? tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN)
        : null;
  }

  private static ByteBuffer external(Path model, TensorProto tensor, long bytes) {
    Map<String, String> place = new TreeMap<>();
    for (StringStringEntryProto entry : tensor.getExternalDataList()) {
      place.put(entry.getKey(), entry.getValue());
    }
    Path file = beside(model, place.getOrDefault("location", ""));
    long offset = number(place, "offset", 0);
    long length = number(place, "length", bytes);
    if (length != bytes) {
      throw new IllegalArgumentException(
          "its %d bytes in %s should be %d".formatted(length, file, bytes));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (offset > channel.size() - bytes) {
        throw new IllegalArgumentException(
            "it should lie in %s at bytes %d to %d, but that file has %d"
                .formatted(file, offset, offset + bytes, channel.size()));
      }
      ByteBuffer buffer = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
      long at = offset;
      while (buffer.hasRemaining()) {
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new IllegalArgumentException("%s ends too early".formatted(file));
        }
        at += read;
      }
      return buffer.flip();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "its values should lie in %s, which cannot be read".formatted(file), e);
    }
  }

  private static long number(Map<String, String> place, String key, long byDefault) {
    String text = place.get(key);
    if (text == null) {
      return byDefault;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException("the %s of its external data is no number".formatted(key));
    }
    return Long.parseLong(text);
  }

  /** Returns a file that lies in the model's folder or below it, links followed. */
  private static Path beside(Path model, String location) {
    Path folder = model.toAbsolutePath().resolveSibling(".").normalize();
    try {
      Path file = folder.resolve(location).normalize();
      if (location.isEmpty() || !file.startsWith(folder)) {
        throw new IllegalArgumentException(
            "its values should lie in %s, outside the model's folder"
                .formatted(nas.core.text.ErrorText.quote(location)));
      }
      if (file.toFile().exists() && !file.toRealPath().startsWith(folder.toRealPath())) {
        throw new IllegalArgumentException(
            "its values should lie in %s, a link out of the model's folder"
                .formatted(nas.core.text.ErrorText.quote(location)));
      }
      return file;
    } catch (java.nio.file.InvalidPathException | IOException e) {
      throw new IllegalArgumentException(
          "its values should lie in %s, which is no file"
              .formatted(nas.core.text.ErrorText.quote(location)),
          e);
    }
  }

  /** Types of elements that are read, with their number in the format. */
  private enum Type {
    FLOAT(1, 4, false),
    UINT8(2, 1, true),
    INT8(3, 1, true),
    INT32(6, 4, true),
    INT64(7, 8, true),
    BOOL(9, 1, true),
    FLOAT16(10, 2, false),
    DOUBLE(11, 8, false);

    private final int number;
    private final int bytes;
    private final boolean whole;

    Type(int number, int bytes, boolean whole) {
      this.number = number;
      this.bytes = bytes;
      this.whole = whole;
    }

    static Type of(int number) {
      for (Type type : values()) {
        if (type.number == number) {
          return type;
        }
      }
      TensorProto.DataType known = TensorProto.DataType.forNumber(number);
      throw new IllegalArgumentException(
          "elements of type %s are not read".formatted(known == null ? number : known));
    }

    double value(ByteBuffer raw, int at) {
      return switch (this) {
        case FLOAT -> raw.getFloat(at);
        case UINT8 -> raw.get(at) & 0xff;
        case INT8, BOOL -> raw.get(at);
        case INT32 -> raw.getInt(at);
        case INT64 -> raw.getLong(at);
        case FLOAT16 -> half(raw.getShort(at));
        case DOUBLE -> raw.getDouble(at);
      };
    }
  }

  /** Returns the value of a number in half precision (IEEE 754 binary16). */
  static double half(short bits) {
    int exponent = bits >> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1f -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb((double) (fraction | 0x400), exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
