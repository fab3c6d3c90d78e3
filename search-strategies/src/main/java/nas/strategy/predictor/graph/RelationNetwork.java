package nas.strategy.predictor.graph;

import java.util.List;
import java.util.random.RandomGenerator;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.Scope;
import nas.engine.tensor.Tensor;
import nas.engine.tensor.Tensors;

/**
 * Embeds graphs and compares the embeddings: the binary relation predictor of Dudziak et al. 2020,
 * BRP-NAS, arXiv:2007.08668.
 *
 * <p>A layer computes dropout(relu(layer-norm(A H W + b))) for adjacency A (not normalised) and the
 * nodes' vectors H; the embedding e is the global node's vector after the last. Of two
 * architectures, log-softmax(W [e1; e2] + b) gives the logarithms of (0) the first's and (1) the
 * second's share of being the better one. Deviations from the authors' code: single precision
 * instead of double; the last layer is computed for the global node only, as nobody reads the
 * others; A H W is computed as A (H W) but there, where it is (A H) W.
 *
 * <p>Holds native memory until closed; serves one thread at a time.
 */
final class RelationNetwork implements AutoCloseable {

  private static final double EPSILON = 1e-5;

  private final Layout layout;
  private final Precision precision;
  private final Scope scope;
  private final Tensor weights;

  /** Puts a network with the given parameters, laid out by the layout, on a device. */
  RelationNetwork(Layout layout, double[] parameters, Device device, Precision precision) {
    this.layout = layout;
    this.precision = precision;
    scope = Scope.on(device);
    try {
      weights =
          GradientMode.unrecorded(
              () -> scope.numbers(precision, parameters, parameters.length).requireGradient(true));
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** Returns the vector of parameters; it belongs to the network. */
  Tensor weights() {
    return weights;
  }

  /** Returns a copy of the parameters. */
  double[] parameters() {
    return weights.toDoubles();
  }

  /**
   * A batch on its way through the network; all that is computed from it goes when it is closed.
   */
  private final class Pass implements AutoCloseable {

    private final Scope pass = scope.child();
    private final int batch;
    private final int nodes;
    private final Tensors parameters = new Tensors();
    private final Tensor adjacency;
    private final Tensor features;

    Pass(List<GraphInput> graphs) {
      batch = graphs.size();
      nodes = graphs.stream().mapToInt(GraphInput::nodes).max().orElse(1);
      int width = layout.features();
      float[] joined = new float[batch * nodes * nodes];
      float[] oneHot = new float[batch * nodes * width];
      for (int graph = 0; graph < batch; graph++) {
        GraphInput input = graphs.get(graph);
        // Nodes that fill up to the largest graph read nothing and are read by nobody.
        for (int node = 0; node < input.nodes(); node++) {
          System.arraycopy(
              input.adjacency(),
              node * input.nodes(),
              joined,
              (graph * nodes + node) * nodes,
              input.nodes());
          if (input.features()[node] >= 0) {
            oneHot[(graph * nodes + node) * width + input.features()[node]] = 1;
          }
        }
      }
      adjacency = pass.numbers(precision, joined, batch, nodes, nodes);
      features = pass.numbers(precision, oneHot, (long) batch * nodes, width);
      Tensors pieces = weights.viewIn(pass).split(layout.lengths(), 0);
      List<long[]> shapes = layout.shapes();
      for (int i = 0; i < shapes.size(); i++) {
        parameters.add(pieces.get(i).reshape(shapes.get(i)));
      }
    }

    private Tensor parameter(int index) {
      return parameters.get(index);
    }

    /**
     * Returns the embeddings (batch, hidden).
     *
     * @param dropout probability of a zero; 0 for none
     */
    Tensor embeddings(double dropout, RandomGenerator random) {
      Tensor state = features;
      for (int layer = 0; layer < layout.layers(); layer++) {
        int first = Layout.PER_LAYER * layer;
        state =
            read(state, layer)
                .add(parameter(first + 1))
                .layerNorm(parameter(first + 2), parameter(first + 3), EPSILON)
                .relu();
        if (dropout > 0) {
          state = state.mul(mask(state.size(0), dropout, random));
        }
      }
      return state;
    }

    /** Returns A H W (rows, hidden): of the last layer for the global nodes only. */
    private Tensor read(Tensor state, int layer) {
      Tensor weight = parameter(Layout.PER_LAYER * layer);
      int hidden = layout.hidden();
      if (layer == layout.layers() - 1) {
        Tensor global = adjacency.slice(1, 0, 1);
        long width = layer == 0 ? layout.features() : hidden;
        return global.bmm(state.reshape(batch, nodes, width)).reshape(batch, width).matmul(weight);
      }
      Tensor support = state.matmul(weight);
      return adjacency
          .bmm(support.reshape(batch, nodes, hidden))
          .reshape((long) batch * nodes, hidden);
    }

    private Tensor mask(long rows, double dropout, RandomGenerator random) {
      float[] mask = new float[Math.toIntExact(rows * layout.hidden())];
      float kept = (float) (1 / (1 - dropout));
      // Four draws of 16 bits from each 64.
      int threshold = (int) Math.round(dropout * 65536);
      for (int i = 0; i < mask.length; i += 4) {
        long bits = random.nextLong();
        for (int part = i; part < Math.min(i + 4, mask.length); part++) {
          mask[part] = (bits & 0xffff) < threshold ? 0 : kept;
          bits >>>= 16;
        }
      }
      return pass.numbers(precision, mask, rows, layout.hidden());
    }

    /** Returns log-softmax of all ordered pairs (first, second, 2). */
    Tensor comparisons(Tensor embeddings) {
      int hidden = layout.hidden();
      int head = Layout.PER_LAYER * layout.layers();
      Tensor weight = parameter(head);
      Tensor firsts = embeddings.matmul(weight.slice(1, 0, hidden).transpose(0, 1));
      Tensor seconds = embeddings.matmul(weight.slice(1, hidden, 2L * hidden).transpose(0, 1));
      return firsts
          .reshape(batch, 1, 2)
          .add(seconds.reshape(1, batch, 2))
          .add(parameter(head + 1))
          .logSoftmax(2);
    }

    /** Returns the sum of the Kullback-Leibler divergences of all pairs but (i, i). */
    Tensor loss(Tensor comparisons, double[] targets) {
      double[] shares = new double[batch * batch * 2];
      double entropy = 0;
      for (int first = 0; first < batch; first++) {
        for (int second = 0; second < batch; second++) {
          if (first != second) {
            double share = 1 / (1 + StrictMath.exp(targets[second] - targets[first]));
            shares[2 * (first * batch + second)] = -share;
            shares[2 * (first * batch + second) + 1] = -(1 - share);
            entropy += share * StrictMath.log(share) + (1 - share) * StrictMath.log(1 - share);
          }
        }
      }
      return comparisons.mul(pass.numbers(precision, shares, batch, batch, 2)).sum().add(entropy);
    }

    @Override
    public void close() {
      pass.close();
    }
  }

  /**
   * Returns the embeddings without dropout.
   *
   * @return one row of hidden numbers for each graph
   */
  double[][] embed(List<GraphInput> graphs) {
    return GradientMode.unrecorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            double[] flat = pass.embeddings(0, () -> 0).toDoubles();
            double[][] rows = new double[graphs.size()][];
            for (int row = 0; row < rows.length; row++) {
              rows[row] =
                  java.util.Arrays.copyOfRange(
                      flat, row * layout.hidden(), (row + 1) * layout.hidden());
            }
            return rows;
          }
        });
  }

  /**
   * Returns a number for each graph whose order is the one that the comparisons imply.
   *
   * <p>The difference d(a, b) of the two shares' logarithms is linear in the embeddings: u e(a) + v
   * e(b) + c. Asked both ways round, a is better than b by d(a, b) - d(b, a) = (u - v) e(a) - (u -
   * v) e(b): a difference of the numbers (u - v) e. Deviation: the authors sort by d(a, b) &gt; 0,
   * which need not be an order where u + v and c are not zero.
   */
  double[] ranking(List<GraphInput> graphs) {
    return GradientMode.unrecorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            int hidden = layout.hidden();
            Tensor head = pass.parameter(Layout.PER_LAYER * layout.layers());
            Tensor rows = head.slice(0, 0, 1).sub(head.slice(0, 1, 2));
            Tensor direction = rows.slice(1, 0, hidden).sub(rows.slice(1, hidden, 2L * hidden));
            return pass.embeddings(0, () -> 0).matmul(direction.transpose(0, 1)).toDoubles();
          }
        });
  }

  /** Returns the log-shares of all ordered pairs, row-major (first, second, 2), without dropout. */
  double[] compare(List<GraphInput> graphs) {
    return GradientMode.unrecorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            return pass.comparisons(pass.embeddings(0, () -> 0)).toDoubles();
          }
        });
  }

  /**
   * Returns the sum over all ordered pairs of the Kullback-Leibler divergence from the target
   * softmax(target1, target2), without dropout.
   */
  double loss(List<GraphInput> graphs, double[] targets) {
    return GradientMode.unrecorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            return pass.loss(pass.comparisons(pass.embeddings(0, () -> 0)), targets).scalar();
          }
        });
  }

  /**
   * Returns the gradient of the loss by the parameters; the caller closes it.
   *
   * @param dropout probability of a zero; 0 for none
   * @param random draws the zeros
   */
  Tensor gradient(
      List<GraphInput> graphs, double[] targets, double dropout, RandomGenerator random) {
    return GradientMode.recorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            Tensor loss = pass.loss(pass.comparisons(pass.embeddings(dropout, random)), targets);
            return scope.adopt(
                Autograd.gradients(loss, List.of(weights), Autograd.Graph.FREED).get(0));
          }
        });
  }

  @Override
  public void close() {
    scope.close();
  }
}
