package nas.experiment.cli;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import nas.experiment.config.ExperimentReader;
import nas.experiment.plugin.Plugins;
import nas.result.ResultException;
import picocli.CommandLine.Option;

/** Which plug-ins a command sees. */
final class PluginOptions {

  @Option(
      names = "--plugins",
      paramLabel = "JAR",
      split = ",",
      description =
          "Jars with further strategies, metrics, search spaces, evaluators or data sources.")
  private List<Path> jars = new ArrayList<>();

  /** Returns the plug-ins of the program and of the jars given. */
  Plugins load() {
    ClassLoader own = PluginOptions.class.getClassLoader();
    if (jars.isEmpty()) {
      return Plugins.load(own);
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isReadable(jar)) {
        throw new ResultException(
            "There is no readable plug-in jar " + jar, "check the path given with --plugins");
      }
      requireJar(jar);
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new ResultException("The path " + jar + " cannot be a plug-in jar", "");
      }
    }
    // Open until the program ends: plug-ins load classes whenever they first need them.
    return Plugins.load(new URLClassLoader(urls.toArray(URL[]::new), own));
  }

  /** Returns the options as they have to be given again; begins with a space unless empty. */
  String arguments() {
    StringBuilder text = new StringBuilder();
    jars.forEach(jar -> text.append(" --plugins ").append(Main.shellQuoted(jar.toString())));
    return text.toString();
  }

  /** Refuses what Java would silently take for an empty jar. */
  private static void requireJar(Path jar) {
    if (Files.isDirectory(jar)) {
      return;
    }
    try (ZipFile opened = new ZipFile(jar.toFile())) {
      if (opened.size() == 0) {
        throw new ResultException("The plug-in jar " + jar + " is empty", "build it again");
      }
    } catch (IOException e) {
      ResultException damaged =
          new ResultException(
              "The plug-in jar " + jar + " cannot be read: " + e.getMessage(),
              "it is not a jar, or was cut short: build or fetch it again");
      damaged.initCause(e);
      throw damaged;
    }
  }

  /** Returns a reader of experiments that knows the plug-ins. */
  ExperimentReader reader() {
    return load().reader();
  }
}
