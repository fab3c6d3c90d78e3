package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.operation.BatchNorm;
import nas.network.operation.Convolution;
import nas.network.operation.Relu;
import nas.space.Blueprint;
import nas.space.BlueprintContract;
import nas.space.ChoiceSequence;
import nas.space.ChoiceSequenceContract;
import nas.space.DiagramContract;
import nas.space.EncoderContract;
import nas.space.EnumerationContract;
import nas.space.Space;
import nas.space.declared.GrammarPlugin;
import nas.space.declared.GrammarSettings;
import nas.space.grammar.Derivation;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A space in YAML with every kind of rule, held to the contracts of all spaces. */
final class DeclaredSpaceTest
    implements BlueprintContract<Derivation>,
        ChoiceSequenceContract<Derivation>,
        DiagramContract<Derivation>,
        EncoderContract<Derivation>,
        EnumerationContract<Derivation> {

  private static final String TEXT =
      """
      constants: {least: 4, half: least / 2}
      blocks:
        none: [zero]
        conv:
          parameters: [kernel, width, act]
          graph:
            - convolution: {out-channels: 'max(least, width)', kernel: [1, kernel]}
            - {batch-norm: {}, name: normed}
            - {relu: {}, when: act == 'relu'}
            - {tanh: {}, when: act == 'tanh'}
            - {add: {}, name: sum, from: [tanh, input], when: in == width}
        gated:
          - {conv: {kernel: half + 1, width: in, act: "'relu'"}}
          - sigmoid
          - multiply: {}
            from: [input, sigmoid]
      rules:
        edge: {choose: [none, gated, {max-pool: {kernel: [2, 3], stride: 1}}]}
      stem: [{convolution: {out-channels: 6, kernel: 3}}]
      body:
        - let: {width: [4, 6]}
        - repeat: {conv: {kernel: [1, 3], width: width, act: [relu, tanh]}}
          times: 1..2
        - optional: {average-pool: {kernel: 2, stride: 2}}
        - {graph: edge, nodes: 3, absent: none}
      head: [global-average-pool, {linear: {out-features: classes}}]
      """;

  private static final Space<Derivation> SPACE = space(TEXT);

  private static Space<Derivation> space(String text) {
    try {
      Path file = Files.createTempFile("space", ".yaml");
      try {
        Files.writeString(file, text);
        return new GrammarPlugin().create(SettingsReader.read(file, GrammarSettings.class));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Space<Derivation> space() {
    return SPACE;
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(1, 8, 8), 10);
  }

  private static List<String> words(Derivation point) {
    return List.of(SPACE.format(point).split(":"));
  }

  /** Returns the least number of words that are put in, taken out or exchanged. */
  @Override
  public int edits(Derivation point, Derivation other) {
    List<String> from = words(point);
    List<String> to = words(other);
    int[][] distance = new int[from.size() + 1][to.size() + 1];
    for (int i = 0; i <= from.size(); i++) {
      for (int j = 0; j <= to.size(); j++) {
        int exchanged =
            i == 0 || j == 0
                ? i + j
                : distance[i - 1][j - 1] + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
        int moved = i == 0 || j == 0 ? i + j : Math.min(distance[i - 1][j], distance[i][j - 1]) + 1;
        distance[i][j] = Math.min(exchanged, moved);
      }
    }
    return distance[from.size()][to.size()];
  }

  @Override
  public List<String> malformed() {
    return List.of(
        "width(4)",
        "width(5):conv(1,relu):none:none:none",
        "width(4):conv(1,relu):none:none",
        "width(4):conv(1, relu):none:none:none",
        "conv(1,relu):width(4):none:none:none");
  }

  @Override
  public List<Integer> counted(List<Integer> choices) {
    ChoiceSequence<Derivation> sequence = ChoiceSequence.of(SPACE);
    return sequence.encode(sequence.decode(choices).orElseThrow());
  }

  private static Network network(String text) {
    Task task = new Task(new FeatureShape(1, 8, 8), 10);
    return Blueprint.required(SPACE).network(SPACE.parse(text), task);
  }

  private static List<String> names(Network network) {
    return network.nodes().stream().map(Network.Node::name).toList();
  }

  @Test
  void architecturesAreCounted() {
    assertEquals(BigInteger.valueOf(2 * (4 + 4 * 4) * 2 * 4 * 4 * 4), SPACE.size());
  }

  @Test
  void blocksAreWrittenAsTheyAreDeclared() {
    Network network = network("width(4):conv(3,relu):average-pool:gated:none:max-pool(3)");
    assertEquals(
        List.of(
            "input",
            "stem.convolution",
            "conv0.convolution",
            "conv0.normed",
            "conv0.relu",
            "average-pool1",
            "gated2.conv.convolution",
            "gated2.conv.normed",
            "gated2.conv.relu",
            "gated2.conv.sum",
            "gated2.sigmoid",
            "gated2.multiply",
            "max-pool3",
            "head.global-average-pool",
            "head.linear"),
        names(network));
    Convolution convolution = (Convolution) network.nodes().get(2).operation();
    assertEquals(4, convolution.outChannels());
    assertEquals("1x3", convolution.kernel().toString());
    assertEquals(new BatchNorm(true, 1e-5, 0.1, true), network.nodes().get(3).operation());
    assertTrue(network.nodes().get(4).operation() instanceof Relu);
    assertEquals(new FeatureShape(4, 4, 4), network.nodes().get(12).output());
    assertEquals(Network.Role.STEM, network.nodes().get(1).role());
    assertEquals(Network.Role.CELL, network.nodes().get(2).role());
    assertEquals(Network.Role.HEAD, network.outputNode().role());
  }

  @Test
  void whatDoesNotHoldIsPassedOver() {
    // Of 6 channels the block's input is added; tanh is there, ReLU is not.
    List<String> same = names(network("width(6):conv(1,tanh):none:none:none"));
    assertTrue(same.containsAll(List.of("conv0.tanh", "conv0.sum")), same.toString());
    assertFalse(same.contains("conv0.relu"), same.toString());
    List<String> other = names(network("width(4):conv(1,tanh):none:none:none"));
    assertFalse(other.contains("conv0.sum"), other.toString());
  }

  @Test
  @Tag("slow")
  void allNetworksAreCheckedAtOnce() {
    Blueprint<Derivation> blueprint = Blueprint.required(SPACE);
    blueprint.check(task());
    try (Stream<Derivation> all = nas.space.Enumeration.of(SPACE).orElseThrow().enumerate()) {
      all.limit(2000).forEach(point -> blueprint.network(point, task()));
    }
    // A pooling of two pixels fits no image of one.
    Task small = new Task(new FeatureShape(1, 1, 1), 10);
    Space<Derivation> pooled =
        space(TEXT.replace("{kernel: 2, stride: 2}", "{kernel: 2, stride: 2, padding: 0}"));
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> Blueprint.required(pooled).check(small));
    assertEquals("body[2].optional.average-pool", refused.key());
    assertEquals(
        "node average-pool: a window of 2 pixels does not fit an image of 1 pixels, behind"
            + " width(4) conv(1,relu) average-pool (images of 1x1x1)",
        refused.getMessage());
  }
}
