package nas.proxy.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.zen.ZenBuilder;
import nas.network.zen.ZenCounts;
import nas.network.zen.ZenNetwork;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Networks of Zen-NAS against what the published code builds and computes on the same weights:
 * strings, both counts, logits, loss and gradients.
 */
class ZenNetworksTest {

  private static final long FEW_MACS = 100_000_000;

  private static List<DynamicTest> tests(Predicate<JsonNode> wanted) throws IOException {
    return Golden.cases("zennas.json").stream()
        .filter(wanted)
        .map(golden -> DynamicTest.dynamicTest(golden.get("name").asText(), () -> check(golden)))
        .toList();
  }

  private static boolean quick(JsonNode golden) {
    return golden.path("conv_linear_macs_100").asLong(Long.MAX_VALUE) < FEW_MACS;
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> networksOfFewOperations() throws IOException {
    return tests(ZenNetworksTest::quick);
  }

  @TestFactory
  @Tag("slow")
  List<DynamicTest> networksOfManyOperations() throws IOException {
    return tests(golden -> !quick(golden));
  }

  private static void check(JsonNode golden) {
    String text = golden.get("structure").asText();
    ZenNetwork network = ZenNetwork.parse(text);
    assertEquals(text, network.toString());
    String split = golden.get("split6").asText();
    assertEquals(split.equals("same") ? text : split, network.split().toString());
    assertEquals(golden.get("num_layers").asInt(), network.layers());
    int side = golden.get("resolution").asInt();
    for (int classes : List.of(10, 100, 1000)) {
      counts(golden, network, side, classes);
    }
    if (golden.has("eval_logits")) {
      Network ten = ZenBuilder.build(network, task(side, 10), true);
      HandmadeNetworksTest.logits(golden, ten);
      HandmadeNetworksTest.metrics(golden, ten);
    }
  }

  private static void counts(JsonNode golden, ZenNetwork network, int side, int classes) {
    Network linked = ZenBuilder.build(network, task(side, classes), true);
    Network chain = ZenBuilder.build(network, task(side, classes), false);
    ZenCounts counts = ZenCounts.of(network, side, classes, true);
    ZenCounts ofChain = ZenCounts.of(network, side, classes, false);
    equal(golden, "params_torch_" + classes, (double) linked.parameters());
    equal(golden, "model_size_formula_" + classes, (double) counts.size());
    equal(golden, "flops_formula_" + classes, counts.flops());
    equal(golden, "conv_linear_macs_" + classes, (double) linked.macs());
    equal(golden, "no_reslink_params_torch_" + classes, (double) chain.parameters());
    equal(golden, "no_reslink_model_size_formula_" + classes, (double) ofChain.size());
    equal(golden, "no_reslink_flops_formula_" + classes, ofChain.flops());
    equal(golden, "no_reslink_macs_" + classes, (double) chain.macs());
    ZenCounts built = ZenCounts.built(network, side, classes, true);
    assertEquals(linked.parameters(), built.size());
    assertEquals((double) linked.macs(), built.flops());
    ZenCounts builtChain = ZenCounts.built(network, side, classes, false);
    assertEquals(chain.parameters(), builtChain.size());
    assertEquals((double) chain.macs(), builtChain.flops());
    long convolutions = count(linked, "convolution");
    equal(golden, "n_conv", (double) convolutions);
    equal(golden, "n_bn", (double) count(linked, "batch-norm"));
  }

  private static long count(Network network, String kind) {
    return network.nodes().stream().filter(node -> node.operation().kind().equals(kind)).count();
  }

  private static void equal(JsonNode golden, String key, double actual) {
    if (golden.has(key)) {
      assertEquals(golden.get(key).asDouble(), actual, key);
    }
  }

  private static Task task(int side, int classes) {
    return new Task(new FeatureShape(3, side, side), classes);
  }
}
