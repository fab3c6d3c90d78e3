package nas.experiment.place;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import nas.core.UserException;
import nas.experiment.config.Execution;
import nas.experiment.config.Experiment;
import nas.result.PluginJar;

/** Finds the workplace that an experiment wants. */
public final class Workplaces {

  private Workplaces() {}

  /**
   * Prepares what an experiment's execution asks for; empty: threads of this process.
   *
   * @param program the class whose command {@code worker} serves in processes
   * @param jars what plug-ins come from
   * @param notices takes what workers have to say to people, each sentence once
   * @throws UserException if it is a cluster that nobody knows or that cannot be reached
   */
  public static Optional<Workplace> wanted(
      Experiment experiment, Class<?> program, List<PluginJar> jars, Consumer<String> notices) {
    Execution execution = experiment.execution();
    Cargo cargo = new Cargo(jars, execution.shipsData() ? experiment.dataFiles() : List.of());
    return execution.cluster().isPresent()
        ? Optional.of(
            cluster(execution.cluster().get()).open(execution.cluster().get(), cargo, notices))
        : WorkerProcesses.wanted(execution, program, jars, notices);
  }

  private static Cluster cluster(String workers) {
    for (Cluster cluster : ServiceLoader.load(Cluster.class)) {
      if (cluster.isNamed(workers)) {
        return cluster;
      }
    }
    throw new UserException(
        "Workers of Apache Spark (execution.workers: %s) need nas-spark.jar, which is not on the"
                .formatted(workers)
            + " class path",
        "start the program by 'spark-submit --jars nas.jar --class nas.experiment.cli.Main"
            + " nas-spark.jar run EXPERIMENT --workers spark'");
  }
}
