package nas.proxy.probe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import nas.engine.Mode;
import nas.engine.tensor.Spectra;
import nas.network.FeatureShape;
import nas.proxy.Activation;
import nas.proxy.Nodes;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * The smallest eigenvalue of the Pearson correlations of each node's channels over the places of
 * one image, the first of the batch, which is also all that batch normalisation sees.
 *
 * <p>A channel that is the same everywhere correlates with nothing, not even itself, so that its
 * rows count as zero. All nodes count, those that do not reach the output included.
 */
public record ChannelCorrelations() implements Probe<LeastCorrelations> {

  @Override
  public Class<LeastCorrelations> type() {
    return LeastCorrelations.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(new Pass.Shared(Mode.TRAINING, Pass.Feed.firstImages(1), Pass.Step.FORWARD));
  }

  @Override
  public Nodes nodes() {
    return Nodes.ALL;
  }

  @Override
  public Observation<LeastCorrelations> observe(Place place) {
    List<LeastCorrelations.OfNode> found = new ArrayList<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        FeatureShape shape = output.node().output();
        int places = shape.height() * shape.width();
        if (places > 1) {
          found.add(
              new LeastCorrelations.OfNode(
                  output.node().name(), least(output.values(), shape.channels(), places)));
        }
      }

      @Override
      public LeastCorrelations result() {
        return new LeastCorrelations(found);
      }
    };
  }

  /**
   * Returns the smallest eigenvalue.
   *
   * @param values row-major (channels, places)
   */
  static double least(double[] values, int channels, int places) {
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      return Double.NaN;
    }
    if (channels >= places) {
      // Deviations from means of so few places are never independent.
      return 0;
    }
    double[][] directions = new double[channels][];
    for (int channel = 0; channel < channels; channel++) {
      directions[channel] =
          Deviations.direction(
              Arrays.copyOfRange(values, channel * places, (channel + 1) * places));
      if (directions[channel].length == 0) {
        return 0;
      }
    }
    return Math.max(0, Spectra.eigenvalues(Deviations.products(directions))[0]);
  }
}
