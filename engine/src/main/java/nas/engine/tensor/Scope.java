package nas.engine.tensor;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.stream.LongStream;

/**
 * Owns tensors on one device: whatever is still open when the scope is closed goes with it.
 *
 * <p>Tensors are made here, in memory that the engine owns, so they are safe under differentiation.
 * What is computed from tensors of several scopes belongs to the innermost of them; so a {@link
 * #child} around a pass holds all that the pass leaves behind, although it reads weights of an
 * outer scope.
 *
 * <p>A scope and its tensors serve one thread at a time; several scopes may be used at once.
 */
public final class Scope implements AutoCloseable {

  private final PtNDManager manager;
  private final int depth;

  private Scope(PtNDManager manager, int depth) {
    this.manager = manager;
    this.depth = depth;
  }

  /** Opens a scope on a device; loads the engine if that has not happened yet. */
  public static Scope on(Device device) {
    return new Scope((PtNDManager) PyTorch.manager(device), 0);
  }

  static Scope of(PtNDManager manager) {
    return new Scope(manager, 0);
  }

  /** Opens a scope within this one, on its device; it is closed with this one at the latest. */
  public Scope child() {
    return new Scope((PtNDManager) manager.newSubManager(), depth + 1);
  }

  /**
   * Makes a tensor of single precision.
   *
   * @param values row-major
   * @param shape without sizes for a scalar
   * @throws IllegalArgumentException if the shape has another number of values
   */
  public Tensor floats(float[] values, long... shape) {
    return floats(FloatBuffer.wrap(values), shape);
  }

  /**
   * Makes a tensor of single precision.
   *
   * @param values row-major, from the buffer's position to its limit
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException as {@link #floats(float[], long...)}
   */
  public Tensor floats(FloatBuffer values, long... shape) {
    ByteBuffer staged = Staging.buffer(values.remaining(), Float.BYTES);
    staged.asFloatBuffer().put(values.duplicate());
    return owned(staged, DataType.FLOAT32, shape);
  }

  /**
   * Makes a tensor of double precision.
   *
   * @param values row-major
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException as {@link #floats(float[], long...)}
   */
  public Tensor doubles(double[] values, long... shape) {
    ByteBuffer staged = Staging.buffer(values.length, Double.BYTES);
    staged.asDoubleBuffer().put(values);
    return owned(staged, DataType.FLOAT64, shape);
  }

  /**
   * Makes a tensor of 64-bit integers, for indices.
   *
   * @param values row-major
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException as {@link #floats(float[], long...)}
   */
  public Tensor longs(long[] values, long... shape) {
    ByteBuffer staged = Staging.buffer(values.length, Long.BYTES);
    staged.asLongBuffer().put(values);
    return owned(staged, DataType.INT64, shape);
  }

  /**
   * Makes a tensor of a precision, to which the values are rounded.
   *
   * @param values row-major
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException as {@link #floats(float[], long...)}
   */
  public Tensor numbers(Precision precision, double[] values, long... shape) {
    if (precision == Precision.FLOAT64) {
      return doubles(values, shape);
    }
    ByteBuffer staged = Staging.buffer(values.length, Float.BYTES);
    for (int index = 0; index < values.length; index++) {
      staged.putFloat(index * Float.BYTES, (float) values[index]);
    }
    return owned(staged, DataType.FLOAT32, shape);
  }

  /**
   * Makes a tensor of a precision.
   *
   * @param values row-major
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException as {@link #floats(float[], long...)}
   */
  public Tensor numbers(Precision precision, float[] values, long... shape) {
    if (precision == Precision.FLOAT32) {
      return floats(values, shape);
    }
    ByteBuffer staged = Staging.buffer(values.length, Double.BYTES);
    for (int index = 0; index < values.length; index++) {
      staged.putDouble(index * Double.BYTES, values[index]);
    }
    return owned(staged, DataType.FLOAT64, shape);
  }

  /**
   * Makes a tensor whose values are copied from a buffer.
   *
   * @param buffer a direct buffer in native byte order, all of whose bytes are row-major values of
   *     the precision; it may be changed or dropped afterwards
   * @param shape as in {@link #floats(float[], long...)}
   * @throws IllegalArgumentException if the buffer is no such one, or as {@link #floats(float[],
   *     long...)}
   */
  public Tensor copyOf(ByteBuffer buffer, Precision precision, long... shape) {
    if (!buffer.isDirect() || buffer.order() != ByteOrder.nativeOrder()) {
      throw new IllegalArgumentException("the buffer must be direct and in native byte order");
    }
    return owned(buffer.duplicate().order(ByteOrder.nativeOrder()), precision.type(), shape);
  }

  /** Makes a tensor all of whose values are the same. */
  public Tensor full(Precision precision, double value, long... shape) {
    return own(
        JniUtils.full(
            manager,
            new Shape(shape),
            value,
            precision.type(),
            manager.getDevice(),
            SparseFormat.DENSE));
  }

  /**
   * Takes over a tensor of another scope.
   *
   * @return the tensor
   */
  public Tensor adopt(Tensor tensor) {
    return tensor.moveTo(this);
  }

  /** Returns how many tensors are open here, those of inner scopes not counted. */
  public int openTensors() {
    return manager.getManagedArrays().size();
  }

  /** Closes all tensors and inner scopes that are still open. */
  @Override
  public void close() {
    manager.close();
  }

  /** Returns whether its tensors lie on a GPU. */
  public boolean isOnGpu() {
    return manager.getDevice().isGpu();
  }

  /** Returns the innermost of two scopes: this one where neither lies deeper. */
  Scope innermost(Scope other) {
    return other.depth > depth ? other : this;
  }

  PtNDManager manager() {
    return manager;
  }

  /** Wraps what the engine computed. */
  Tensor own(PtNDArray array) {
    if (array.getManager() != manager) {
      array.attach(manager);
    }
    return new Tensor(this, array);
  }

  /**
   * Copies a direct buffer into memory that the engine owns: every way of DJL to fill an array from
   * Java, {@code NDArray.set} included, only points into Java's memory, which the garbage collector
   * frees while autograd still reads it.
   */
  private Tensor owned(ByteBuffer buffer, DataType type, long... shape) {
    buffer.rewind();
    long bytes = LongStream.of(shape).reduce(type.getNumOfBytes(), Math::multiplyExact);
    if (bytes != buffer.remaining()) {
      throw new IllegalArgumentException(
          buffer.remaining() + " bytes do not fill the shape " + new Shape(shape));
    }
    PtNDArray made = manager.create(buffer, new Shape(shape), type);
    if (isOnGpu()) {
      return own(made); // It was copied to there.
    }
    try (PtNDArray borrowed = made) {
      return own(JniUtils.clone(borrowed));
    }
  }
}
