package nas.network.family;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import nas.network.Network;

/**
 * Units behind one another, by stages between which feature maps become smaller and deeper.
 *
 * @param units what to say of each unit of each stage, such as its channels
 * @param firstStride stride of the first unit of the first stage; that of later stages is 2
 * @param <U> what there is to say of a unit
 */
record Stages<U>(List<List<U>> units, int firstStride) {

  /** How units are built. */
  @FunctionalInterface
  interface Unit<U> {
    /** Adds a unit and returns its last node. */
    int add(Layers net, int input, U unit, int stride);
  }

  /** Stages of equal units, of which only the channels need saying. */
  static Stages<Integer> of(List<Integer> channels, List<Integer> units, int firstStride) {
    List<List<Integer>> stages =
        IntStream.range(0, channels.size())
            .mapToObj(stage -> Collections.nCopies(units.get(stage), channels.get(stage)))
            .toList();
    return new Stages<>(stages, firstStride);
  }

  /** Three stages of equally many units for images of 32 x 32 pixels. */
  static Stages<Integer> small(int units, int first, int second, int third) {
    return of(List.of(first, second, third), Collections.nCopies(3, units), 1);
  }

  /** Four stages of bottlenecks for large images. */
  static Stages<Integer> bottlenecks(List<Integer> units) {
    return of(List.of(256, 512, 1024, 2048), units, 1);
  }

  /** Adds all units and returns the last node. */
  int add(Layers net, int input, Unit<? super U> unit) {
    int node = input;
    for (int stage = 0; stage < units.size(); stage++) {
      for (int index = 0; index < units.get(stage).size(); index++) {
        int stride = index > 0 ? 1 : stage == 0 ? firstStride : 2;
        net.at(
            stride > 1 ? Network.Role.REDUCTION : Network.Role.CELL,
            "stage%d.unit%d".formatted(stage + 1, index + 1));
        node = unit.add(net, node, units.get(stage).get(index), stride);
      }
    }
    return node;
  }
}
