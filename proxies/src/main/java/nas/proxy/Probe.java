package nas.proxy;

import java.util.List;
import java.util.Optional;
import nas.network.Task;

/**
 * Something to measure about an untrained network, and how.
 *
 * <p>A probe states the passes through the network that it takes part in; passes that several
 * probes share run once for all of them. It is found through the metrics that need it: a metric of
 * a plug-in may need a probe of its own.
 *
 * <p>Probes are values, usually records: two metrics that need equal probes share one measurement,
 * and the text of a probe tells it from others. What it measures of a network depends on {@link
 * Place} alone, never on what else is measured.
 *
 * @param <T> what is measured, best a record of Java arrays, so that who reads it needs no engine
 */
public interface Probe<T> {

  /** Returns the type of what is measured. */
  Class<T> type();

  /** Returns the passes it takes part in, at least one, in the order in which they run. */
  List<Pass> passes();

  /** Returns which nodes of the network it measures. */
  default Nodes nodes() {
    return Nodes.LIVE;
  }

  /**
   * Returns why a network cannot be measured, if it cannot; asked before anything is executed.
   *
   * <p>By default a network that is executed must read its images, and where batch normalisation
   * takes statistics of a batch of images it must see more than one value per channel.
   */
  default Optional<Score.Undefined> obstacle(Place place) {
    return Obstacles.of(this, place);
  }

  /**
   * Returns why no network for a task can be measured, if that is so, as its inputs are no numbers
   * or its loss has no second derivative.
   */
  default Optional<Score.Undefined> obstacle(Task task) {
    return Obstacles.of(this, task);
  }

  /** Begins to measure a network. */
  Observation<T> observe(Place place);
}
