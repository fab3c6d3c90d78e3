package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.evaluator.training.TrainingSettings;
import nas.experiment.config.Assignment;
import nas.experiment.config.Experiment;
import nas.experiment.config.ExperimentReader;
import nas.experiment.plugin.Plugins;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class DeviceOptionTest {

  private static final String TRAINING =
      """
      name: tiny
      search-space: nasbench201
      evaluator: {training: {epochs: 1, device: gpu:3}}
      proxies: {device: gpu:3}
      budget: {trained-models: 6}
      strategies: [{gcn-predictor: {}}]
      final-training: {epochs: 2, device: gpu:3}
      """;

  private final ExperimentReader reader =
      Plugins.load(DeviceOptionTest.class.getClassLoader()).reader();

  /** A command with the option. */
  @Command
  private static final class Computing {
    @Mixin private DeviceOption device = new DeviceOption();
  }

  private SortedMap<String, String> devices(
      String experiment, List<String> options, String... given) {
    Computing command = new Computing();
    new CommandLine(command).parseArgs(given);
    Experiment read =
        command
            .device
            .read(
                first -> {
                  List<Assignment> all = new ArrayList<>(first);
                  options.forEach(option -> all.add(Assignment.parse(option)));
                  return reader.read(experiment, "tiny.yaml", all);
                },
                key -> true)
            .experiment();
    SortedMap<String, String> devices = new TreeMap<>();
    read.deviceKeys().forEach(key -> devices.put(key.split("\\.", 2)[0], ""));
    devices.computeIfPresent("proxies", (key, none) -> read.proxies().device());
    devices.computeIfPresent(
        "evaluator",
        (key, none) -> ((TrainingSettings) read.evaluator().settings()).execution().device());
    devices.computeIfPresent(
        "final-training",
        (key, none) -> read.finalTraining().orElseThrow().training().execution().device());
    return devices;
  }

  @Test
  void replacesEveryDeviceThatExecutesNetworks() {
    assertEquals(
        new TreeMap<>(Map.of("evaluator", "gpu:3", "proxies", "gpu:3", "final-training", "gpu:3")),
        devices(TRAINING, List.of()));
    assertEquals(
        new TreeMap<>(Map.of("evaluator", "cpu", "proxies", "cpu", "final-training", "cpu")),
        devices(TRAINING, List.of(), "--device", "cpu"));
  }

  @Test
  void aKeyThatIsSetComesAfterIt() {
    assertEquals(
        "gpu:1",
        devices(TRAINING, List.of("proxies.device=gpu:1"), "--device", "cpu").get("proxies"));
  }

  @Test
  void onAClusterOnlyWorkersKnowWhatIsThereAndScoringTakesTheFirst() {
    List<String> cluster = List.of("execution.workers=spark");
    assertEquals(
        new TreeMap<>(
            Map.of(
                "evaluator", "gpu:4,gpu:5", "proxies", "gpu:4", "final-training", "gpu:4,gpu:5")),
        devices(TRAINING, cluster, "--device", "gpu:4,gpu:5"));
    assertEquals("gpu:0", devices(TRAINING, cluster, "--device", "gpus").get("proxies"));
  }

  @Test
  void anExperimentWithATableHasThatOfScoringAlone() {
    String table =
        TRAINING.replaceFirst("evaluator: .*", "evaluator: noisy").replaceFirst("final-.*", "");
    assertEquals(Map.of("proxies", "cpu"), devices(table, List.of(), "--device", "cpu"));
  }
}
