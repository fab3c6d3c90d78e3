package nas.experiment.cli;

import java.nio.file.Path;
import java.util.Map;
import nas.cluster.Loopback;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users can do wrong with Spark ends with exactly the message in {@code refusals}. */
@Tag("slow")
final class SparkRefusalTest {

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it.
  Path folder;

  private void refused(String golden, String workers) {
    Path experiment = Nas.write(folder.resolve("tiny.yaml"), Nas.EXPERIMENT);
    Refusal.refused(
        folder, golden, "run", experiment, "--out", folder.resolve("run"), "--workers", workers);
  }

  private void refused(String golden, String workers, String key, String value) throws Exception {
    Loopback.during(Map.of(key, value), () -> refused(golden, workers));
  }

  @Test
  void addresses() throws Exception {
    refused("spark-malformed", "spark://host");
    refused("spark-not-there", "spark://127.0.0.1:1");
    refused("spark-without-secret", "spark://198.51.100.7:7077");
    refused("spark-two-masters", "local[2]", "spark.master", "spark://127.0.0.1:1");
  }

  @Test
  void settings() throws Exception {
    refused("spark-wait", "local[2]", "spark.nas.wait", "soon");
    refused("spark-mixed", "local[2]", "spark.nas.allow-mixed", "yes");
    refused("spark-slots", "local[2]", "spark.nas.slots", "0");
  }

  @Test
  void noMaster() {
    refused("spark-no-master", "spark");
  }

  @Test
  void noExecutors() throws Exception {
    refused("spark-no-executors", "local-cluster[0,1,600]", "spark.nas.wait", "2s");
  }
}
