package nas.proxy;

import java.util.HashMap;
import java.util.Map;
import nas.network.Network;

/**
 * What has been measured about one network.
 *
 * @see Probe
 */
public final class Measurements {

  private final Network network;
  private final Map<Probe<?>, Object> values;

  private Measurements(Network network, Map<Probe<?>, Object> values) {
    this.network = network;
    this.values = values;
  }

  /** Returns measurements of a network that has not been measured yet. */
  public static Measurements of(Network network) {
    return new Measurements(network, Map.of());
  }

  /**
   * Returns these measurements and another one.
   *
   * @throws IllegalArgumentException if a plug-in's probe gives null
   */
  public <T> Measurements with(Probe<T> probe, T value) {
    if ((Object) value == null) {
      throw new IllegalArgumentException(probe + " measured nothing");
    }
    Map<Probe<?>, Object> all = new HashMap<>(values);
    all.put(probe, probe.type().cast(value));
    return new Measurements(network, all);
  }

  /** Returns the network. */
  public Network network() {
    return network;
  }

  /**
   * Returns what was measured.
   *
   * @throws IllegalArgumentException if the probe was not measured: the metric did not state it
   */
  public <T> T get(Probe<T> probe) {
    Object value = values.get(probe);
    if (value == null) {
      throw new IllegalArgumentException(probe + " was not measured");
    }
    return probe.type().cast(value);
  }
}
