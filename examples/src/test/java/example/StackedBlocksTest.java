package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import nas.space.grammar.Derivation;
import nas.space.EnumerationContract;
import nas.space.EncoderContract;
import nas.space.DiagramContract;
import nas.space.ChoiceSequenceContract;
import nas.space.BlueprintContract;
import java.util.stream.Stream;
import nas.space.Enumeration;
import nas.space.Blueprint;
import java.util.List;
import java.util.stream.IntStream;
import nas.space.Space;
import nas.space.SpaceContract;
import nas.network.Network;
import nas.network.Task;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;

class StackedBlocksTest implements BlueprintContract<Derivation>, ChoiceSequenceContract<Derivation>, DiagramContract<Derivation>, EncoderContract<Derivation>, EnumerationContract<Derivation> {

  @Override
  public Space<Derivation> space() {
    return new StackedBlocks().create(new StackedBlocks.Settings(4, 8));
  }

  private Stream<Derivation> all() {
    return Enumeration.of(space()).orElseThrow().enumerate();
  }

  private Blueprint<Derivation> blueprint() {
    return Blueprint.required(space());
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(1, 8, 8), 10);
  }

  @Override
  public int edits(Derivation point, Derivation other) {
    return (int)
        IntStream.range(0, 4)
            .filter(place -> !point.parts().get(place).equals(other.parts().get(place)))
            .count();
  }

  @Override
  public List<String> malformed() {
    return List.of("conv3", "conv3-conv3-conv3-conv7", "none-none-none-none-none", "a-b-c-d");
  }

  @Test
  void networksSayWhichBlocksMetricsCompare() {
    Derivation stack = space().parse("conv3-none-separable-conv5");
    Network network = blueprint().network(stack, task());
    assertEquals(
        List.of(
            "STEM hands on stem.relu",
            "CELL hands on block0.relu",
            "CELL hands on block1.relu",
            "CELL hands on block2.relu",
            "HEAD hands on classifier"),
        network.blocks().stream()
            .map(block -> block.role() + " hands on " + network.nodes().get(block.output()).name())
            .toList());
  }

  @Test
  void networksAreToldApartByTheirIds() {
    List<String> ids = all().map(space()::canonicalId).distinct().toList();
    assertEquals(1 + 3 + 9 + 27 + 81, ids.size());
    for (Derivation stack : all().toList()) {
      assertEquals(
          blueprint().network(space().representative(stack), task()).nodes(),
          blueprint().network(stack, task()).nodes());
    }
  }

  @Test
  void parametersAreThoseOfTheLayers() {
    // Stem 9 x 8, each block's weights, 16 for each normalisation, classifier 8 x 10 + 10.
    int expected = 72 + 16 + (576 + 16) + (1600 + 16) + (72 + 64 + 16) + 90;
    assertEquals(
        expected,
        blueprint().network(space().parse("conv3-none-conv5-separable"), task()).parameters());
  }
}
