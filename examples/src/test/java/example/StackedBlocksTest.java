package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import nas.space.SearchSpace;
import nas.space.SearchSpaceContract;
import nas.network.Task;
import nas.network.FeatureShape;
import org.junit.jupiter.api.Test;

class StackedBlocksTest implements SearchSpaceContract<StackedBlocks.Stack> {

  @Override
  public SearchSpace<StackedBlocks.Stack> space() {
    return new StackedBlocks().create(new StackedBlocks.Settings(4, 8));
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(1, 8, 8), 10);
  }

  @Override
  public int edits(StackedBlocks.Stack point, StackedBlocks.Stack other) {
    return (int)
        IntStream.range(0, 4)
            .filter(place -> point.blocks().get(place) != other.blocks().get(place))
            .count();
  }

  @Override
  public List<String> malformed() {
    return List.of("conv3", "conv3-conv3-conv3-conv7", "none-none-none-none-none", "a-b-c-d");
  }

  @Test
  void networksAreToldApartByTheirIds() {
    List<String> ids = space().enumerate().map(space()::canonicalId).distinct().toList();
    assertEquals(1 + 3 + 9 + 27 + 81, ids.size());
    for (StackedBlocks.Stack stack : space().enumerate().toList()) {
      assertEquals(
          space().network(space().representative(stack), task()).nodes(),
          space().network(stack, task()).nodes());
    }
  }

  @Test
  void parametersAreThoseOfTheLayers() {
    // Stem 9 x 8, each block's weights, 16 for each normalisation, classifier 8 x 10 + 10.
    int expected = 72 + 16 + (576 + 16) + (1600 + 16) + (72 + 64 + 16) + 90;
    assertEquals(
        expected,
        space().network(space().parse("conv3-none-conv5-separable"), task()).parameters());
  }
}
