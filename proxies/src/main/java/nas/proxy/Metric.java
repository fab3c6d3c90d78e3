package nas.proxy;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A zero-cost metric: scores a network without training it.
 *
 * <p>Immutable and safe for use by several threads. The score depends on the measurements alone. As
 * a plug-in it is a metric without settings; see {@link MetricPlugin} for one with settings.
 */
public interface Metric extends MetricPlugin<Metric.NoSettings> {

  /** There are none. */
  record NoSettings() {}

  /**
   * Returns the word by which experiments, tables and stores refer to it, such as {@code grad-norm}
   * or {@code zen(images=128)}.
   */
  @Override
  String name();

  /** Returns one sentence on what it measures, with the formula. */
  @Override
  String summary();

  /** Returns which scores promise the more accurate network. */
  Direction direction();

  /** Returns the unit of the score, such as {@code parameters}; empty for a pure number. */
  String unit();

  /** Returns the version of the formula; scores of different versions are not comparable. */
  int version();

  /** Returns what must be measured. */
  Set<Probe<?>> needs();

  /**
   * Returns the score.
   *
   * @param measurements hold at least {@link #needs}
   */
  Score score(Measurements measurements);

  @Override
  default Class<NoSettings> settings() {
    return NoSettings.class;
  }

  @Override
  default SortedMap<String, NoSettings> presets() {
    return new TreeMap<>(Map.of(name(), new NoSettings()));
  }

  @Override
  default Metric create(NoSettings settings) {
    return this;
  }
}
