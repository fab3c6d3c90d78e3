package nas.network.zen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Task;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ZenMutationTest {

  private static final long SEED = 17;
  private static final ZenNetwork INITIAL = ZenNetwork.parse(ZenFamily.published("zennet_initial"));

  @Test
  void channelsAreThoseOfThePublishedFactors() {
    // 20 is half way between 16 and 24: halves go to the even multiple.
    assertEquals(List.of(8, 16), ZenMutation.SMALL.channels(8));
    assertEquals(List.of(24, 32, 40, 48, 64, 80, 96, 128, 160), ZenMutation.SMALL.channels(64));
    assertEquals(List.of(816, 1024, 1368, 1640, 2048), ZenMutation.SMALL.channels(2048));
    assertEquals(9, ZenMutation.INVERTED.channels(2048).size());
  }

  /** Kernels of 3, 5 and 7 are drawn as 3 : 2 : 1, and both kinds of blocks alike. */
  @Test
  @Tag("slow")
  void blocksAreDrawnAsPublished() {
    RandomGenerator random = Seeds.generator(SEED);
    Map<String, Integer> counts = new HashMap<>();
    int changed = 0;
    for (int draw = 0; draw < 30_000; draw++) {
      ZenNetwork mutant = ZenMutation.SMALL.mutate(INITIAL, 1, random);
      ZenBlock block = mutant.blocks().get(1);
      boolean other = !block.reading(8).equals(INITIAL.blocks().get(1)) && block.subLayers() <= 3;
      if (other) {
        changed++;
        counts.merge(block.type().name(), 1, Integer::sum);
      }
    }
    // One of six blocks is drawn; of its candidates hardly any is the block itself.
    assertEquals(5000, changed, 300, "seed " + SEED);
    Map<String, Integer> weights =
        Map.of(
            "SuperResK1K3K1", 3,
            "SuperResK1K5K1", 2,
            "SuperResK1K7K1", 1,
            "SuperResK3K3", 3,
            "SuperResK5K5", 2,
            "SuperResK7K7", 1);
    double chiSquare = 0;
    for (var weight : weights.entrySet()) {
      double expected = changed * weight.getValue() / 12.0;
      double difference = counts.getOrDefault(weight.getKey(), 0) - expected;
      chiSquare += difference * difference / expected;
    }
    // The block itself is left out, which takes some from 3x3; 5 degrees, level 1e-6.
    assertTrue(chiSquare < 36.5, "seed " + SEED + ": " + chiSquare + " of " + counts);
  }

  @Test
  @Tag("slow")
  void mutantsAreNetworks() {
    RandomGenerator random = Seeds.generator(SEED);
    ZenNetwork network = INITIAL;
    for (int step = 0; step < 300; step++) {
      ZenNetwork next = ZenMutation.SMALL.mutate(network, 2, random);
      assertEquals(next, ZenNetwork.parse(next.toString()), "seed " + SEED);
      assertTrue(
          next.blocks().stream()
              .allMatch(block -> block.subLayers() < 6 || !block.type().isResidual()),
          next::toString);
      // As a search under limits does, so that networks stay small.
      if (next.layers() <= 18 && ZenCounts.of(next, 32, 100, true).size() <= 1_000_000) {
        network = next;
      }
    }
    assertTrue(!network.equals(INITIAL));
    Task task = new Task(new FeatureShape(3, 32, 32), 100);
    assertTrue(ZenBuilder.build(network, task, true).parameters() > 0);
  }

  @Test
  void theLastBlockOfLargeNetworksStays() {
    ZenNetwork large =
        ZenNetwork.parse(
            "SuperConvK3BNRELU(3,8,2,1)SuperResIDWE6K3(8,32,2,8,1)SuperConvK1BNRELU(32,128,1,1)");
    RandomGenerator random = Seeds.generator(SEED);
    for (int draw = 0; draw < 500; draw++) {
      List<ZenBlock> blocks = ZenMutation.INVERTED.mutate(large, 3, random).blocks();
      ZenBlock last = blocks.get(blocks.size() - 1);
      assertEquals(128, last.out());
      assertEquals(ZenType.Kind.INVERTED, blocks.get(1).type().kind());
    }
  }
}
