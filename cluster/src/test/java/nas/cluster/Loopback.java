package nas.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settings of Spark for tests, as system properties: nothing leaves this machine, and no pages. */
public final class Loopback {

  private static final Map<String, String> USUAL =
      Map.of(
          "spark.driver.host", "127.0.0.1",
          "spark.driver.bindAddress", "127.0.0.1",
          "spark.ui.enabled", "false",
          "spark.master.rest.enabled", "false",
          "spark.authenticate", "true",
          "spark.authenticate.secret", "of a test",
          "spark.log.level", "FATAL",
          "spark.executor.memory", "600m");

  private Loopback() {}

  /** Something to do with them. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * Does something while they are set.
   *
   * @param more further ones, or others
   */
  public static void during(Map<String, String> more, Work work) throws Exception {
    SortedMap<String, String> settings = new TreeMap<>(USUAL);
    settings.put("spark.executor.extraClassPath", System.getProperty("java.class.path"));
    settings.put("spark.executor.extraJavaOptions", "-Dai.djl.offline=true");
    settings.putAll(more);
    settings.forEach(System::setProperty);
    try {
      work.run();
    } finally {
      settings.keySet().forEach(System::clearProperty);
    }
  }

  /** Makes what Spark looks for at its home, where executors of tests have nothing to find. */
  public static void makeHome() throws IOException {
    String home =
        Objects.requireNonNull(
            System.getenv("SPARK_HOME"), "the environment variable SPARK_HOME names no folder");
    Files.createDirectories(Path.of(home, "jars"));
  }
}
