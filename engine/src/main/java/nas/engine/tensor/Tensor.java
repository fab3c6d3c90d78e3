package nas.engine.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An array in native memory, with the operations of PyTorch that networks and metrics are made of.
 *
 * <p>Operations return new tensors, of the innermost {@link Scope} among those of their operands;
 * whoever no longer needs one closes it, and its scope closes what is left. Names, broadcasting and
 * derivatives are PyTorch's. They are recorded for differentiation where {@link GradientMode} is
 * on. Operands must have one precision and lie on one device; those in place change this tensor.
 *
 * <p>Numbers are given as Java doubles where they are safe: the engine never keeps a pointer to
 * memory of Java. Every method refuses, by {@link IllegalStateException}, to work with a tensor
 * that has been closed.
 */
public final class Tensor implements AutoCloseable {

  /** What the windows of images convolved at once may take; see {@link #convolved}. */
  private static final long WINDOWS_BYTES = 4 << 20;

  private final PtNDArray array;
  private Scope scope;

  Tensor(Scope scope, PtNDArray array) {
    this.scope = scope;
    this.array = array;
  }

  /** Returns the engine's array. */
  PtNDArray array() {
    if (array.isReleased()) {
      throw new IllegalStateException(
          "the tensor has been closed, or the scope that it belongs to");
    }
    return array;
  }

  /** Wraps an array of DJL, for measurements of what stands between it and networks. */
  public static Tensor of(NDArray array) {
    return Scope.of((PtNDManager) array.getManager()).own((PtNDArray) array);
  }

  /** Returns the array of DJL; see {@link #of}. */
  public NDArray ndArray() {
    return array();
  }

  Tensor moveTo(Scope other) {
    array().attach(other.manager());
    scope = other;
    return this;
  }

  private Tensor by(UnaryOperator<PtNDArray> operation) {
    return scope.own(operation.apply(array()));
  }

  private Tensor with(Tensor other, BinaryOperator<PtNDArray> operation) {
    return scope.innermost(other.scope).own(operation.apply(array(), other.array()));
  }

  private Tensor with(double value, BinaryOperator<PtNDArray> operation) {
    try (Tensor scalar = scope.full(precision(), value)) {
      return with(scalar, operation);
    }
  }

  private Tensors all(NDList arrays) {
    Tensors tensors = new Tensors();
    for (NDArray each : arrays) {
      tensors.add(scope.own((PtNDArray) each));
    }
    return tensors;
  }

  private static @Nullable PtNDArray ifPresent(@Nullable Tensor optional) {
    return optional == null ? null : optional.array();
  }

  /** Returns the scope that closes this tensor. */
  public Scope scope() {
    return scope;
  }

  /** Returns the sizes of its dimensions, none for a scalar. */
  public long[] shape() {
    return array().getShape().getShape().clone();
  }

  /** Returns the size of a dimension, counted from 0, or from the last one as -1. */
  public long size(int dimension) {
    long[] shape = shape();
    return shape[dimension < 0 ? shape.length + dimension : dimension];
  }

  /** Returns the number of dimensions, 0 for a scalar. */
  public int dimensions() {
    return array().getShape().dimension();
  }

  /** Returns the number of values. */
  public long elements() {
    return array().getShape().size();
  }

  /**
   * Returns the number format.
   *
   * @throws IllegalStateException if the values are integers or truth values
   */
  public Precision precision() {
    DataType type = array().getDataType();
    for (Precision precision : Precision.values()) {
      if (precision.type() == type) {
        return precision;
      }
    }
    throw new IllegalStateException("values of type " + type + " have no precision");
  }

  /**
   * Frees the memory unless other tensors or the record of operations share it; may be repeated.
   */
  @Override
  public void close() {
    array.close();
  }

  // Values

  /**
   * Returns the only value.
   *
   * @throws IllegalStateException if there are others
   */
  public double scalar() {
    if (elements() != 1) {
      throw new IllegalStateException(this + " is no single value");
    }
    return precision() == Precision.FLOAT64
        ? read(PtNDArray::toDoubleArray)[0]
        : read(PtNDArray::toFloatArray)[0];
  }

  /** Returns a copy of the values, row-major; the tensor must have single precision. */
  public float[] toFloats() {
    return read(PtNDArray::toFloatArray);
  }

  /** Returns a copy of the values, row-major, whatever the precision. */
  public double[] toDoubles() {
    if (precision() == Precision.FLOAT32) {
      float[] floats = toFloats();
      double[] values = new double[floats.length];
      Arrays.setAll(values, index -> floats[index]);
      return values;
    }
    return read(PtNDArray::toDoubleArray);
  }

  /** Returns a copy of truth values, row-major, as zeros and ones. */
  public byte[] toBytes() {
    return read(PtNDArray::toByteArray);
  }

  /**
   * Reads the values in row-major order. What is not contiguous DJL would copy into an array that
   * nobody closes, and what lies on a GPU into one of a manager that nobody closes.
   */
  private <T> T read(Function<PtNDArray, T> reading) {
    try (PtNDArray flat = JniUtils.reshape(array(), new long[] {-1})) {
      if (!flat.getDevice().isGpu()) {
        return reading.apply(flat);
      }
      PtNDArray copy = flat.toDevice(Device.CPU.djl(), false);
      NDManager copies = copy.getManager();
      try {
        return reading.apply(copy);
      } finally {
        copies.close();
      }
    }
  }

  // Elementwise

  /** Returns the sum. */
  public Tensor add(Tensor other) {
    return with(other, JniUtils::add);
  }

  /** Returns the sum with a number. */
  public Tensor add(double value) {
    return with(value, JniUtils::add);
  }

  /** Returns the difference. */
  public Tensor sub(Tensor other) {
    return with(other, JniUtils::sub);
  }

  /** Returns the difference from a number. */
  public Tensor sub(double value) {
    return with(value, JniUtils::sub);
  }

  /** Returns the product, value by value. */
  public Tensor mul(Tensor other) {
    return with(other, JniUtils::mul);
  }

  /** Returns the product with a number. */
  public Tensor mul(double value) {
    return with(value, JniUtils::mul);
  }

  /** Returns the quotient. */
  public Tensor div(Tensor other) {
    return with(other, JniUtils::div);
  }

  /** Returns the quotient by a number. */
  public Tensor div(double value) {
    return with(value, JniUtils::div);
  }

  /** Returns the power, value by value. */
  public Tensor pow(Tensor exponent) {
    return with(exponent, JniUtils::pow);
  }

  /** Returns the greater of both values; where they are equal each gets half of the derivative. */
  public Tensor maximum(Tensor other) {
    return with(other, JniUtils::max);
  }

  /** Returns the smaller of both values; where they are equal each gets half of the derivative. */
  public Tensor minimum(Tensor other) {
    return with(other, JniUtils::min);
  }

  /** Returns where the values are greater than those of the other, as truth values. */
  public Tensor gt(Tensor other) {
    return with(other, JniUtils::gt);
  }

  /** Returns where the values are greater than a number, as truth values. */
  public Tensor gt(double value) {
    return with(value, JniUtils::gt);
  }

  /** Returns the values within bounds; the derivative is 0 beyond them. */
  public Tensor clamp(double least, double most) {
    return call("clamp", where -> where.doubles(new double[] {least, most}, 2));
  }

  /**
   * Returns the values rounded to 256: (q - zero) scale for the whole number q from 0 to 255 next
   * to x / scale + zero. Derivatives are those of the values cut to the range (the straight-through
   * estimator, Bengio et al. 2013, arXiv:1308.3432).
   */
  public Tensor quantised(double scale, int zeroPoint) {
    return call("quantised", where -> where.doubles(new double[] {scale, zeroPoint}, 2));
  }

  /**
   * Calls a script with a small argument. That lies on the processor, as reading it from a GPU
   * would wait for all that it has to do.
   */
  private Tensor call(String script, Function<Scope, Tensor> argument) {
    if (!scope.isOnGpu()) {
      try (Tensor made = argument.apply(scope)) {
        return Scripts.call(script, this, made);
      }
    }
    try (Scope processor = Scope.on(Device.CPU);
        Tensor made = argument.apply(processor)) {
      return Scripts.call(script, this, made);
    }
  }

  /** Returns the values with the other sign. */
  public Tensor neg() {
    return by(JniUtils::neg);
  }

  /** Returns the absolute values. */
  public Tensor abs() {
    return by(JniUtils::abs);
  }

  /** Returns -1, 0 or 1. */
  public Tensor sign() {
    return by(JniUtils::sign);
  }

  /** Returns the squares. */
  public Tensor square() {
    return by(JniUtils::square);
  }

  /** Returns the square roots. */
  public Tensor sqrt() {
    return by(JniUtils::sqrt);
  }

  /** Returns e to the power of the values. */
  public Tensor exp() {
    return by(JniUtils::exp);
  }

  /** Returns the natural logarithms. */
  public Tensor log() {
    return by(JniUtils::log);
  }

  /** Returns the values where they are positive, else 0. */
  public Tensor relu() {
    return by(JniUtils::relu);
  }

  /** Returns the values, the negative ones times a slope. */
  public Tensor leakyRelu(double slope) {
    return by(values -> JniUtils.leakyRelu(values, slope));
  }

  /** Returns 1 / (1 + exp(-x)). */
  public Tensor sigmoid() {
    return by(JniUtils::sigmoid);
  }

  /** Returns the hyperbolic tangents. */
  public Tensor tanh() {
    return by(JniUtils::tanh);
  }

  /** Returns x times the probability that a normal variable is below x. */
  public Tensor gelu() {
    return by(JniUtils::gelu);
  }

  /** Returns x sigmoid(x), also named swish. */
  public Tensor silu() {
    return Scripts.call("silu", this);
  }

  /** Returns x hard-sigmoid(x). */
  public Tensor hardSwish() {
    return Scripts.call("hard_swish", this);
  }

  /** Returns (x + 3) / 6 between 0 and 1; PyTorch's own has no second derivative. */
  public Tensor hardSigmoid() {
    try (Tensor raised = add(3);
        Tensor sixth = raised.div(6)) {
      return sixth.clamp(0, 1);
    }
  }

  // In place

  /** Adds the other's values to these. */
  public void addInPlace(Tensor other) {
    JniUtils.addi(array(), other.array());
  }

  /** Subtracts the other's values from these. */
  public void subInPlace(Tensor other) {
    JniUtils.subi(array(), other.array());
  }

  /** Multiplies these values by the other's. */
  public void mulInPlace(Tensor other) {
    JniUtils.muli(array(), other.array());
  }

  /** Multiplies these values by a number. */
  public void mulInPlace(double factor) {
    try (Tensor scalar = scope.full(precision(), factor)) {
      mulInPlace(scalar);
    }
  }

  /** Divides these values by the other's. */
  public void divInPlace(Tensor other) {
    JniUtils.divi(array(), other.array());
  }

  // Shape and indexing

  /** Returns the values under a new handle, which is closed on its own. */
  public Tensor view() {
    return by(values -> JniUtils.reshape(values, values.getShape().getShape()));
  }

  /**
   * Returns the values under a new handle of an inner scope, so that what follows belongs to it.
   */
  public Tensor viewIn(Scope inner) {
    return inner.own(JniUtils.reshape(array(), array().getShape().getShape()));
  }

  /** Returns a copy. */
  public Tensor copy() {
    return by(JniUtils::clone);
  }

  /** Returns the values in another precision: a copy even if it is the same. */
  public Tensor to(Precision precision) {
    return by(values -> values.toType(precision.type(), true));
  }

  /** Returns the values without their fractions as 64-bit integers, for indices. */
  public Tensor toIntegers() {
    return by(values -> values.toType(DataType.INT64, true));
  }

  /** Returns the values in row-major order with other sizes, of which one may be -1. */
  public Tensor reshape(long... shape) {
    return by(values -> JniUtils.reshape(values, shape));
  }

  /** Returns the values with their dimensions in another order. */
  public Tensor permute(long... dimensions) {
    return by(values -> JniUtils.permute(values, dimensions));
  }

  /** Returns the values with two dimensions exchanged. */
  public Tensor transpose(long one, long other) {
    return by(values -> JniUtils.transpose(values, one, other));
  }

  /** Returns the part of a dimension from an index, included, to another, excluded. */
  public Tensor slice(long dimension, long from, long to) {
    return by(values -> JniUtils.slice(values, dimension, from, to, 1));
  }

  /** Returns parts of these sizes, one after the other along a dimension. */
  public Tensors split(long[] sizes, long dimension) {
    return all(JniUtils.split(array(), sizes, dimension));
  }

  /** Returns parts of one size, of which the last may be smaller, along a dimension. */
  public Tensors split(long size, long dimension) {
    return all(JniUtils.split(array(), size, dimension));
  }

  /**
   * Returns the values with constant ones around: before and after the last dimension, and so on.
   */
  public Tensor pad(double value, long... beforeAndAfter) {
    return by(values -> JniUtils.pad(values, beforeAndAfter, value));
  }

  /** Returns for each place the value at an index along a dimension. */
  public Tensor gather(Tensor indices, long dimension) {
    return with(indices, (values, at) -> JniUtils.gather(values, at, dimension));
  }

  /** Returns tensors one after the other along a dimension. */
  public static Tensor concatenate(Collection<Tensor> tensors, long dimension) {
    return innermost(tensors).own(JniUtils.cat(arrays(tensors), dimension));
  }

  /** Returns tensors of one shape beside each other in a new dimension. */
  public static Tensor stack(Collection<Tensor> tensors, int dimension) {
    return innermost(tensors).own(JniUtils.stack(arrays(tensors), dimension));
  }

  private static PtNDArray[] arrays(Collection<Tensor> tensors) {
    return tensors.stream().map(Tensor::array).toArray(PtNDArray[]::new);
  }

  private static Scope innermost(Collection<Tensor> tensors) {
    return tensors.stream().map(Tensor::scope).reduce(Scope::innermost).orElseThrow();
  }

  // Reductions

  /** Returns the sum of all values, a scalar. */
  public Tensor sum() {
    return by(JniUtils::sum);
  }

  /** Returns the sums over some dimensions, which stay with size 1 if wanted. */
  public Tensor sum(long[] dimensions, boolean stay) {
    return by(values -> JniUtils.sum(values, dimensions, stay));
  }

  /** Returns the mean of all values, a scalar. */
  public Tensor mean() {
    return by(JniUtils::mean);
  }

  /** Returns the means over a dimension, which stays with size 1 if wanted. */
  public Tensor mean(long dimension, boolean stays) {
    return by(values -> JniUtils.mean(values, dimension, stays));
  }

  /** Returns the greatest of all values, a scalar. */
  public Tensor max() {
    return by(JniUtils::max);
  }

  /** Returns the smallest of all values, a scalar. */
  public Tensor min() {
    return by(JniUtils::min);
  }

  /** Returns the shares of exp(x) along a dimension. */
  public Tensor softmax(long dimension) {
    return by(values -> JniUtils.softmax(values, dimension, values.getDataType()));
  }

  /** Returns the logarithms of {@link #softmax}. */
  public Tensor logSoftmax(long dimension) {
    return by(values -> JniUtils.logSoftmax(values, dimension, values.getDataType()));
  }

  // Products and layers

  /** Returns the product of matrices: (rows, inner) times (inner, columns). */
  public Tensor matmul(Tensor other) {
    return with(other, JniUtils::matmul);
  }

  /** Returns products of matrices: (batch, rows, inner) times (batch, inner, columns). */
  public Tensor bmm(Tensor other) {
    return with(other, JniUtils::bmm);
  }

  /**
   * Returns rows times the transposed weight, plus the bias.
   *
   * @param weight (outputs, inputs)
   * @param bias (outputs), or null for none
   */
  @SuppressWarnings("NullAway") // The engine takes a missing bias as null.
  public Tensor linear(Tensor weight, @Nullable Tensor bias) {
    return with(weight, (input, matrix) -> JniUtils.linear(input, matrix, ifPresent(bias)));
  }

  /**
   * How a window moves over images, each as (vertical, horizontal).
   *
   * @param stride pixels from one window to the next
   * @param padding zeros on either side
   * @param dilation pixels from one of the window's to the next
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed on at once.
  public record Window(long[] stride, long[] padding, long[] dilation) {
    /** Returns a window that moves alike in both directions. */
    public static Window square(long stride, long padding, long dilation) {
      return new Window(both(stride), both(padding), both(dilation));
    }

    private static long[] both(long size) {
      return new long[] {size, size};
    }

    private boolean skips() {
      return stride[0] > 1 || stride[1] > 1;
    }

    private boolean pads() {
      return padding[0] > 0 || padding[1] > 0;
    }
  }

  /**
   * Returns a convolution of images (batch, channels, height, width).
   *
   * @param weight (outputs, inputs / groups, kernel height, kernel width)
   * @param bias (outputs), or null for none
   */
  public Tensor convolution(Tensor weight, @Nullable Tensor bias, Window window, int groups) {
    boolean ofPoints = weight.size(2) == 1 && weight.size(3) == 1;
    if (!ofPoints || !window.skips() || window.pads() || scope.isOnGpu()) {
      return convolved(weight, bias, window, groups);
    }
    // oneDNN (3.7.1), given few channels that lie last, writes behind what it reads of every second
    // pixel and breaks the heap. So they are picked before.
    long[] stride = window.stride();
    try (Tensor rows = every(stride[0], 2);
        Tensor pixels = rows.every(stride[1], 3)) {
      return pixels.convolved(weight, bias, Window.square(1, 0, 1), groups);
    }
  }

  private Tensor every(long step, long dimension) {
    long size = size((int) dimension);
    return by(values -> JniUtils.slice(values, dimension, 0, size, step));
  }

  /**
   * Convolves a few images at a time where PyTorch does it by a product of matrices: it writes out
   * what every window sees of all images that it is given, many times their size, before it
   * computes, and what leaves the processor's cache costs more than the products.
   */
  private Tensor convolved(Tensor weight, @Nullable Tensor bias, Window window, int groups) {
    long atOnce = Long.MAX_VALUE;
    if (!scope.isOnGpu() && PyTorch.convolvesByProducts(precision())) {
      long seen = weight.size(1) * weight.size(2) * weight.size(3) * size(2) * size(3);
      long each = seen * precision().bytes() / (window.stride()[0] * window.stride()[1]);
      atOnce = Math.max(1, WINDOWS_BYTES / each);
    }
    if (size(0) <= atOnce) {
      return convolvedAtOnce(weight, bias, window, groups);
    }
    try (Tensors parts = split(atOnce, 0);
        Tensors convolved = new Tensors()) {
      for (Tensor part : parts) {
        convolved.add(part.convolvedAtOnce(weight, bias, window, groups));
      }
      return concatenate(convolved, 0);
    }
  }

  @SuppressWarnings("NullAway") // The engine takes a missing bias as null.
  private Tensor convolvedAtOnce(Tensor weight, @Nullable Tensor bias, Window window, int groups) {
    return with(
        weight,
        (input, kernel) ->
            JniUtils.convolution(
                input,
                kernel,
                ifPresent(bias),
                new Shape(window.stride()),
                new Shape(window.padding()),
                new Shape(window.dilation()),
                groups));
  }

  /**
   * Returns the greatest value of each window; kernel, stride and padding are (vertical,
   * horizontal).
   *
   * @param ceil whether a last window that lies partly outside counts
   */
  public Tensor maxPool(long[] kernel, long[] stride, long[] padding, boolean ceil) {
    return by(
        images ->
            JniUtils.maxPool(
                images, new Shape(kernel), new Shape(stride), new Shape(padding), ceil));
  }

  /**
   * Returns the mean of each window, zeros of the padding included: the engine's binding counts
   * them, whatever it is told. Kernel, stride and padding are (vertical, horizontal).
   *
   * @param ceil as in {@link #maxPool}
   */
  public Tensor averagePool(long[] kernel, long[] stride, long[] padding, boolean ceil) {
    if (scope.isOnGpu() && (padding[0] > 0 || padding[1] > 0)) {
      // Of padded images whose channels lie next to each other PyTorch's derivative is wrong on
      // GPUs: https://github.com/pytorch/pytorch/issues/188344
      try (Tensor ordered = rowMajor()) {
        return ordered.pooled(kernel, stride, padding, ceil);
      }
    }
    return pooled(kernel, stride, padding, ceil);
  }

  private Tensor pooled(long[] kernel, long[] stride, long[] padding, boolean ceil) {
    return by(
        images ->
            JniUtils.avgPool(
                images, new Shape(kernel), new Shape(stride), new Shape(padding), ceil, true));
  }

  /** Returns the values in row-major order in memory as well. */
  Tensor rowMajor() {
    try (Tensor flat = reshape(-1)) {
      return flat.reshape(shape());
    }
  }

  /** Returns the means of as many windows as told, which cover the images. */
  public Tensor adaptiveAveragePool(long height, long width) {
    return by(images -> JniUtils.adaptiveAvgPool(images, new Shape(height, width)));
  }

  /**
   * Returns of every image the values where the first image is largest in each window; for the
   * first image this is max pooling. Derivatives do not pass through it.
   */
  public Tensor maxPoolAsFirst(long kernel, long stride, long padding) {
    return call("max_pool_as_first", where -> where.longs(new long[] {kernel, stride, padding}, 3));
  }

  /**
   * Returns the values normalised per channel, scaled and shifted; all arguments are (channels).
   *
   * @param mean running mean, changed by the momentum where training
   * @param variance running variance, likewise
   * @param training whether to normalise by the batch's own statistics
   */
  public Tensor batchNorm(
      Tensor mean,
      Tensor variance,
      Tensor scale,
      Tensor shift,
      boolean training,
      double momentum,
      double epsilon) {
    return with(
        scale,
        (input, gamma) ->
            JniUtils.batchNorm(
                input,
                mean.array(),
                variance.array(),
                gamma,
                shift.array(),
                training,
                momentum,
                epsilon));
  }

  /** Returns the values normalised over the last dimensions, which are those of scale and shift. */
  public Tensor layerNorm(Tensor scale, Tensor shift, double epsilon) {
    return with(
        scale,
        (input, gamma) ->
            JniUtils.layerNorm(input, gamma.getShape(), gamma, shift.array(), epsilon));
  }

  /** Returns the rows of a table (rows, size) that these integers name. */
  public Tensor embedding(Tensor table) {
    return with(table, (indices, rows) -> JniUtils.embedding(indices, rows, false));
  }

  /**
   * What an LSTM computes.
   *
   * @param outputs hidden states of all steps (steps, batch, hidden)
   * @param hidden the last ones (1, batch, hidden)
   * @param cell the last cell states (1, batch, hidden)
   */
  public record Recurrent(Tensor outputs, Tensor hidden, Tensor cell) implements AutoCloseable {
    @Override
    public void close() {
      outputs.close();
      hidden.close();
      cell.close();
    }
  }

  /**
   * Returns what one layer of an LSTM makes of sequences (steps, batch, features); the gates are
   * those for input, forgetting, cell and output.
   *
   * @param hidden hidden states before (1, batch, hidden)
   * @param cell cell states before (1, batch, hidden)
   * @param inputWeights (4 hidden, features)
   * @param recurrentWeights (4 hidden, hidden)
   * @param bias (4 hidden)
   */
  public Recurrent lstm(
      Tensor hidden, Tensor cell, Tensor inputWeights, Tensor recurrentWeights, Tensor bias) {
    // The engine wants two biases; the second would only add to the first.
    try (Tensor none = scope.full(bias.precision(), 0, bias.shape())) {
      NDList state = new NDList(hidden.array(), cell.array());
      NDList gates =
          new NDList(inputWeights.array(), recurrentWeights.array(), bias.array(), none.array());
      Tensors made = all(JniUtils.lstm(array(), state, gates, true, 1, 0, true, false, false));
      return new Recurrent(made.get(0), made.get(1), made.get(2));
    }
  }

  // Differentiation

  /**
   * Makes this tensor a leaf whose gradient is wanted, or no longer.
   *
   * @return this
   */
  public Tensor requireGradient(boolean wanted) {
    array().setRequiresGradient(wanted);
    return this;
  }

  /** Returns the values as a constant, which derivatives do not pass. */
  public Tensor detach() {
    return by(JniUtils::detachGradient);
  }

  /**
   * Adds the gradients of this recorded scalar to those of the leaves that it depends on, and frees
   * the record of operations. {@link Autograd} returns gradients instead.
   */
  public void backward() {
    try (Tensor one = scope.full(precision(), 1)) {
      JniUtils.backward(array(), one.array(), false, false);
    }
  }

  /** Returns whether gradients are wanted of this tensor, or of one that it is computed from. */
  public boolean requiresGradient() {
    return array().hasGradient();
  }

  /**
   * Returns the gradient that {@link #backward} added up; it shares its memory with the leaf's.
   *
   * @throws IllegalStateException if there is none yet
   */
  public Tensor gradient() {
    @Nullable PtNDArray gradient = JniUtils.getGradient(array());
    if (gradient == null) {
      throw new IllegalStateException("no gradient has been computed");
    }
    return scope.own(gradient);
  }

  /** Sets the gradient of this leaf to zero, if it has one. */
  public void clearGradient() {
    if (array().hasGradient()) {
      JniUtils.zeroGrad(array());
    }
  }

  @Override
  public String toString() {
    return array.isReleased() ? "a closed tensor" : "a tensor of shape " + array.getShape();
  }
}
