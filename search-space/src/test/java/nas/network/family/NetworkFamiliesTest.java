package nas.network.family;

import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import org.junit.jupiter.api.Test;

class NetworkFamiliesTest {

  private static Task task(NetworkFamily family, int classes) {
    return new Task(new FeatureShape(3, family.pixels(), family.pixels()), classes);
  }

  @Test
  void debug() {
    for (NetworkFamily family : NetworkFamilies.all()) {
      for (String member : family.members()) {
        Network network =
            NetworkFamilies.network(member, task(family, family.pixels() == 32 ? 10 : 1000));
        System.out.println("P " + member + "," + network.parameters() + "," + network.macs());
      }
    }
  }
}
