package nas.proxy.probe;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import nas.engine.Mode;
import nas.engine.tensor.Spectra;
import nas.proxy.Activation;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * The eigenvalues of the covariance of the channels of what each block of a network hands on, over
 * images and places, in training mode. Blocks are stem, cells and reductions; a reduction without
 * trained weights belongs to the block that follows.
 *
 * @param feed what the network is executed on
 */
public record BlockFeatures(Pass.Feed feed) implements Probe<BlockSpectra> {

  @Override
  public Class<BlockSpectra> type() {
    return BlockSpectra.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(new Pass.Shared(Mode.TRAINING, feed, Pass.Step.FORWARD));
  }

  @Override
  public Optional<Score.Undefined> obstacle(Place place) {
    return Probe.super.obstacle(place).or(() -> BlockSteps.obstacle(place.network()));
  }

  @Override
  public Observation<BlockSpectra> observe(Place place) {
    BlockSteps steps = BlockSteps.of(place.network());
    TreeMap<Integer, double[]> found = new TreeMap<>();
    return new Observation<>() {
      @Override
      public void onOutput(Pass.Shared pass, Activation output) {
        if (steps.hasOutput(output.node().index())) {
          found.put(output.node().index(), eigenvalues(output.channelCovariance()));
        }
      }

      @Override
      public BlockSpectra result() {
        return new BlockSpectra(
            steps.blocks().stream()
                .map(block -> found.getOrDefault(block.output(), NONE))
                .toList());
      }
    };
  }

  /** Those of the input itself, which no block hands on. */
  private static final double[] NONE = {Double.NaN};

  private static double[] eigenvalues(double[][] covariance) {
    return Spectra.areDefined(covariance) ? Spectra.eigenvalues(covariance) : NONE;
  }
}
