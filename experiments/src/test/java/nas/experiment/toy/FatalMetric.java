package nas.experiment.toy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.jar.JarOutputStream;
import nas.core.Seeds;
import nas.core.plugin.Setting;
import nas.proxy.Formula;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.proxy.Score;
import nas.proxy.probe.LayerWeights;

/** A metric that ends the process at some networks, as a native library may that crashes. */
public final class FatalMetric implements MetricPlugin<FatalMetric.Settings> {

  /** Settings. */
  public record Settings(
      @Setting(value = "Share of networks that are fatal", byDefault = "0", min = 0, max = 1)
          double share,
      @Setting(value = "Milliseconds that a network takes", byDefault = "0", min = 0, max = 10_000)
          int pauseMilliseconds) {}

  /** Makes a jar that offers it: it is not among the plug-ins of all tests. */
  public static Path jar(Path folder) throws IOException {
    Path jar = folder.resolve("fatal-metric.jar");
    try (JarOutputStream entries = new JarOutputStream(Files.newOutputStream(jar))) {
      PluginJars.put(
          entries,
          "META-INF/services/" + MetricPlugin.class.getName(),
          FatalMetric.class.getName().getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  /** Says whether a network ends the process. */
  public static boolean isFatal(String network, double share) {
    return Seeds.generator(Seeds.hash(network)).nextDouble() < share;
  }

  @Override
  public String name() {
    return "fatal-metric";
  }

  @Override
  public String summary() {
    return "Ends the process at some networks";
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public Metric create(Settings settings) {
    return Formula.of(
        this,
        List.of(new LayerWeights()),
        measured -> {
          String network = measured.network().id();
          if (isFatal(network, settings.share())) {
            Runtime.getRuntime().halt(FatalPlugin.EXIT_CODE);
          }
          LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(settings.pauseMilliseconds()));
          return Score.of(Seeds.generator(Seeds.hash(network)).nextDouble());
        });
  }
}
