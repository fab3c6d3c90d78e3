package nas.experiment.place;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import nas.engine.tensor.PyTorch;
import nas.result.PluginJar;

/** How a worker is started: as this process was, by the same Java with the same flags. */
public final class WorkerCommandLine {

  private static final String COMMAND = "worker";
  private static final String SEAT = "--seat";

  private WorkerCommandLine() {}

  /**
   * Returns the command line; the number of the process follows.
   *
   * @param program the class whose command {@code worker} it is
   * @param jars what plug-ins come from
   */
  public static List<String> of(Class<?> program, List<PluginJar> jars) {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(WorkerCommandLine::isForWorkers)
        .forEach(words::add);
    // One thread an operation unless this process was told otherwise; workers work side by side.
    PyTorch.threads().forEach((key, value) -> words.add("-D" + key + "=" + value));
    // What a virtual machine says when it crashes must not stand between the answers.
    words.add("-XX:+DisplayVMOutputToStderr");
    words.addAll(start(program));
    words.add(COMMAND);
    jars.forEach(jar -> words.addAll(List.of("--plugins", jar.path())));
    words.add(SEAT);
    return List.copyOf(words);
  }

  /** Two processes cannot be debugged on one port. */
  private static boolean isForWorkers(String flag) {
    return !flag.startsWith("-agentlib:jdwp") && !flag.startsWith("-Xrunjdwp");
  }

  /** The manifest of a jar, which may hold more for the virtual machine, is read with -jar only. */
  private static List<String> start(Class<?> program) {
    String classPath = System.getProperty("java.class.path");
    boolean isProgram =
        !classPath.contains(File.pathSeparator)
            && classPath.endsWith(".jar")
            && isFrom(program, Path.of(classPath));
    return isProgram ? List.of("-jar", classPath) : List.of("-cp", classPath, program.getName());
  }

  private static boolean isFrom(Class<?> program, Path jar) {
    CodeSource source = program.getProtectionDomain().getCodeSource();
    try {
      return source != null
          && Path.of(source.getLocation().toURI()).equals(jar.toAbsolutePath().normalize());
    } catch (URISyntaxException | RuntimeException elsewhere) {
      return false;
    }
  }
}
