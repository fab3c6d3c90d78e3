package nas.strategy.predictor.graph;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.random.RandomGenerator;
import nas.engine.tensor.Autograd;
import nas.engine.tensor.Device;
import nas.engine.tensor.GradientMode;
import nas.engine.tensor.Precision;
import nas.engine.tensor.PyTorch;

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
  private final PtNDManager manager;
  private final PtNDArray weights;

  /** Puts a network with the given parameters, laid out by the layout, on a device. */
  RelationNetwork(Layout layout, double[] parameters, Device device, Precision precision) {
    this.layout = layout;
    this.precision = precision;
    manager = (PtNDManager) PyTorch.manager(device);
    try {
      weights =
          GradientMode.unrecorded(
              () -> {
                PtNDArray leaf = array(manager, parameters, parameters.length);
                leaf.setRequiresGradient(true);
                return leaf;
              });
    } catch (RuntimeException | Error e) {
      manager.close();
      throw e;
    }
  }

  private PtNDArray array(NDManager owner, double[] values, long... shape) {
    return copied(owner.create(values, new Shape(shape)));
  }

  private PtNDArray array(NDManager owner, float[] values, long... shape) {
    return copied(owner.create(values, new Shape(shape)));
  }

  /**
   * Moves values out of the buffer that Java frees while differentiation still reads it; converting
   * to the type that they have would not do.
   */
  private PtNDArray copied(NDArray buffered) {
    try (buffered) {
      return (PtNDArray)
          (buffered.getDataType() == precision.type()
              ? buffered.duplicate()
              : buffered.toType(precision.type(), true));
    }
  }

  /** Returns an array without dimensions. */
  PtNDArray scalar(double value) {
    return JniUtils.full(
        manager, new Shape(), value, precision.type(), manager.getDevice(), SparseFormat.DENSE);
  }

  /** Returns the vector of parameters; it belongs to the network. */
  PtNDArray weights() {
    return weights;
  }

  /** Returns a copy of the parameters. */
  double[] parameters() {
    return values(weights);
  }

  private static double[] values(NDArray array) {
    if (array.getDataType() == DataType.FLOAT64) {
      return array.toDoubleArray();
    }
    float[] single = array.toFloatArray();
    double[] values = new double[single.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = single[i];
    }
    return values;
  }

  /**
   * A batch on its way through the network; everything attached to its manager goes when it is
   * closed.
   */
  private final class Pass implements AutoCloseable {

    private final PtNDManager pass = (PtNDManager) manager.newSubManager();
    private final int batch;
    private final int nodes;
    private final NDList parameters = new NDList();
    private final PtNDArray adjacency;
    private final PtNDArray features;

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
      adjacency = array(pass, joined, batch, nodes, nodes);
      features = array(pass, oneHot, (long) batch * nodes, width);
      try (NDList pieces = JniUtils.split(weights, layout.lengths(), 0)) {
        List<long[]> shapes = layout.shapes();
        for (int i = 0; i < shapes.size(); i++) {
          PtNDArray view = JniUtils.reshape((PtNDArray) pieces.get(i), shapes.get(i));
          view.attach(pass);
          parameters.add(view);
        }
      }
    }

    private PtNDArray parameter(int index) {
      return (PtNDArray) parameters.get(index);
    }

    /**
     * Returns the embeddings (batch, hidden).
     *
     * @param dropout probability of a zero; 0 for none
     */
    PtNDArray embeddings(double dropout, RandomGenerator random) {
      int hidden = layout.hidden();
      PtNDArray state = features;
      for (int layer = 0; layer < layout.layers(); layer++) {
        int first = Layout.PER_LAYER * layer;
        boolean last = layer == layout.layers() - 1;
        long rows = last ? batch : (long) batch * nodes;
        PtNDArray sum;
        if (last) {
          PtNDArray global = JniUtils.slice(adjacency, 1, 0, 1, 1);
          long width = layer == 0 ? layout.features() : hidden;
          PtNDArray read =
              JniUtils.bmm(global, JniUtils.reshape(state, new long[] {batch, nodes, width}));
          sum =
              JniUtils.matmul(JniUtils.reshape(read, new long[] {batch, width}), parameter(first));
        } else {
          PtNDArray support = JniUtils.matmul(state, parameter(first));
          sum =
              JniUtils.reshape(
                  JniUtils.bmm(
                      adjacency, JniUtils.reshape(support, new long[] {batch, nodes, hidden})),
                  new long[] {rows, hidden});
        }
        PtNDArray normalised =
            JniUtils.layerNorm(
                sum.add(parameter(first + 1)),
                new Shape(hidden),
                parameter(first + 2),
                parameter(first + 3),
                EPSILON);
        state = JniUtils.relu(normalised);
        if (dropout > 0) {
          state = state.mul(mask(rows, dropout, random));
        }
      }
      return state;
    }

    private PtNDArray mask(long rows, double dropout, RandomGenerator random) {
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
      return array(pass, mask, rows, layout.hidden());
    }

    /** Returns log-softmax of all ordered pairs (first, second, 2). */
    PtNDArray comparisons(PtNDArray embeddings) {
      int hidden = layout.hidden();
      int head = Layout.PER_LAYER * layout.layers();
      PtNDArray weight = parameter(head);
      PtNDArray firsts =
          JniUtils.matmul(embeddings, JniUtils.slice(weight, 1, 0, hidden, 1).transpose());
      PtNDArray seconds =
          JniUtils.matmul(
              embeddings, JniUtils.slice(weight, 1, hidden, 2L * hidden, 1).transpose());
      NDArray sum =
          JniUtils.reshape(firsts, new long[] {batch, 1, 2})
              .add(JniUtils.reshape(seconds, new long[] {1, batch, 2}))
              .add(parameter(head + 1));
      return JniUtils.logSoftmax((PtNDArray) sum, 2, precision.type());
    }

    /** Returns the sum of the Kullback-Leibler divergences of all pairs but (i, i). */
    PtNDArray loss(PtNDArray comparisons, double[] targets) {
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
      PtNDArray cross = comparisons.mul(array(pass, shares, batch, batch, 2)).sum();
      PtNDArray constant =
          JniUtils.full(
              pass,
              new Shape(),
              entropy,
              precision.type(),
              manager.getDevice(),
              SparseFormat.DENSE);
      return cross.add(constant);
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
            double[] flat = values(pass.embeddings(0, () -> 0));
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
            PtNDArray head = pass.parameter(Layout.PER_LAYER * layout.layers());
            NDArray rows = JniUtils.slice(head, 0, 0, 1, 1).sub(JniUtils.slice(head, 0, 1, 2, 1));
            NDArray direction =
                JniUtils.slice((PtNDArray) rows, 1, 0, hidden, 1)
                    .sub(JniUtils.slice((PtNDArray) rows, 1, hidden, 2L * hidden, 1));
            return values(
                JniUtils.matmul(pass.embeddings(0, () -> 0), (PtNDArray) direction.transpose()));
          }
        });
  }

  /** Returns the log-shares of all ordered pairs, row-major (first, second, 2), without dropout. */
  double[] compare(List<GraphInput> graphs) {
    return GradientMode.unrecorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            return values(pass.comparisons(pass.embeddings(0, () -> 0)));
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
            return values(pass.loss(pass.comparisons(pass.embeddings(0, () -> 0)), targets))[0];
          }
        });
  }

  /**
   * Returns the gradient of the loss by the parameters; the caller closes it.
   *
   * @param dropout probability of a zero; 0 for none
   * @param random draws the zeros
   */
  PtNDArray gradient(
      List<GraphInput> graphs, double[] targets, double dropout, RandomGenerator random) {
    return GradientMode.recorded(
        () -> {
          try (Pass pass = new Pass(graphs)) {
            PtNDArray loss = pass.loss(pass.comparisons(pass.embeddings(dropout, random)), targets);
            PtNDArray gradient =
                (PtNDArray) Autograd.gradients(loss, List.of(weights), Autograd.Graph.FREED).get(0);
            gradient.attach(manager);
            return gradient;
          }
        });
  }

  @Override
  public void close() {
    manager.close();
  }
}
