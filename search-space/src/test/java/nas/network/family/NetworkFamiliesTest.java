package nas.network.family;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.SharedFiles;
import nas.core.UserException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Padding;
import nas.network.Task;
import nas.network.operation.Convolution;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkFamiliesTest {

  private static final int SMALL = 32;

  /** Published numbers of parameters: for 1000 classes, and for 10 of networks for small images. */
  private static final Map<String, Integer> PARAMETERS =
      Map.ofEntries(
          Map.entry("diaresnet20", 286_866),
          Map.entry("diapreresnet20", 286_674),
          Map.entry("zennet_cifar_1m", 994_674),
          Map.entry("resnet18_wd4", 3_937_400),
          Map.entry("resnet50", 25_557_032),
          Map.entry("resnet50b", 25_557_032),
          Map.entry("resnetbc26b", 15_995_176),
          Map.entry("preresnet18", 11_687_848),
          Map.entry("seresnet18", 11_778_592),
          Map.entry("seresnet50", 28_088_024),
          Map.entry("sepreresnetbc26b", 17_388_424),
          Map.entry("wrn50_2", 68_849_128),
          Map.entry("resnext50_32x4d", 25_028_904),
          Map.entry("seresnext50_32x4d", 27_559_896),
          Map.entry("senet154", 115_088_984),
          Map.entry("densenet121", 7_978_856),
          Map.entry("densenet161", 28_681_000),
          Map.entry("alexnetb", 61_100_840),
          Map.entry("vgg16", 138_357_544),
          Map.entry("bn_vgg16", 138_361_768),
          Map.entry("bn_vgg16b", 138_365_992),
          Map.entry("squeezenet_v1_0", 1_248_424),
          Map.entry("squeezeresnet_v1_1", 1_235_496),
          Map.entry("darknet_ref", 7_319_416),
          Map.entry("darknet_tiny", 1_042_104),
          Map.entry("darknet53", 41_609_928),
          Map.entry("mobilenet_w1", 4_231_976),
          Map.entry("fdmobilenet_wd4", 383_160),
          Map.entry("mobilenetv2_w1", 3_504_960),
          Map.entry("mobilenetv2_w3d4", 2_627_592),
          Map.entry("mobilenetv3_large_w1", 5_481_752),
          Map.entry("shufflenet_g1_w1", 1_531_936),
          Map.entry("shufflenet_g8_w1", 2_434_768),
          Map.entry("shufflenet_g3_wd4", 305_902),
          Map.entry("shufflenetv2_w3d2", 4_406_098),
          Map.entry("shufflenetv2b_w1", 2_279_760),
          Map.entry("efficientnet_b0", 5_288_548),
          Map.entry("efficientnet_b7b", 66_347_960),
          Map.entry("efficientnet_edge_large_b", 10_589_712),
          Map.entry("mnasnet_b1", 4_383_312),
          Map.entry("mnasnet_a1", 3_887_038),
          Map.entry("proxylessnas_gpu", 7_119_848),
          Map.entry("fbnet_cb", 5_572_200),
          Map.entry("spnasnet", 4_421_616),
          Map.entry("resnet20_cifar10", 272_474),
          Map.entry("resnet1001_cifar10", 10_328_602),
          Map.entry("preresnet164bn_cifar10", 1_703_258),
          Map.entry("seresnet20_cifar10", 274_847),
          Map.entry("sepreresnet20_cifar10", 274_559),
          Map.entry("wrn28_10_cifar10", 36_479_194),
          Map.entry("resnext29_32x4d_cifar10", 4_775_754),
          Map.entry("pyramidnet110_a48_cifar10", 1_772_706),
          Map.entry("pyramidnet164_a270_bn_cifar10", 27_216_021),
          Map.entry("densenet40_k12_cifar10", 599_050),
          Map.entry("densenet100_k12_bc_cifar10", 769_162),
          Map.entry("xdensenet40_2_k24_bc_cifar10", 690_346),
          Map.entry("shakeshakeresnet20_2x16d_cifar10", 541_082),
          Map.entry("wrn20_10_1bit_cifar10", 26_737_140),
          Map.entry("ror3_56_cifar10", 762_746),
          Map.entry("rir_cifar10", 9_492_980),
          Map.entry("nin_cifar10", 966_986));

  private static Task task(int pixels, int classes) {
    return new Task(new FeatureShape(3, pixels, pixels), classes);
  }

  private static Task task(NetworkFamily family, String member) {
    return task(family.pixels(member), family.pixels() == SMALL ? 10 : 1000);
  }

  /** Returns the published name, which says so where a network is for small images. */
  private static String published(NetworkFamily family, String member) {
    return family.pixels() == SMALL ? member + "_cifar10" : member;
  }

  @Test
  @Tag("slow")
  void networksHaveThePublishedNumbersOfParameters() {
    Set<String> families = new HashSet<>();
    PARAMETERS.forEach(
        (name, parameters) -> {
          NetworkFamily family = NetworkFamilies.family(name);
          families.add(family.name());
          Network network = NetworkFamilies.network(name, task(family, name));
          assertEquals((long) parameters, network.parameters(), name);
        });
    assertEquals(
        NetworkFamilies.all().stream().map(NetworkFamily::name).collect(Collectors.toSet()),
        families,
        "each family has a published number here");
  }

  @Test
  @Tag("slow")
  void allMembersAreAsInThePublishedTable() throws IOException {
    Map<String, String[]> rows = new TreeMap<>();
    try (Stream<String> lines =
        Files.lines(SharedFiles.require("benchmarks/pytorchcv/members.csv"))) {
      lines.skip(1).map(line -> line.split(",", -1)).forEach(row -> rows.put(row[1], row));
    }
    List<String> declared = new ArrayList<>();
    for (NetworkFamily family : NetworkFamilies.all()) {
      for (String member : family.name().equals("zen") ? List.<String>of() : family.members()) {
        declared.add(published(family, member));
      }
    }
    assertEquals(declared.size(), new HashSet<>(declared).size(), "no network is there twice");
    assertTrue(rows.keySet().containsAll(declared), "members are published ones");
    Set<String> known = new HashSet<>(declared);
    rows.values().stream()
        .filter(row -> known.contains(row[1].replaceFirst("_(cifar100|svhn)$", "_cifar10")))
        .forEach(NetworkFamiliesTest::agrees);
  }

  private static void agrees(String[] row) {
    String name = row[1];
    int classes = Map.of("imagenet1k", 1000, "cifar100", 100).getOrDefault(row[0], 10);
    NetworkFamily family = NetworkFamilies.family(name);
    Network network = NetworkFamilies.network(name, task(Integer.parseInt(row[6]), classes));
    assertAll(
        name,
        () -> assertEquals(row[3], Long.toString(network.parameters()), "parameters"),
        () -> assertEquals(row[4], Long.toString(network.macs()), "multiply-adds"),
        () -> assertEquals(row[6], Integer.toString(family.pixels(name)), "pixels"));
  }

  @Test
  void eachNameIsOfOneFamily() {
    for (NetworkFamily family : NetworkFamilies.all()) {
      for (String member : family.members()) {
        assertEquals(family, NetworkFamilies.family(published(family, member)), member);
        List<NetworkFamily> answering =
            NetworkFamilies.all().stream()
                .filter(other -> family.pixels() == SMALL || other.pixels() != SMALL)
                .filter(other -> other.find(member).isPresent())
                .toList();
        assertEquals(List.of(family), answering, member);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " resnet50",
        "RESNET50",
        "resnet",
        "resnet050",
        "resnet50_",
        "resnet50_w0",
        "resnet50_w",
        "resnetbc50b",
        "resnet18b",
        "preresnet",
        "seresnet-50",
        "resnext50",
        "resnext50_0x4d",
        "senet17",
        "densenet",
        "densenet40_k0",
        "vgg11b",
        "bn_vgg",
        "alexnet",
        "squeezenet_v1_2",
        "mobilenet",
        "mobilenet_wd0",
        "mobilenetv4_w1",
        "shufflenet_g5_w1",
        "shufflenetv2_w3",
        "efficientnet_b9",
        "efficientnet_b0d",
        "mnasnet_b2",
        "wrn",
        "darknet",
        "nin2",
        "wrn20_10_2bit",
        "xdensenet40_0_k24_bc",
        "shakeshakeresnet20_3x16d",
        "x"
      })
  void namesThatNobodyPublishedAreOfNoFamily(String name) {
    for (NetworkFamily family : NetworkFamilies.all()) {
      assertTrue(family.find(name).isEmpty(), family.name());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnext26_8x16d|17739560",
        "mobilenet_w2|14742120",
      })
  void membersFollowARuleBeyondThePublishedOnes(String name, long parameters) {
    assertEquals(parameters, NetworkFamilies.network(name, task(224, 1000)).parameters());
  }

  @Test
  void depthsForSmallImagesAreAnsweredByThem() {
    assertEquals("resnet", NetworkFamilies.family("resnet26").name());
    assertEquals("resnet-small", NetworkFamilies.family("resnet26_cifar10").name());
    assertEquals("resnet-small", NetworkFamilies.family("resnet56").name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet18", "densenet121", "squeezenet_v1_1", "efficientnet_b0b"})
  void networksForLargeImagesTakeSmallerOnes(String name) {
    Network network = NetworkFamilies.network(name, task(64, 7));
    assertEquals(new FeatureShape(7, 1, 1), network.outputNode().output());
  }

  @Test
  void namesOfNodesSayWhereTheyStand() {
    Network network = NetworkFamilies.network("resnet18_wd4", task(224, 1000));
    List<Network.Node> strided =
        network.nodes().stream().filter(node -> node.name().startsWith("stage2.unit1.")).toList();
    assertEquals("stage2.unit1.convolution1", strided.get(0).name());
    assertTrue(strided.stream().allMatch(node -> node.role() == Network.Role.REDUCTION));
    assertEquals(Network.Role.STEM, network.nodes().get(1).role());
    assertEquals(Network.Role.HEAD, network.outputNode().role());
  }

  @Test
  void paddingLikeTensorFlowsPutsOddZerosAtTheEnd() {
    assertEquals(new Padding(0, 0, 1, 1), stemPadding("efficientnet_b0b", 224));
    assertEquals(new Padding(1, 1, 1, 1), stemPadding("efficientnet_b0b", 225));
    assertEquals(new Padding(1, 1, 1, 1), stemPadding("efficientnet_b0", 224));
  }

  private static Padding stemPadding(String name, int pixels) {
    Network network = NetworkFamilies.network(name, task(pixels, 1000));
    return ((Convolution) network.nodes().get(1).operation()).padding();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resnet57|224|There is no network resnet57 for small images: its layers are 6 n + 2, at most 2000|use resnet56 or resnet62",
        "resnet10_cifar10|32|There is no network resnet10 for small images: its layers are 6 n + 2, at most 2000|use resnet8 or resnet14",
        "restnet50|224|There is no network \"restnet50\"|you mean resnet50",
        "vgg99|224|There is no network \"vgg99\"|you mean vgg19",
        "?|224|There is no network \"?\"|use one that 'java -jar nas.jar networks' lists",
        "vgg11|16|There is no network vgg11 for images of 3x16x16: node stage5.max-pool1: a window of 2 pixels does not fit an image of 1 pixels|use images of another size, or another network",
        "shufflenet_g3_wd3|224|There is no network shufflenet_g3_wd3 for images of 3x224x224: node stage1.unit1.channel-shuffle1: groups (3) must divide the input's channels (20)|use images of another size, or another network",
      })
  void refusalsSayWhatToDo(String name, int pixels, String message, String advice) {
    UserException refused =
        assertThrows(UserException.class, () -> NetworkFamilies.network(name, task(pixels, 1000)));
    assertEquals(message, refused.getMessage());
    assertEquals(advice, refused.advice());
  }
}
