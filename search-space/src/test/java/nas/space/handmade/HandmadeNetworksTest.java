package nas.space.handmade;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Task;
import nas.space.BlueprintContract;
import nas.space.DiagramContract;
import nas.space.EnumerationContract;
import nas.space.Space;
import org.junit.jupiter.api.Test;

class HandmadeNetworksTest
    implements BlueprintContract<String>, DiagramContract<String>, EnumerationContract<String> {

  private static final List<String> NAMES = List.of("resnet20", "nin", "wrn10_1", "densenet22_k4");

  private final Space<String> space =
      new HandmadeNetworksPlugin().create(new HandmadeNetworksPlugin.Settings(NAMES));

  @Override
  public Space<String> space() {
    return space;
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(3, 16, 16), 10);
  }

  @Override
  public int edits(String point, String other) {
    return point.equals(other) ? 0 : 1;
  }

  @Override
  public List<String> malformed() {
    return List.of("", "resnet26", "resnet20 nin", "x");
  }

  /** There is nothing to edit. */
  @Test
  @Override
  public void mutationIsUniformOverNeighbours() {
    assertEquals(List.of(), space.neighbours("nin"));
    assertEquals(Optional.of("networks made by hand have no neighbours"), space.whyNoNeighbours());
  }

  @Test
  void namesThatCannotBeUsedAreRefused() {
    refused("names", "names is empty");
    refused("names[1]", "The network nin stands twice in names", "nin", "nin");
    refused("names[0]", "There is no network \"vgg9999\"", "vgg9999");
  }

  private static void refused(String key, String problem, String... names) {
    InvalidSettingException refused =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new HandmadeNetworksPlugin()
                    .create(new HandmadeNetworksPlugin.Settings(List.of(names))));
    assertEquals(key, refused.key());
    assertEquals(problem, refused.getMessage());
  }
}
