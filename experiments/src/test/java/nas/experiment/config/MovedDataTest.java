package nas.experiment.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nas.experiment.plugin.Plugins;
import org.junit.jupiter.api.Test;

class MovedDataTest {

  private static final ExperimentReader READER =
      Plugins.load(MovedDataTest.class.getClassLoader()).reader();

  private static final String EXPERIMENT =
      """
      name: moved
      description: of /images
      search-space: nasbench201
      data: {image-folder: {folder: /images, labels: /images/list.csv}}
      evaluator: noisy
      budget: {trained-models: 1}
      strategies: [random]
      execution: {score-store: /images}
      """;

  private static Experiment read(String text) {
    return READER.read(text, "the test", List.of()).experiment();
  }

  @Test
  void onlyWhereDataLieIsAnother() {
    Experiment experiment = read(EXPERIMENT);
    assertEquals(List.of(Path.of("/images"), Path.of("/images/list.csv")), experiment.dataFiles());
    assertEquals(
        read(EXPERIMENT.replace("folder: /images,", "folder: '/tmp/a: b/images',")),
        read(MovedData.in(experiment.toYaml(), Map.of("/images", "/tmp/a: b/images"))));
    assertEquals(
        experiment, read(MovedData.in(experiment.toYaml(), Map.of("/image", "/tmp/image"))));
  }

  @Test
  void dataWithoutFilesHaveNone() {
    assertEquals(List.of(), read(EXPERIMENT.replaceFirst("data: .*", "data: digits")).dataFiles());
  }
}
