package nas.proxy;

import java.util.Collections;
import java.util.SortedMap;
import nas.core.plugin.Plugin;

/**
 * Offers a zero-cost metric by name; one without settings is a {@link Metric} itself.
 *
 * <p>It stands wherever experiments and commands name metrics: {@code zen}, with settings {@code
 * {zen: {images: 128}}}, as one word {@code zen(images=128)}. The word names the metric everywhere,
 * in columns, reports and stores of scores; settings that have their default are left out of it.
 *
 * @param <S> the settings
 */
public interface MetricPlugin<S extends Record> extends Plugin<S> {

  /**
   * Returns settings that have a word of their own, such as {@code zen-code} for {@code
   * zen(formula=code)}; the plug-in's own name may be among the words.
   */
  default SortedMap<String, S> presets() {
    return Collections.emptySortedMap();
  }

  /**
   * Makes the metric, best as a {@link Formula}.
   *
   * @throws nas.core.plugin.InvalidSettingException if settings do not fit each other
   */
  Metric create(S settings);
}
