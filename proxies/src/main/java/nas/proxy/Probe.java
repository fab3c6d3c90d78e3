package nas.proxy;

/**
 * Something to measure about an untrained network.
 *
 * <p>Probes are values: two metrics that need equal probes share one measurement.
 *
 * @param <T> what is measured
 */
public interface Probe<T> {

  /** Returns the type of what is measured. */
  Class<T> type();
}
