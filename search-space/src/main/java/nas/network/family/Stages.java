package nas.network.family;

import java.util.List;
import nas.network.Network;

/**
 * Repeated units between which feature maps become smaller and deeper.
 *
 * @param channels of the units of each stage
 * @param units how many there are in each stage
 * @param firstStride stride of the first unit of the first stage; that of later stages is 2
 */
record Stages(List<Integer> channels, List<Integer> units, int firstStride) {

  /** What is repeated. */
  @FunctionalInterface
  interface Unit {
    /** Adds a unit and returns its last node. */
    int add(Layers net, int input, int channels, int stride);
  }

  /** Three stages of equally many units for images of 32 x 32 pixels. */
  static Stages small(int units, int first, int second, int third) {
    return new Stages(List.of(first, second, third), List.of(units, units, units), 1);
  }

  /** Adds all units and returns the last node. */
  int add(Layers net, int input, Unit unit) {
    int node = input;
    for (int stage = 0; stage < channels.size(); stage++) {
      for (int index = 0; index < units.get(stage); index++) {
        int stride = index > 0 ? 1 : stage == 0 ? firstStride : 2;
        net.at(
            stride > 1 ? Network.Role.REDUCTION : Network.Role.CELL,
            "stage%d.unit%d".formatted(stage + 1, index + 1));
        node = unit.add(net, node, channels.get(stage), stride);
      }
    }
    return node;
  }
}
