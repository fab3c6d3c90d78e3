package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nas.network.family.NetworkFamilies;
import nas.result.journal.JournalReader;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks made by hand: listed, scored and trained by their names. */
final class NetworksCommandTest {

  private static final String BASELINES =
      """
      name: baselines
      search-space: {networks: {names: [resnet20, resnet14_cifar10]}}
      evaluator: {training: {epochs: 1, batch-size: 256}}
      budget: {trained-models: 2}
      strategies: [random]
      """;

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  void someAreListedWithTheirCounts() {
    assertEquals(
        """
        Network   Parameters  Multiply-adds  Images   Classes  Family
        --------  ----------  -------------  -------  -------  ------------
        resnet20     272,474     40,813,184  3x32x32       10  resnet-small
        wrn10_4    1,198,810    166,119,936  3x32x32       10  wrn-small

        resnet-small: Residual networks for small images: He et al. 2016, arXiv:1512.03385
        wrn-small: Wide residual networks for small images: Zagoruyko and Komodakis 2016, arXiv:1605.07146
        """,
        Nas.say("networks", "resnet20", "wrn10_4").done());
    String hundred = Nas.say("networks", "resnet20", "--classes", 100, "--pixels", 8).done();
    assertTrue(hundred.contains("278,324"), hundred);
    String json = Nas.say("networks", "rir", "--json").done();
    assertTrue(json.contains("\"parameters\" : 9492980") || json.contains("9492980"), json);
  }

  @Test
  @Tag("slow")
  void allAreListed() {
    String all = Nas.say("networks").done();
    NetworkFamilies.all()
        .forEach(
            family -> {
              assertTrue(all.contains("\n" + family.name() + ": "), family.name());
              family.members().forEach(name -> assertTrue(all.contains("\n" + name + " "), name));
            });
  }

  @Test
  @Tag("slow")
  void whatIsNotThereIsRefused() {
    refused("There is no network \"resnt20\". Maybe you mean resnet20.\n", "networks", "resnt20");
    refused(
        "There is no network resnet21 for small images: its layers are 6 n + 2, at most 2000. Maybe use resnet20 or"
            + " resnet26.\n",
        "networks",
        "resnet21");
    refused("--classes (1) must be at least 2.\n", "networks", "resnet20", "--classes", 1);
    refused("--pixels (0) must be at least 1.\n", "networks", "resnet20", "--pixels", 0);
    refused(
        "There is no network \"resnt20\" in --space {networks: {names: [nin, resnt20]}}. Maybe you"
            + " mean resnet20.\n",
        "score",
        "--space",
        "{networks: {names: [nin, resnt20]}}",
        "--all");
    refused(
        "The network nin stands twice in names in --space {networks: {names: [nin, nin]}}. Maybe"
            + " remove one.\n",
        "score",
        "--space",
        "{networks: {names: [nin, nin]}}",
        "--all");
  }

  private static void refused(String message, Object... words) {
    Nas.Said said = Nas.say(words);
    assertEquals(message, said.err());
    assertEquals(2, said.exitCode());
  }

  @Test
  void someAreScored() {
    String said =
        Nas.say(
                "score",
                "--space",
                "{networks: {names: [resnet20, preresnet20]}}",
                "--all",
                "--metrics",
                "params,layers",
                "--store",
                folder.resolve("store"))
            .done();
    assertTrue(said.contains("params  272,474  272,282"), said);
  }

  @Test
  @Tag("slow")
  void someAreTrained() {
    Path file = Nas.write(folder.resolve("baselines.yaml"), BASELINES);
    Path run = folder.resolve("run");
    String said = Nas.say("run", file, "--out", run).done();
    assertTrue(said.contains("Best network: "), said);
    List<String> trained =
        JournalReader.read(run.resolve("journal/01-random/000.jsonl")).trials().stream()
            .map(TrialRecord::architecture)
            .distinct()
            .sorted()
            .toList();
    assertEquals(List.of("resnet14_cifar10", "resnet20"), trained);
    assertFalse(Files.exists(run.resolve("tables/front.csv")));
    Nas.Said evolved =
        Nas.say("run", file, "--set", "strategies=[aging-evolution]", "--out", folder.resolve("x"));
    assertTrue(evolved.err().contains("networks made by hand have no neighbours"), evolved.err());
    assertEquals(2, evolved.exitCode());
  }
}
