package nas.network.zen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import nas.core.UserException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.family.NetworkFamilies;
import org.junit.jupiter.api.Test;

class ZenNetworkTest {

  private static final String INITIAL =
      "SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(8,16,1,8,1)SuperResK3K3(16,32,2,16,1)"
          + "SuperResK3K3(32,64,2,32,1)SuperResK3K3(64,64,2,32,1)SuperConvK1BNRELU(64,128,1,1)";

  private static Task task(int classes) {
    return new Task(new FeatureShape(3, 32, 32), classes);
  }

  /** As published of three networks for small images, and of the one that searches begin with. */
  @Test
  void countsAreThePublishedOnes() {
    check("zennet_initial", 90_962, 102_572, 90_201, 101_721, 6_550_784, 6_722_048, 6);
    check("zennet_cifar_05m", 500_466, 546_636, 494_217, 540_297, 135_024_896, 136_142_848, 16);
    check("zennet_cifar_1m", 994_674, 1_040_844, 985_105, 1_031_185, 155_216_928, 159_259_648, 18);
  }

  private static void check(
      String name,
      long parameters10,
      long parameters100,
      long size10,
      long size100,
      long flops100,
      long macs100,
      int layers) {
    Network ten = NetworkFamilies.network(name, task(10));
    Network hundred = NetworkFamilies.network(name, task(100));
    assertEquals(parameters10, ten.parameters(), name);
    assertEquals(parameters100, hundred.parameters(), name);
    assertEquals(macs100, hundred.macs(), name);
    ZenNetwork network = ZenNetwork.parse(ZenFamily.published(name));
    assertEquals(size10, ZenCounts.of(network, 32, 10, true).size(), name);
    ZenCounts counts = ZenCounts.of(network, 32, 100, true);
    assertEquals(size100, counts.size(), name);
    assertEquals((double) flops100, counts.flops(), name);
    assertEquals(layers, network.layers(), name);
  }

  @Test
  void stringsReadBackAsThemselves() {
    for (String text :
        List.of(
            INITIAL,
            "SuperConvK1BNRELU(3,8,2,4)",
            "SuperResIDWE6K7(3,16,2,8,3)SuperResK1K5K1(16,24,1,8,1)SuperConvK7BNRELU(24,40,1,2)")) {
      assertEquals(text, ZenNetwork.parse(text).toString());
    }
    assertEquals(
        "SuperConvK3BNRELU(3,8,1,1)SuperResK5K5(8,16,1,8,2)",
        ZenNetwork.parse("SuperConvK3BNRELU(stem|3,8,1,1)SuperResK5K5(b1|8,16,1,8,2)").toString());
  }

  @Test
  void longBlocksAreParted() {
    assertEquals(
        "SuperConvK3BNRELU(3,8,1,9)SuperResK3K3(8,16,2,4,3)SuperResK3K3(16,16,1,4,3)"
            + "SuperResK3K3(16,24,1,8,3)SuperResK3K3(24,24,1,8,3)SuperResK3K3(24,24,1,8,4)",
        ZenNetwork.parse(
                "SuperConvK3BNRELU(3,8,1,9)SuperResK3K3(8,16,2,4,6)SuperResK3K3(16,24,1,8,10)")
            .split()
            .toString());
    assertEquals(INITIAL, ZenNetwork.parse(INITIAL).split().toString());
  }

  @Test
  void whatIsNoNetworkIsRefusedAtItsPlace() {
    refused("", "at character 1: a block such as SuperConvK3BNRELU(3,8,1,1) is wanted");
    refused("SuperConvK3BNRELU(3,8,1,1", "at character 1: a block such as");
    refused("SuperConvK3BNRELU(3,8,1,1) ", "at character 27: a block such as");
    refused(
        "SuperConvK9BNRELU(3,8,1,1)", "at character 1: there is no block \"SuperConvK9BNRELU\"");
    refused("SuperResK3K5(3,8,1,8,1)", "at character 1: there is no block \"SuperResK3K5\"");
    refused("SuperConvK3BNRELU(3,8,1)", "at character 19: SuperConvK3BNRELU has 4 numbers, not 3");
    refused(
        "SuperConvK3BNRELU(3, 8,1,1)",
        "at character 21: \" 8\" is no whole number of at most 9 digits");
    refused(
        "SuperConvK3BNRELU(3,-8,1,1)",
        "at character 21: \"-8\" is no whole number of at most 9 digits");
    refused(
        "SuperConvK3BNRELU(3,0,1,1)",
        "at character 19: SuperConvK3BNRELU: output channels (0) must be from 1 to 65536");
    refused(
        "SuperConvK3BNRELU(3,8,1,999999999)",
        "at character 19: SuperConvK3BNRELU: sub-layers (999999999) must be from 1 to 1000");
    refused(
        "SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(16,16,1,8,1)",
        "at character 40: SuperResK3K3(16,16,1,8,1) reads 16 channels, but what is before it yields"
            + " 8");
    refused(
        "SuperConvK3BNRELU(1,8,1,1)",
        "at character 19: SuperConvK3BNRELU(1,8,1,1) reads 1 channels, but what is before it yields"
            + " 3");
  }

  private static void refused(String text, String problem) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> ZenNetwork.parse(text));
    assertTrue(String.valueOf(refused.getMessage()).startsWith(problem), refused.getMessage());
  }

  @Test
  void anyStringIsANetworkOfTheFamily() {
    Network network = NetworkFamilies.network("SuperConvK3BNRELU(3,16,1,1)", task(10));
    assertEquals(3 * 16 * 9 + 32 + 160 + 10, network.parameters());
    UserException refused =
        assertThrows(
            UserException.class,
            () -> NetworkFamilies.network("SuperConvK3BN(3,16,1,1)", task(10)));
    assertEquals(
        "'SuperConvK3BN(3,16,1,1)' is no network of Zen-NAS: at character 1: there is no block"
            + " \"SuperConvK3BN\"",
        refused.getMessage());
  }
}
