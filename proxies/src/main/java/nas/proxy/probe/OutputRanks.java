package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import nas.core.Seeds;
import nas.engine.Mode;
import nas.engine.tensor.Spectra;
import nas.network.FeatureShape;
import nas.network.Operation;
import nas.proxy.Activation;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The singular values of what each layer, normalisation and activation function yields, in training
 * mode: of a matrix with a column for each channel, and of its rows as many as it has columns, one
 * after the other. Rows run over images, columns of the image, rows of the image, the last fastest.
 *
 * <p>All nodes count, those that do not reach the output included.
 *
 * @param images number of images, the first of the batch; all where it has fewer
 * @param first whether the first rows are taken; else where they begin is drawn for each node
 */
public record OutputRanks(int images, boolean first) implements Probe<LayerSpectra> {

  @Override
  public Class<LayerSpectra> type() {
    return LayerSpectra.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(
        new Pass.Shared(Mode.TRAINING, Pass.Feed.firstImages(images), Pass.Step.FORWARD));
  }

  @Override
  public Nodes nodes() {
    return Nodes.ALL;
  }

  @Override
  public Observation<LayerSpectra> observe(Place place) {
    List<LayerSpectra.Layer> layers = new ArrayList<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        if (counts(output.node().operation())) {
          String node = output.node().name();
          double[][] rows = window(output.values(), output.node().output(), place, node);
          layers.add(
              new LayerSpectra.Layer(
                  node,
                  Spectra.areDefined(rows)
                      ? Spectra.singularValues(rows)
                      : new double[] {Double.NaN}));
        }
      }

      @Override
      public LayerSpectra result() {
        return new LayerSpectra(layers);
      }
    };
  }

  private static boolean counts(Operation operation) {
    return operation.hasWeights()
        || operation.category() == Operation.Category.NORMALISATION
        || operation.category() == Operation.Category.ACTIVATION;
  }

  /**
   * Returns the rows that are taken.
   *
   * @param values row-major (images, channels, height, width)
   */
  private double[][] window(double[] values, FeatureShape shape, Place place, String node) {
    int all = values.length / shape.channels();
    int taken = Math.min(shape.channels(), all);
    int from =
        first ? 0 : (int) (Seeds.unit(place.stream("near/rows " + node)) * (all - taken + 1));
    double[][] rows = new double[taken][shape.channels()];
    for (int row = 0; row < taken; row++) {
      int y = (from + row) % shape.height();
      int x = (from + row) / shape.height() % shape.width();
      int image = (from + row) / shape.height() / shape.width();
      for (int channel = 0; channel < shape.channels(); channel++) {
        rows[row][channel] =
            values[((image * shape.channels() + channel) * shape.height() + y) * shape.width() + x];
      }
    }
    return rows;
  }
}
