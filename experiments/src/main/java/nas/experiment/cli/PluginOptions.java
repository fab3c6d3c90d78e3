package nas.experiment.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import nas.core.UserException;
import nas.experiment.config.ExperimentReader;
import nas.experiment.plugin.Plugins;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.RecordedJars;
import nas.result.PluginJar;
import nas.result.journal.RunFolder;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which plug-ins a command sees. */
final class PluginOptions {

  @Option(
      names = "--plugins",
      paramLabel = "JAR",
      split = ",",
      description =
          "Jars with further strategies, metrics, search spaces, evaluators or data sources.")
  private List<Path> jars = new ArrayList<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  private final Map<List<Path>, Plugins> loaded = new HashMap<>();

  /**
   * Returns the plug-ins of the program and of the jars given, having warned of those that cannot
   * be used.
   */
  Plugins load() {
    return load(jars);
  }

  /**
   * Returns the plug-ins of the program, of the jars given, and of those that a run was given and
   * that have not changed since.
   */
  Plugins load(RecordedJars recorded) {
    return load(all(recorded));
  }

  /** Returns the jars given, as they are now. */
  List<PluginJar> given() {
    jars.forEach(PluginOptions::requireReadable);
    return jars.stream().map(PluginJar::at).toList();
  }

  /** Returns the jars that {@link #load(RecordedJars)} takes from what a run was given. */
  List<Path> recalled(RecordedJars recorded) {
    List<String> given = given().stream().map(PluginJar::sha256).toList();
    return recorded.unchanged().stream()
        .filter(jar -> !given.contains(PluginJar.at(jar).sha256()))
        .toList();
  }

  private List<Path> all(RecordedJars recorded) {
    List<Path> all = new ArrayList<>(jars);
    if (!recorded.jars().isEmpty()) {
      all.addAll(recalled(recorded));
    }
    return List.copyOf(all);
  }

  private Plugins load(List<Path> all) {
    return loaded.computeIfAbsent(
        List.copyOf(all),
        asked -> {
          Plugins plugins = Plugins.load(loader(asked));
          PrintWriter err = command.commandLine().getErr();
          plugins.faults().forEach(fault -> err.println("Warning: " + fault.problem() + "."));
          err.flush();
          return plugins;
        });
  }

  private static ClassLoader loader(List<Path> jars) {
    ClassLoader own = PluginOptions.class.getClassLoader();
    if (jars.isEmpty()) {
      return own;
    }
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      requireReadable(jar);
      requireJar(jar);
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new UserException("The path " + jar + " cannot be a plug-in jar", "");
      }
    }
    // Open until the program ends: plug-ins load classes whenever they first need them.
    return new URLClassLoader(urls.toArray(URL[]::new), own);
  }

  /** Returns the options as they have to be given again; begins with a space unless empty. */
  String arguments() {
    StringBuilder text = new StringBuilder();
    jars.forEach(jar -> text.append(" --plugins ").append(Main.shellQuoted(jar.toString())));
    return text.toString();
  }

  private static void requireReadable(Path jar) {
    if (!Files.isReadable(jar)) {
      throw new UserException(
          "There is no readable plug-in jar " + jar, "check the path given with --plugins");
    }
  }

  /** Refuses what Java would silently take for an empty jar. */
  private static void requireJar(Path jar) {
    if (Files.isDirectory(jar)) {
      return;
    }
    try (ZipFile opened = new ZipFile(jar.toFile())) {
      if (opened.size() == 0) {
        throw new UserException("The plug-in jar " + jar + " is empty", "build it again");
      }
    } catch (IOException e) {
      UserException damaged =
          new UserException(
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

  /**
   * Returns a reader that also knows the plug-ins that runs were given, if they are still there.
   */
  ExperimentReader reader(List<Path> folders) {
    List<Path> all = new ArrayList<>(jars);
    for (Path folder : folders) {
      recalled(RecordedJars.of(RunFolder.open(folder))).stream()
          .filter(jar -> !all.contains(jar))
          .forEach(all::add);
    }
    return load(all).reader();
  }

  /** Opens a run folder with the plug-ins that it was given, if they are still there. */
  OpenedRun open(Path path) {
    RecordedJars recorded = RecordedJars.of(RunFolder.open(path));
    return OpenedRun.open(path, load(recorded).reader());
  }
}
