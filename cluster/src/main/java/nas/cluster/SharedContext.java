package nas.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URL;
import java.security.CodeSource;
import nas.core.UserException;
import nas.experiment.place.Workplace;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The context of Spark, of which a process has one at a time: it is shared, and stopped when nobody
 * uses it any more, unless somebody else made it.
 */
final class SharedContext implements AutoCloseable {

  private static @Nullable SharedContext current;

  private final JavaSparkContext spark;
  private final SparkSettings settings;

  /** Whether it was made here. */
  private final boolean own;

  private int users;

  private SharedContext(JavaSparkContext spark, SparkSettings settings, boolean own) {
    this.spark = spark;
    this.settings = settings;
    this.own = own;
  }

  /**
   * Takes it; it is begun if need be.
   *
   * @param workers {@code spark}, or the address of a master
   * @throws UserException if Spark does not know its master, or does not come up there
   */
  static synchronized SharedContext take(String workers) {
    SharedContext running = current;
    if (running == null || running.spark.sc().isStopped()) {
      running = begin(workers);
      current = running;
    } else {
      requireSame(workers, running.spark.sc().master());
    }
    running.users++;
    return running;
  }

  private static void requireSame(String workers, String master) {
    if (!workers.equals(SparkCluster.SUBMITTED) && !workers.equals(master)) {
      throw new UserException(
          "Spark runs at %s already, so workers cannot be those of %s".formatted(master, workers),
          "write 'spark', which is the one that runs");
    }
  }

  private static SharedContext begin(String workers) {
    requireOwnJackson();
    SparkConf conf = new SparkConf();
    String submitted = conf.get("spark.master", "");
    if (!submitted.isEmpty()) {
      requireSame(workers, submitted);
    } else if (!workers.equals(SparkCluster.SUBMITTED)) {
      conf.setMaster(workers);
    }
    String master = conf.get("spark.master", "");
    if (Master.isOne(master)) {
      Master read = Master.of(master);
      requireAuthentication(read, conf);
      read.requireListening();
    }
    SparkSettings settings = SparkSettings.of(conf);
    conf.setIfMissing("spark.app.name", "nas");
    // At INFO it says thirty lines a trial.
    conf.setIfMissing("spark.log.level", "WARN");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    long before = System.currentTimeMillis();
    SparkContext context;
    try {
      context = SparkContext.getOrCreate(conf);
    } catch (Exception refused) {
      throw notBegun(master, refused);
    }
    return new SharedContext(
        JavaSparkContext.fromSparkContext(context), settings, context.startTime() >= before);
  }

  private static UserException notBegun(String master, Exception refused) {
    return master.isEmpty()
        ? new UserException(
            "Spark is not told where its master is",
            "start the program by 'spark-submit --master ...', or name it, as in '--workers"
                + " spark://HOST:7077'")
        : new UserException(
            "Spark does not come up at %s: %s".formatted(master, refused.getMessage()),
            "see that the master is one of this version of Spark, and that both have the same"
                + " secret (spark.authenticate.secret) if any");
  }

  /** Refuses to hand work, which is code, to whoever asks for it on a network. */
  private static void requireAuthentication(Master master, SparkConf conf) {
    if (!master.isHere() && !conf.getBoolean("spark.authenticate", false)) {
      throw new UserException(
          "Spark at %s would run without a shared secret on a network".formatted(master.url()),
          "set spark.authenticate=true, spark.authenticate.secret and"
              + " spark.network.crypto.enabled=true there and here; see docs/cluster.md");
    }
  }

  /** Refuses a class path on which Spark would get a Jackson that it refuses. */
  private static void requireOwnJackson() {
    boolean sameLoader = ObjectMapper.class.getClassLoader() == SparkContext.class.getClassLoader();
    URL jackson = location(ObjectMapper.class);
    if (sameLoader && jackson != null && sameFile(jackson, location(Workplace.class))) {
      throw new UserException(
          "nas.jar stands before Spark's jars on the class path, and Spark does not work with its"
              + " version of Jackson",
          "put Spark's first: java -cp '/path/to/spark/jars/*:nas-spark.jar:nas.jar'"
              + " nas.experiment.cli.Main");
    }
  }

  private static boolean sameFile(URL one, @Nullable URL other) {
    return other != null && one.toExternalForm().equals(other.toExternalForm());
  }

  /** Returns where a class comes from, if that is known. */
  static @Nullable URL location(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null ? null : source.getLocation();
  }

  JavaSparkContext spark() {
    return spark;
  }

  SparkSettings settings() {
    return settings;
  }

  boolean isStopped() {
    return spark.sc().isStopped();
  }

  /** Returns the number of executors that are there. */
  int executors() {
    // The driver is listed, too.
    return Math.max(0, spark.sc().statusTracker().getExecutorInfos().length - 1);
  }

  /** Lets go of it. */
  @Override
  public void close() {
    synchronized (SharedContext.class) {
      users--;
      if (users == 0 && own) {
        spark.stop();
      }
    }
  }
}
