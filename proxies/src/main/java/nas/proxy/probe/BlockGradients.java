package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.engine.Mode;
import nas.engine.tensor.Spectra;
import nas.proxy.BlockProducts;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;
import nas.proxy.Score;

/**
 * How each block of a network hands gradients of random signs back, in training mode; blocks are
 * those of {@link BlockFeatures}. All signs follow from the seed and the network's id.
 *
 * @param feed what the network is executed on
 */
public record BlockGradients(Pass.Feed feed) implements Probe<BlockGains> {

  @Override
  public Class<BlockGains> type() {
    return BlockGains.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(new Pass.Shared(Mode.TRAINING, feed, Pass.Step.BLOCKS_BACKWARD));
  }

  @Override
  public Optional<Score.Undefined> obstacle(Place place) {
    return Probe.super
        .obstacle(place)
        .or(() -> BlockSteps.obstacle(place.network()))
        .or(() -> BlockSteps.obstacleBackward(place.network()));
  }

  @Override
  public Observation<BlockGains> observe(Place place) {
    List<BlockGains.Gain> gains = new ArrayList<>();
    return new Observation<>() {
      @Override
      public void onBlock(Pass.Shared pass, BlockProducts products) {
        gains.add(new BlockGains.Gain(products.unchanged(), norm(products.matrix())));
      }

      @Override
      public BlockGains result() {
        return new BlockGains(gains);
      }
    };
  }

  private static double norm(double[][] matrix) {
    return Spectra.areDefined(matrix) ? Spectra.singularValues(matrix)[0] : Double.NaN;
  }
}
