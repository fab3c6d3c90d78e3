package nas.cluster;

import java.time.Duration;
import nas.core.UserException;
import org.apache.spark.SparkConf;

/**
 * The program's own settings among those of Spark, which are given as all of Spark's are: by {@code
 * spark-submit --conf KEY=VALUE}, or by {@code java -DKEY=VALUE}.
 *
 * @param patience how long a cluster may give no executor
 * @param mixed whether workers may have different processors
 * @param slots evaluations at the same time; 0: as many as there are cores
 */
record SparkSettings(Duration patience, boolean mixed, int slots) {

  /** How long a cluster may give no executor, such as {@code 120s} or {@code 10min}. */
  static final String WAIT = "spark.nas.wait";

  /** Whether workers may have different processors. */
  static final String MIXED = "spark.nas.allow-mixed";

  /** Evaluations at the same time. */
  static final String SLOTS = "spark.nas.slots";

  static final int MOST_SLOTS = 1024;

  /**
   * Reads them.
   *
   * @throws UserException if one is malformed
   */
  static SparkSettings of(SparkConf conf) {
    return new SparkSettings(patience(conf), mixed(conf), slots(conf));
  }

  private static Duration patience(SparkConf conf) {
    try {
      return Duration.ofSeconds(Math.max(1, conf.getTimeAsSeconds(WAIT, "120s")));
    } catch (RuntimeException malformed) {
      throw refused(conf, WAIT, "a time such as 90s or 10min");
    }
  }

  private static boolean mixed(SparkConf conf) {
    String text = conf.get(MIXED, "false");
    if (!text.equals("true") && !text.equals("false")) {
      throw refused(conf, MIXED, "true or false");
    }
    return text.equals("true");
  }

  private static int slots(SparkConf conf) {
    String text = conf.get(SLOTS, "");
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST_SLOTS) {
      throw refused(conf, SLOTS, "a whole number, 1 to " + MOST_SLOTS);
    }
    return Integer.parseInt(text);
  }

  private static UserException refused(SparkConf conf, String key, String words) {
    return new UserException("%s (%s) must be %s".formatted(key, conf.get(key, ""), words), "");
  }
}
