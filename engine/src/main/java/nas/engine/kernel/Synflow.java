package nas.engine.kernel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;
import nas.network.Operation;
import nas.network.ParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * SynFlow's way through one operation (Tanaka et al. 2020, Pruning neural networks without any data
 * by iteratively conserving synaptic flow, arXiv:2006.05467): all weights are magnitudes and the
 * input is an example of ones, so where ReLU alone bends nothing is negative.
 *
 * <p>Every tensor carries a power of two. With a tangent the batch has two examples: the first
 * carries the value v, the second the derivative t of v by a common factor of all weights; an
 * operation W v + b turns them into W v + b and W t + W v.
 *
 * @param exponents those of the inputs
 * @param tangent whether the batch is value and tangent
 * @param normalises whether a normalisation is computed; it is left out otherwise
 */
public record Synflow(List<Integer> exponents, boolean tangent, boolean normalises) {

  /** Tensors are rescaled once their largest value leaves 2^-32 to 2^32. */
  private static final int ROOM = 32;

  /** The greatest power of two by which single precision multiplies at once. */
  private static final int MOST = 126;

  /** By such a power every number of any precision becomes infinite or 0. */
  private static final int BEYOND = 2200;

  /** Copies the list. */
  public Synflow {
    exponents = List.copyOf(exponents);
  }

  /** Returns the exponent of the first input. */
  public int exponent() {
    return exponents.get(0);
  }

  /**
   * Computes an operation that is linear where nothing is negative: value and tangent alike, once
   * all inputs have the largest scale among them.
   */
  public <O extends Operation> Scaled linear(Call<O> call, Function<Call<O>, Tensor> forward) {
    int largest = exponents.stream().mapToInt(Integer::intValue).max().orElse(Scaled.NOTHING);
    List<Tensor> made = new ArrayList<>();
    try {
      List<Tensor> inputs = new ArrayList<>();
      for (int index = 0; index < exponents.size(); index++) {
        Tensor input = call.inputs().get(index);
        if (exponents.get(index) != largest) {
          input = times(input, exponents.get(index) - largest);
          made.add(input);
        }
        inputs.add(input);
      }
      return new Scaled(forward.apply(call.on(inputs, call.batch())), largest);
    } finally {
      made.forEach(Tensor::close);
    }
  }

  /** Leaves an operation out. */
  public Scaled skipped(Call<?> call) {
    return new Scaled(call.input().view(), exponent());
  }

  /**
   * Computes an operation that multiplies its only input by weights and adds a bias to each
   * channel, if it has a second array.
   *
   * @param product multiplies without adding the bias
   */
  public Scaled weighted(Call<?> call, UnaryOperator<Tensor> product) {
    return biased(product.apply(call.input()), call.parameters() > 1 ? call.vector(1) : null, true);
  }

  /**
   * Adds a number to each channel of values; their derivative stays.
   *
   * @param values new ones at the scale of the first input, which are closed
   * @param shift one number for each channel, or none
   */
  public Scaled shifted(Tensor values, @Nullable Tensor shift) {
    return biased(values, shift, false);
  }

  /**
   * Adds a bias to values.
   *
   * @param weighted whether values are products with weights, by which is differentiated
   */
  private Scaled biased(Tensor product, @Nullable Tensor vector, boolean weighted) {
    if (vector == null && !(tangent && weighted)) {
      return rescaled(product, exponent());
    }
    try (product;
        Tensor bias = vector == null ? null : ofChannels(vector, product.dimensions())) {
      if (!tangent) {
        return rescaled(plus(product, bias), exponent());
      }
      try (Tensors rows = product.split(1, 0);
          Tensor value = plus(rows.get(0), bias);
          Tensor slope = weighted ? rows.get(1).add(rows.get(0)) : rows.get(1).view()) {
        return rescaled(Tensor.concatenate(List.of(value, slope), 0), exponent());
      }
    }
  }

  static Tensor ofChannels(Tensor vector, int dimensions) {
    long[] shape = new long[dimensions];
    java.util.Arrays.fill(shape, 1);
    shape[1] = vector.elements();
    return vector.reshape(shape);
  }

  private Tensor plus(Tensor product, @Nullable Tensor bias) {
    if (bias == null) {
      return product.copy();
    }
    // An array of zeros has no scale of its own; the bias starts a new one.
    try (Tensor scaled = times(bias, exponent() == Scaled.NOTHING ? 0 : -exponent())) {
      return product.add(scaled);
    }
  }

  /**
   * Computes any operation at the true scale of its inputs, and its tangent as the product of its
   * Jacobian, by inputs and weights, and their tangents: the derivative by u of J'u times t is J t.
   * The tangent of a weight is its value.
   */
  public <O extends Operation> Scaled differentiated(
      Call<O> call, Function<Call<O>, Tensor> forward) {
    if (!tangent) {
      List<Tensor> inputs = unscaled(call.inputs());
      try {
        return rescaled(forward.apply(call.on(inputs, call.batch())), 0);
      } finally {
        inputs.forEach(Tensor::close);
      }
    }
    List<Tensor> values = new ArrayList<>();
    List<Tensor> tangents = new ArrayList<>();
    List<Tensor> unscaled = unscaled(call.inputs());
    try {
      for (Tensor input : unscaled) {
        values.add(input.slice(0, 0, 1));
        tangents.add(input.slice(0, 1, 2));
      }
      return rescaled(
          GradientMode.recorded(() -> valueAndTangent(call, forward, values, tangents)), 0);
    } finally {
      unscaled.forEach(Tensor::close);
      values.forEach(Tensor::close);
      tangents.forEach(Tensor::close);
    }
  }

  private List<Tensor> unscaled(List<Tensor> inputs) {
    List<Tensor> unscaled = new ArrayList<>();
    for (int index = 0; index < exponents.size(); index++) {
      int exponent = exponents.get(index);
      unscaled.add(times(inputs.get(index), exponent == Scaled.NOTHING ? 0 : exponent));
    }
    return unscaled;
  }

  private static <O extends Operation> Tensor valueAndTangent(
      Call<O> call, Function<Call<O>, Tensor> forward, List<Tensor> values, List<Tensor> tangents) {
    List<Tensor> inputs = leaves(values);
    List<Tensor> weights = leaves(weights(call));
    List<Tensor> leaves = join(inputs, weights);
    try (Tensor output = forward.apply(call.on(inputs, 1).with(replaced(call, weights)));
        Tensor by =
            output.scope().full(output.precision(), 0, output.shape()).requireGradient(true);
        Tensor products = output.mul(by);
        Tensor sum = products.sum();
        Tensors transposed = Autograd.gradients(sum, leaves, Autograd.Graph.EXTENDED);
        Tensor slope = timesTangents(transposed, join(tangents, weights(call)));
        Tensors found = Autograd.gradients(slope, List.of(by), Autograd.Graph.FREED);
        Tensor value = output.detach();
        Tensor tangent = found.get(0).detach()) {
      return Tensor.concatenate(List.of(value, tangent), 0);
    } finally {
      leaves.forEach(Tensor::close);
    }
  }

  private static List<Tensor> leaves(List<Tensor> tensors) {
    return tensors.stream().map(tensor -> tensor.detach().requireGradient(true)).toList();
  }

  private static List<Tensor> join(List<Tensor> some, List<Tensor> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }

  /** Returns the arrays that a common factor multiplies: weights, but not biases. */
  private static List<Tensor> weights(Call<?> call) {
    return IntStream.range(0, call.parameters())
        .filter(index -> isWeight(call, index))
        .mapToObj(call::vector)
        .toList();
  }

  private static boolean isWeight(Call<?> call, int index) {
    return call.operation().parameters(call.shapes()).get(index).role()
        == ParameterSpec.Role.WEIGHT;
  }

  private static List<Tensor> replaced(Call<?> call, List<Tensor> weights) {
    Iterator<Tensor> next = weights.iterator();
    return IntStream.range(0, call.parameters())
        .mapToObj(index -> isWeight(call, index) ? next.next() : call.vector(index))
        .toList();
  }

  private static Tensor timesTangents(Tensors transposed, List<Tensor> tangents) {
    List<Tensor> terms = new ArrayList<>();
    try {
      for (int index = 0; index < tangents.size(); index++) {
        try (Tensor products = transposed.get(index).mul(tangents.get(index))) {
          terms.add(products.sum());
        }
      }
      try (Tensor all = Tensor.stack(terms, 0)) {
        return all.sum();
      }
    } finally {
      terms.forEach(Tensor::close);
    }
  }

  /** Brings a new tensor of an exponent into the range in which nothing overflows. */
  public static Scaled rescaled(Tensor output, int exponent) {
    int before = exponent == Scaled.NOTHING ? 0 : exponent;
    double largest;
    try (Tensor magnitudes = output.abs();
        Tensor maximum = magnitudes.max()) {
      largest = maximum.scalar();
    }
    if (largest == 0) {
      return new Scaled(output, Scaled.NOTHING);
    }
    int shift = Double.isFinite(largest) ? Math.getExponent(largest) : 0;
    if (Math.abs(shift) <= ROOM) {
      return new Scaled(output, before);
    }
    try (output) {
      return new Scaled(times(output, -shift), before + shift);
    }
  }

  /** Multiplies by a power of two; what no number is large or small enough for is infinite or 0. */
  private static Tensor times(Tensor tensor, int exponent) {
    int left = Math.max(-BEYOND, Math.min(exponent, BEYOND));
    int step = Math.max(-MOST, Math.min(left, MOST));
    Tensor product = times(tensor, StrictMath.scalb(1.0, step));
    for (left -= step; left != 0; left -= step) {
      step = Math.max(-MOST, Math.min(left, MOST));
      try (Tensor before = product) {
        product = times(before, StrictMath.scalb(1.0, step));
      }
    }
    return product;
  }

  private static Tensor times(Tensor tensor, double number) {
    try (Tensor factor = tensor.scope().full(tensor.precision(), number, 1)) {
      return tensor.mul(factor);
    }
  }
}
