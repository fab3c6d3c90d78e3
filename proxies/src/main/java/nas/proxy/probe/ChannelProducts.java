package nas.proxy.probe;

import java.util.ArrayList;
import java.util.List;
import nas.network.Network;
import nas.proxy.LossDerivatives;
import nas.proxy.Observation;
import nas.proxy.Pass;
import nas.proxy.Place;
import nas.proxy.Probe;

/**
 * For each image and channel of a layer's output, the sum over pixels of activation times gradient
 * of the mean loss, in training mode.
 */
public record ChannelProducts() implements Probe<ChannelSums> {
  @Override
  public Class<ChannelSums> type() {
    return ChannelSums.class;
  }

  @Override
  public List<Pass> passes() {
    return List.of(Pass.backward(Pass.Step.LOSS_BACKWARD, 0));
  }

  @Override
  public Observation<ChannelSums> observe(Place place) {
    List<ChannelSums.Layer> sums = new ArrayList<>();
    return new Observation<>() {
      @Override
      public boolean gates(Network.Node node) {
        return node.operation().hasWeights();
      }

      @Override
      public void onLoss(Pass.Shared pass, LossDerivatives found) {
        for (LossDerivatives.Slice layer : found.layers()) {
          Network.Node node = layer.node();
          int perChannel = layer.elements() / node.output().channels();
          sums.add(new ChannelSums.Layer(node.name(), perChannel, found.byGate(node)));
        }
      }

      @Override
      public ChannelSums result() {
        return new ChannelSums(sums);
      }
    };
  }
}
