package nas.core.plugin;

import java.util.Optional;

/**
 * Something an experiment file refers to by name: a search space, a strategy, an evaluator or a
 * data source.
 *
 * <p>Plug-ins are found by {@link java.util.ServiceLoader}: name the implementing class in {@code
 * META-INF/services/} of its jar. The class has a public constructor without arguments.
 *
 * @param <S> the settings, a record whose components carry {@link Setting}
 */
public interface Plugin<S extends Record> {

  /** Returns the key in experiment files: lower case, words joined by hyphens. */
  String name();

  /** Returns one sentence on what it does. */
  String summary();

  /** Returns the publication it implements, if there is one. */
  default Optional<Paper> paper() {
    return Optional.empty();
  }

  /** Returns the record that holds its settings. */
  Class<S> settings();
}
