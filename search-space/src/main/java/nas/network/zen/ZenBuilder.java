package nas.network.zen;

import nas.network.Network;
import nas.network.Network.Role;
import nas.network.Task;
import nas.network.family.Layers;
import nas.network.operation.Convolution;

/** Builds Zen-NAS networks. */
public final class ZenBuilder {

  private static final double EPSILON = 1e-3;

  private ZenBuilder() {}

  /** Returns the id of the network that is built. */
  public static String id(ZenNetwork network, boolean linked) {
    return network + (linked ? "" : " without links");
  }

  /**
   * Returns a network.
   *
   * @param linked whether units have their shortcuts; published scores are of networks without
   * @throws IllegalArgumentException if it cannot take such images
   */
  public static Network build(ZenNetwork network, Task task, boolean linked) {
    Layers net = new Layers(id(network, linked), task).epsilon(EPSILON);
    int node = Layers.INPUT;
    for (ZenLayers.Unit unit : ZenLayers.of(network).units()) {
      net.at(unit.stride() > 1 ? Role.REDUCTION : Role.CELL, unit.place());
      node = unit(net, node, unit, linked && unit.link());
    }
    return net.classifier(node);
  }

  private static int unit(Layers net, int input, ZenLayers.Unit unit, boolean linked) {
    int body = input;
    for (ZenLayers.Layer layer : unit.layers()) {
      body = net.norm(net.conv(body, layer.out(), layer.kernel(), layer.stride(), layer.groups()));
      if (layer.rectified()) {
        body = net.relu(body);
      }
    }
    if (linked) {
      int shortcut =
          unit.projected()
              ? net.norm(net.add(Convolution.same(unit.out(), 1, unit.stride(), true), input))
              : input;
      body = net.sum(body, shortcut);
    }
    return unit.link() ? net.relu(body) : body;
  }
}
