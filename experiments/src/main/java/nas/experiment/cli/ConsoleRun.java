package nas.experiment.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nas.experiment.config.ExperimentReader;
import nas.experiment.config.LoadedExperiment;
import nas.experiment.place.Workplaces;
import nas.experiment.run.ConsoleProgress;
import nas.experiment.run.RecordedJars;
import nas.experiment.run.RunListener;
import nas.experiment.run.RunSession;
import nas.result.PluginJar;

/** Prepares and executes runs that a console shows. */
final class ConsoleRun {

  private final PrintWriter console;

  /** Takes what evaluators notice: once a run is underway, its progress. */
  private volatile Consumer<String> notices;

  ConsoleRun(PrintWriter console) {
    this.console = console;
    notices = console::println;
  }

  /** Returns the jars that are given, and those that a run remembers. */
  static List<PluginJar> jars(PluginOptions plugins, RecordedJars recorded) {
    return Stream.concat(
            plugins.given().stream(), plugins.recalled(recorded).stream().map(PluginJar::at))
        .toList();
  }

  /** Prepares a run. */
  RunSession prepare(
      LoadedExperiment loaded, Path path, ExperimentReader reader, List<PluginJar> jars) {
    Consumer<String> said = notice -> notices.accept(notice);
    return RunSession.prepare(
        loaded,
        path,
        reader,
        jars,
        experiment -> Workplaces.wanted(experiment, Main.class, jars, said),
        said);
  }

  /**
   * Searches, and shows how far it is.
   *
   * @param sayStopped is called after an interruption
   * @return false if it was interrupted
   */
  boolean execute(RunSession session, Runnable sayStopped) {
    return execute(session, List.of(), sayStopped);
  }

  /**
   * Searches, shows how far it is, and tells others, too; then no bar is redrawn, as they may use
   * the same terminal.
   */
  boolean execute(RunSession session, List<RunListener> others, Runnable sayStopped) {
    ConsoleProgress progress =
        new ConsoleProgress(
            console,
            others.isEmpty() && Terminal.isInteractive(),
            session.plan().totalModels(),
            System::nanoTime);
    notices = progress::notice;
    List<RunListener> all = new ArrayList<>(others);
    all.add(progress);
    try {
      return Interruption.completes(
          () -> {
            session.execute(RunListener.all(all), progress::notice);
            progress.finish();
          },
          () -> {
            progress.finish();
            sayStopped.run();
          },
          progress::finish);
    } finally {
      notices = console::println;
    }
  }
}
