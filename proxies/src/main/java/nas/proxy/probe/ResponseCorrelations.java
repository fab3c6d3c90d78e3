package nas.proxy.probe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.engine.Mode;
import nas.network.Network;
import nas.proxy.Activation;
import nas.proxy.ImageBatch;
import nas.proxy.LossDerivatives;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import org.jspecify.annotations.Nullable;

/**
 * How rectifiers respond to images: |corr x| + |corr dL/dx|, x what the rectifier reads, L the mean
 * loss, corr the Pearson correlations of images, in training mode. One of both that is constant for
 * an image is left out. The gradient is that through the rectifier alone, where it is on.
 *
 * <p>As published code finds them, there are more: those that do not reach the output, without a
 * gradient; and containers that begin with a rectifier and end with a normalisation, with what they
 * read and the gradient by what the normalisation reads. And a rectifier in the head of the network
 * overwrites what it reads by what it yields.
 *
 * @param images number of images, the first of the batch; all where it has fewer
 * @param published whether rectifiers are those that published code finds
 */
public record ResponseCorrelations(int images, boolean published) implements Probe<Kernels> {

  /** Where there are no correlations. */
  private static final double[][] NONE = {};

  @Override
  public Class<Kernels> type() {
    return Kernels.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Shared(Mode.TRAINING, Pass.Feed.firstImages(images), Pass.Step.LOSS_BACKWARD));
  }

  @Override
  public Nodes nodes() {
    return published ? Nodes.ALL : Nodes.LIVE;
  }

  @Override
  public Observation<Kernels> observe(Place place) {
    return new Responses(place);
  }

  private final class Responses implements Observation<Kernels> {
    private final Network network;
    private final Map<Integer, double[][]> read = new HashMap<>();
    private final Map<String, byte[]> on = new HashMap<>();
    private final Map<String, double[][]> sums = new LinkedHashMap<>();
    private final int batchSize;

    Responses(Place place) {
      network = place.network();
      ImageBatch batch = Batches.first(place.batches().get(0), images);
      batchSize = batch.images();
      if (isRead(0)) {
        read.put(0, correlations(batch.pixels(), network.input().elements()));
      }
    }

    private boolean isRead(int index) {
      return network.nodes().stream()
          .anyMatch(node -> node.operation().isRectifier() && node.inputs().get(0) == index);
    }

    @Override
    public boolean differentiates(Network.Node node) {
      return node.operation().isRectifier() || (published && containerOf(node) != null);
    }

    /** Returns the rectifier with which the container begins whose normalisation reads a node. */
    private Network.@Nullable Node containerOf(Network.Node read) {
      boolean normalised =
          network.nodes().stream()
              .filter(node -> node.operation().normalises() && network.containers(node) > 0)
              .anyMatch(node -> node.inputs().contains(read.index()));
      if (!normalised || !read.operation().hasWeights()) {
        return null;
      }
      Network.Node first = network.nodes().get(read.inputs().get(0));
      return first.operation().isRectifier() ? first : null;
    }

    @Override
    public void onOutput(Pass.Shared pass, Activation output) {
      Network.Node node = output.node();
      boolean rectifier = node.operation().isRectifier();
      if (rectifier) {
        on.put(node.name(), output.positive());
      }
      if (isRead(node.index()) || (rectifier && overwrites(node))) {
        read.put(node.index(), correlations(output.values(), node.output().elements()));
      }
      if (rectifier) {
        add(node, forward(node));
      }
      Network.Node container = published ? containerOf(node) : null;
      if (container != null) {
        add(node, forward(container));
      }
    }

    private double[][] forward(Network.Node rectifier) {
      int seen = overwrites(rectifier) ? rectifier.index() : rectifier.inputs().get(0);
      return read.getOrDefault(seen, NONE);
    }

    private boolean overwrites(Network.Node node) {
      return published && node.role() == Network.Role.HEAD;
    }

    @Override
    public void onLoss(Pass.Shared pass, LossDerivatives found) {
      for (Network.Node node : network.nodes()) {
        if (found.hasOutput(node) && differentiates(node)) {
          double[][] gradients = found.byOutput(node);
          byte[] through = on.get(node.name());
          add(node, through == null ? correlations(gradients) : correlations(gradients, through));
        }
      }
    }

    private void add(Network.Node node, double[][] matrix) {
      double[][] sum = sums.computeIfAbsent(node.name(), name -> new double[batchSize][batchSize]);
      for (int i = 0; i < matrix.length; i++) {
        for (int j = 0; j < matrix.length; j++) {
          sum[i][j] += Math.abs(matrix[i][j]);
        }
      }
    }

    @Override
    public Kernels result() {
      return new Kernels(
          sums.entrySet().stream()
              .map(entry -> new Kernels.Layer(entry.getKey(), entry.getValue()))
              .toList());
    }
  }

  private static double[][] correlations(double[] values, long perImage) {
    int length = Math.toIntExact(perImage);
    double[][] rows = new double[values.length / length][];
    for (int image = 0; image < rows.length; image++) {
      rows[image] = Arrays.copyOfRange(values, image * length, (image + 1) * length);
    }
    return correlations(rows);
  }

  private static double[][] correlations(double[][] gradients, byte[] on) {
    double[][] rows = new double[gradients.length][];
    for (int image = 0; image < rows.length; image++) {
      rows[image] = gradients[image].clone();
      for (int unit = 0; unit < rows[image].length; unit++) {
        rows[image][unit] *= on[image * rows[image].length + unit];
      }
    }
    return correlations(rows);
  }

  /** Returns the correlations of rows; NaN where a value is, empty where a row is constant. */
  private static double[][] correlations(double[][] rows) {
    double[][] directions = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      if (!Arrays.stream(rows[row]).allMatch(Double::isFinite)) {
        double[][] undefined = new double[rows.length][rows.length];
        Arrays.stream(undefined).forEach(each -> Arrays.fill(each, Double.NaN));
        return undefined;
      }
      directions[row] = Deviations.direction(rows[row]);
      if (directions[row].length == 0) {
        return NONE;
      }
    }
    return Deviations.products(directions);
  }
}
