package nas.cluster;

import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import org.apache.spark.api.java.function.Function;

/**
 * What a task of Spark does, wherever it lands.
 *
 * @param kind what is asked for
 * @param request its text
 * @param terms what must hold there
 */
record RemoteWork(Kind kind, String request, Terms terms) implements Function<Integer, String> {

  private static final long serialVersionUID = 1L;

  /** What is asked for. */
  enum Kind {
    /** What the machine is. */
    FACTS,
    /** What evaluations depend on. */
    PROVENANCE,
    /** What is known of data, engine and evaluator. */
    DESCRIBE,
    /** A slice of an evaluation. */
    EVALUATE,
    /** Scores of a chunk of networks. */
    SCORE
  }

  /**
   * What must hold where the work is done.
   *
   * @param facts what the first worker was; empty: this is the first
   * @param provenance what evaluations depended on there; empty: that is of no concern
   * @param mixed whether workers may have different processors
   * @param site what the worker is made from
   */
  record Terms(String facts, String provenance, boolean mixed, Site site) implements Serializable {}

  /**
   * What a worker is made from.
   *
   * @param jars checksums of the jars that plug-ins come from
   * @param threads system properties that say how many threads the engine uses
   * @param data what was copied to it
   */
  record Site(List<String> jars, SortedMap<String, String> threads, List<ShippedData> data)
      implements Serializable {}

  /** Does it, in a worker. */
  @Override
  public String call(Integer part) throws Exception {
    WorkerSite site = WorkerSite.of(terms.site());
    return site.reply(this, TaskGpu::here).toText();
  }
}
