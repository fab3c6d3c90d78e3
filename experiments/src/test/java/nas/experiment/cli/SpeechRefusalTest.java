package nas.experiment.cli;

import java.io.IOException;
import java.nio.file.Path;
import nas.experiment.toy.PluginJars;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Features and labels of somebody's own utterances that no network can be trained on. */
final class SpeechRefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  /** Ten utterances of 3 features at 16 steps for each part; one of them has a fault. */
  private Path jar() throws IOException {
    return PluginJars.compile(
        folder,
        "nas.engine.data.DataPlugin",
        "org.example.Speech",
"""
        package org.example;

        import java.util.Arrays;
        import nas.core.plugin.Setting;
        import nas.core.trial.Objective;
        import nas.engine.data.DataPlugin;
        import nas.engine.data.Dataset;
        import nas.engine.data.Examples;
        import nas.engine.data.Inventory;
        import nas.engine.data.Part;
        import nas.network.FeatureShape;
        import nas.network.LabelSequence;
        import nas.network.Task;

        public final class Speech implements DataPlugin<Speech.Settings> {

          public enum Fault { NAN, INFINITE, LONG, CLASS, MUTE }

          public record Settings(@Setting("What is wrong.") Fault fault) {}

          public String name() { return "speech"; }

          public String summary() { return "Utterances."; }

          public Class<Settings> settings() { return Settings.class; }

          public Objective objective() { return Objective.LABEL_ERROR_RATE; }

          public Dataset read(Settings settings) {
            return new Dataset() {
              public String name() { return "speech"; }

              public Task task() {
                return new Task(FeatureShape.sequence(3, 16), new LabelSequence(5, 4, 4));
              }

              public String sha256() { return "0".repeat(64); }

              public Inventory inventory() { return Inventory.NOTHING; }

              public Examples examples(Part part) {
                return new Examples() {
                  public FeatureShape shape() { return FeatureShape.sequence(3, 16); }

                  public int count() { return 10; }

                  public void read(int example, float[] input, int[] labels) {
                    Arrays.fill(input, example);
                    Arrays.fill(labels, 0);
                    labels[0] = 1 + example % 4;
                    boolean wrong = part == Part.VALIDATION && example == 6;
                    switch (settings.fault()) {
                      case NAN -> input[20] = wrong ? Float.NaN : 0;
                      case INFINITE -> input[47] = wrong ? Float.NEGATIVE_INFINITY : 0;
                      case LONG -> System.arraycopy(new int[] {2, 2, 3, wrong ? 3 : 0}, 0, labels, 0, 4);
                      case CLASS -> labels[1] = wrong ? 5 : 4;
                      case MUTE -> labels[0] = part == Part.TEST ? 0 : 1;
                    }
                  }
                };
              }
            };
          }
        }
""");
  }

  private Path experiment(String fault) {
    return Nas.write(
        folder.resolve(fault + ".yaml"),
        """
        name: speech
        search-space: {nasbench-asr: {groups: 1, cells: 1, lstm: 4}}
        data: {speech: {fault: %s}}
        evaluator: {training: {epochs: 1, batch-size: 2}}
        budget: {trained-models: 1}
        strategies: [random]
        """
            .formatted(fault));
  }

  @Test
  @Tag("slow")
  void whatNoNetworkCanBeTrainedOn() throws IOException {
    Path jar = jar();
    Path out = folder.resolve("out");
    for (String fault : new String[] {"nan", "infinite", "long", "class", "mute"}) {
      Path experiment = experiment(fault);
      String golden = "speech-" + fault;
      Refusal.refused(folder, golden, "run", experiment, "--plugins", jar, "--out", out);
      Refusal.refused(
          folder,
          golden,
          "score",
          experiment,
          "--sample",
          2,
          "--metrics",
          "snip",
          "--plugins",
          jar);
    }
  }
}
