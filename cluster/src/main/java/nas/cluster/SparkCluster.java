package nas.cluster;

import java.util.function.Consumer;
import nas.core.UserException;
import nas.experiment.place.Cargo;
import nas.experiment.place.Cluster;
import nas.experiment.place.Workplace;

/**
 * Apache Spark as a cluster, by the names {@code spark}, {@code spark://HOST:PORT}, {@code
 * local[N]} and {@code local-cluster[N,CORES,MB]}.
 *
 * <p>Names no class of Spark, so that it can be found and say what is missing where there is no
 * Spark.
 */
public final class SparkCluster implements Cluster {

  /** The name of the context that spark-submit prepares. */
  static final String SUBMITTED = "spark";

  @Override
  public boolean isNamed(String workers) {
    return workers.equals(SUBMITTED)
        || workers.startsWith("spark://")
        || workers.startsWith("local[")
        || workers.startsWith("local-cluster[");
  }

  @Override
  public Workplace open(String workers, Cargo cargo, Consumer<String> notices) {
    try {
      Class.forName(
          "org.apache.spark.api.java.JavaSparkContext", false, SparkCluster.class.getClassLoader());
    } catch (ClassNotFoundException absent) {
      throw new UserException(
          "Workers of Apache Spark (execution.workers: %s) need Spark, which is not on the class"
                  .formatted(workers)
              + " path",
          "start the program by 'spark-submit --jars nas.jar --class nas.experiment.cli.Main"
              + " nas-spark.jar run EXPERIMENT --workers spark'");
    }
    return SparkWorkplace.open(workers, cargo, notices);
  }
}
