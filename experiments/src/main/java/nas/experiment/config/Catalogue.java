package nas.experiment.config;

import java.util.Collections;
import java.util.SortedMap;
import nas.core.plugin.Plugin;

/** The plug-ins that experiments can name. */
@FunctionalInterface
public interface Catalogue {

  /** Returns the plug-ins of a family by name. */
  SortedMap<String, Plugin<?>> plugins(Family family);

  /** Returns why plug-ins of a family that are there cannot be used, each a sentence, by name. */
  default SortedMap<String, String> unusable(Family family) {
    return Collections.emptySortedMap();
  }
}
