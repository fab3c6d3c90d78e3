package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All metrics on networks of NAS-Bench-ASR that are to spell sequences of tones. */
final class SpeechScoresTest {

  private static final String UNSUITABLE =
      "2 of 2 architectures have no score, because the network is not of a kind that can be"
          + " measured so (%s): %s.\n";

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private Nas.Said score(Object... further) {
    List<Object> arguments = new ArrayList<>(List.of("score"));
    arguments.addAll(List.of("--space", "{nasbench-asr: {groups: 1, cells: 1, lstm: 6}}"));
    arguments.addAll(List.of("--data", "{tones: {sequences: 60}}"));
    arguments.addAll(List.of("--set", "proxies.batch-size=6"));
    arguments.addAll(List.of("--store", folder.resolve("store")));
    arguments.addAll(List.of(further));
    return Nas.say(arguments.toArray());
  }

  @Test
  @Tag("slow")
  void everyMetricHasAScoreOrSaysWhyNot() throws IOException {
    Path csv = folder.resolve("scores.csv");
    String said = score("--sample", 2, "--metrics", "all", "--out", csv).done();
    for (String gap :
        List.of(
            UNSUITABLE.formatted(
                "an example has no class of its own to be compared with others", "epe-nas"),
            UNSUITABLE.formatted(
                "the loss for up to 6 labels, spelt by one of 7 classes at each of 24 steps can be"
                    + " differentiated once only",
                "grasp"),
            UNSUITABLE.formatted(
                "node block0.conv.relu: no expectation is known of what clamp yields",
                "synflow-expected, synflow-expected-kaiming, synflow-expected-nasbench101"))) {
      assertTrue(said.contains(gap), said);
    }
    List<String> lines = Files.readAllLines(csv);
    List<String> header = List.of(lines.get(0).split(",", -1));
    for (String line : lines.subList(1, 3)) {
      // The first cell is quoted, as it has commas.
      String[] cells = line.substring(line.indexOf("\",") + 2).split(",", -1);
      assertEquals(header.size() - 1, cells.length);
      for (int at = 1; at < cells.length - 1; at++) {
        String metric = header.get(at + 1);
        boolean none =
            metric.equals("epe-nas")
                || metric.equals("grasp")
                || metric.equals("meco-modules")
                || metric.equals("vkdnw")
                || metric.equals("vkdnw-entropy")
                || metric.startsWith("synflow-expected");
        assertEquals(none, cells[at].isEmpty(), metric + " in " + line);
      }
    }
  }

  @Test
  void searchesByAMetricThatHasNoScoresAreRefused() {
    Path experiment =
        Nas.write(
            folder.resolve("speech.yaml"),
            """
            name: speech
            search-space: {nasbench-asr: {groups: 1, cells: 1, lstm: 6}}
            data: {tones: {sequences: 60}}
            evaluator: {score: {proxy: grasp}}
            budget: {trained-models: 2}
            strategies: [random]
            """);
    Refusal.refused(
        folder, "evaluator-score-spelling", "run", experiment, "--out", folder.resolve("out"));
  }
}
