package nas.proxy.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nas.engine.NetworkRuntime;
import nas.engine.Rule;
import nas.network.Network;
import nas.network.Operation;
import nas.network.operation.Add;
import nas.network.operation.BatchNorm;
import nas.network.operation.Concatenate;
import nas.network.operation.Convolution;
import nas.network.operation.Linear;
import nas.network.operation.MaxPool;
import org.jspecify.annotations.Nullable;

/**
 * Executes SynFlow's network without overflow: every array carries a power of two, by which its
 * true values are larger. Powers of two round nothing.
 *
 * <p>With a tangent the batch has two images: the first carries the value v, the second the
 * derivative t of v by a common factor of all weights; a layer W v + b turns them into W v + b and
 * W t + W v.
 */
final class SynflowRule implements Rule {

  /** Arrays are rescaled once their largest value leaves 2^-32 to 2^32. */
  private static final int ROOM = 32;

  /** Exponent of an array of zeros: smaller than any other. */
  private static final int NOTHING = Integer.MIN_VALUE / 4;

  private final NetworkRuntime runtime;
  private final boolean tangent;
  private final boolean keepReductionBatchNorm;
  private final Map<Integer, Integer> exponents = new HashMap<>();

  SynflowRule(NetworkRuntime runtime, boolean tangent, boolean keepReductionBatchNorm) {
    this.runtime = runtime;
    this.tangent = tangent;
    this.keepReductionBatchNorm = keepReductionBatchNorm;
    exponents.put(0, 0);
  }

  /** Returns the exponent of a node's array, once it has been computed. */
  int exponent(Network.Node node) {
    Integer exponent = exponents.get(node.index());
    if (exponent == null) {
      throw new IllegalStateException("node " + node.name() + " has not been computed");
    }
    return exponent;
  }

  @Override
  public NDArray output(NetworkRuntime.Execution operation) {
    Network.Node node = operation.node();
    if (operation.zero()) {
      exponents.put(node.index(), NOTHING);
      return operation.output();
    }
    Operation layer = node.operation();
    NDArray input = operation.values().get(0);
    int exponent = exponentOf(operation.inputs().get(0));
    if (layer instanceof Convolution || layer instanceof Linear) {
      return rescaled(node, weighted(operation, input, exponent), exponent);
    } else if (layer instanceof BatchNorm norm) {
      if (keepReductionBatchNorm && node.name().startsWith("reduction")) {
        exponents.put(node.index(), 0);
        double epsilon = StrictMath.scalb(norm.epsilon(), (int) Math.max(-2L * exponent, -3000));
        return operation.normalised(norm, input, Math.max(epsilon, Double.MIN_NORMAL));
      }
      exponents.put(node.index(), exponent);
      return operation.same(input);
    } else if (layer instanceof MaxPool pool && tangent) {
      exponents.put(node.index(), exponent);
      return operation.pooledWhereFirstIsLargest(pool, input);
    } else if (layer instanceof Add || layer instanceof Concatenate) {
      return joined(operation);
    }
    exponents.put(node.index(), exponent);
    return operation.output();
  }

  private int exponentOf(int node) {
    Integer exponent = exponents.get(node);
    if (exponent == null) {
      throw new IllegalStateException("node " + node + " has not been computed");
    }
    return exponent;
  }

  private NDArray weighted(NetworkRuntime.Execution operation, NDArray input, int exponent) {
    NDArray product = operation.withoutBias(input);
    try (NDArray bias = operation.bias()) {
      if (bias == null && !tangent) {
        return product;
      }
      try (product) {
        if (!tangent) {
          return add(product, bias, exponent);
        }
        try (NDList rows = product.split(2);
            NDArray value = add(rows.get(0), bias, exponent);
            NDArray slope = rows.get(1).add(rows.get(0))) {
          return value.concat(slope, 0);
        }
      }
    }
  }

  private NDArray add(NDArray product, @Nullable NDArray bias, int exponent) {
    if (bias == null) {
      return product.duplicate();
    }
    // An array of zeros has no scale of its own; the bias starts a new one.
    int scale = exponent == NOTHING ? 0 : exponent;
    try (NDArray factor = power(-scale);
        NDArray scaled = bias.mul(factor)) {
      return product.add(scaled);
    }
  }

  private NDArray rescaled(Network.Node node, NDArray output, int exponent) {
    int before = exponent == NOTHING ? 0 : exponent;
    double largest;
    try (NDArray magnitudes = output.abs();
        NDArray maximum = magnitudes.max()) {
      largest = NetworkRuntime.scalar(maximum);
    }
    if (largest == 0) {
      exponents.put(node.index(), NOTHING);
      return output;
    }
    int shift = Double.isFinite(largest) ? Math.getExponent(largest) : 0;
    if (Math.abs(shift) <= ROOM) {
      exponents.put(node.index(), before);
      return output;
    }
    exponents.put(node.index(), before + shift);
    try (output) {
      return scaled(output, -shift);
    }
  }

  /** Brings all terms to the largest scale among them. */
  private NDArray joined(NetworkRuntime.Execution operation) {
    int largest = NOTHING;
    for (int index : operation.inputs()) {
      largest = Math.max(largest, exponentOf(index));
    }
    exponents.put(operation.node().index(), largest);
    List<NDArray> made = new ArrayList<>();
    try {
      List<NDArray> terms = new ArrayList<>();
      for (int position = 0; position < operation.inputs().size(); position++) {
        NDArray term = operation.values().get(position);
        int exponent = exponentOf(operation.inputs().get(position));
        if (exponent != largest) {
          term = scaled(term, exponent - largest);
          made.add(term);
        }
        terms.add(term);
      }
      return operation.output(terms);
    } finally {
      made.forEach(NDArray::close);
    }
  }

  private NDArray scaled(NDArray array, int exponent) {
    try (NDArray factor = power(exponent)) {
      return array.mul(factor);
    }
  }

  private NDArray power(int exponent) {
    return runtime.full(StrictMath.scalb(1.0, exponent), 1);
  }
}
