package nas.experiment.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A search under a latency that this machine measures, from the command line. */
final class LatencyCommandTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  @Test
  @Tag("slow")
  void measuredOnceAndShown() throws IOException {
    Path experiment =
        Nas.write(
            folder.resolve("small.yaml"),
            TakeHome.EXPERIMENT + "constraints: {latency-ms.measured: '<= 1000'}\n");
    Path run = folder.resolve("run");
    Path latencies = run.resolve("latencies.csv");
    Nas.say("run", experiment, "--out", run).done();
    String measured = Files.readString(latencies);
    String shown = "(?s).*\n  [0-9]+[.][0-9]{3} ms for one image, as measured .*";
    String best = Nas.say("best", run).done();
    assertTrue(best.matches(shown), best);
    Nas.say("status", run).done();
    Nas.say("report", run).done();
    String report = Files.readString(run.resolve("report.html"));
    assertTrue(report.contains("<dt>Latency</dt>"), report);
    Nas.say("run", run).done();
    assertEquals(measured, Files.readString(latencies), "nothing is measured again");

    Files.delete(latencies);
    Refusal.refused(folder, "latency-lost", "run", run);
    Nas.say("best", run).done();
    Nas.write(latencies, measured.replaceFirst(",([0-9])", ",1$1"));
    Refusal.refused(folder, "latency-damaged", "run", run);
    Refusal.refused(folder, "latency-damaged", "best", run);
    Nas.write(latencies, measured.replace("task.classes=10", "task.classes=11"));
    Refusal.refused(folder, "latency-foreign", "run", run);
    Nas.say("best", run).done();
  }

  /** Its strategy is asked what it proposed, and would propose a network that nobody measured. */
  @Test
  @Tag("slow")
  void anUnfinishedRunOfAnEarlierVersionIsShown() throws IOException {
    Path experiment =
        Nas.write(
            folder.resolve("small.yaml"),
            TakeHome.EXPERIMENT + "constraints: {latency-ms.measured: '<= 1000'}\n");
    Path run = folder.resolve("run");
    Nas.say("run", experiment, "--out", run).done();
    Path resolved = Nas.ofEarlierVersion(run).resolve("experiment.yaml");
    String more =
        Files.readString(resolved).replaceFirst("trained-models: \\d+", "trained-models: 20");
    Files.writeString(resolved, more);
    String status = Nas.say("status", run).done();
    assertTrue(status.contains(" of 20 networks, not running"), status);
  }

  @Test
  void aMistypedNameIsExplained() {
    Path experiment =
        Nas.write(
            folder.resolve("tiny.yaml"),
            TakeHome.EXPERIMENT + "constraints: {latency-ms.measurd: '<= 5'}\n");
    Refusal.refused(folder, "latency-near", "run", experiment, "--out", folder.resolve("run"));
  }

  @Test
  void aClassWithOneImageIsNamed() throws IOException {
    Path images = TakeHome.digits(folder.resolve("images"), 3, 5);
    for (int image = 1; image < 5; image++) {
      Files.delete(images.resolve("digit 2").resolve(image + ".png"));
    }
    Path experiment =
        Nas.write(
            folder.resolve("tiny.yaml"),
            TakeHome.EXPERIMENT + "data: {image-folder: {folder: images, size: 8}}\n");
    Refusal.refused(folder, "class-of-one", "run", experiment, "--out", folder.resolve("run"));
  }
}
