package nas.experiment.plugin;

import com.google.inject.AbstractModule;
import com.google.inject.ConfigurationException;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Module;
import com.google.inject.Provides;
import com.google.inject.ProvisionException;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import com.google.inject.spi.Message;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.regex.Pattern;
import nas.evaluator.EvaluatorPlugin;
import nas.evaluator.data.DataPlugin;
import nas.experiment.config.Catalogue;
import nas.proxy.Metric;
import nas.space.plugin.Plugin;
import nas.space.plugin.SearchSpacePlugin;
import nas.strategy.StrategyPlugin;

/**
 * Binds the plug-ins that a class loader sees.
 *
 * <p>A jar offers a plug-in by naming its class in {@code
 * META-INF/services/nas.space.plugin.SearchSpacePlugin} (or {@code nas.strategy.StrategyPlugin},
 * {@code nas.evaluator.EvaluatorPlugin}, {@code nas.evaluator.data.DataPlugin}), and a zero-cost
 * metric in {@code META-INF/services/nas.proxy.Metric}. A jar whose plug-ins need other objects
 * names a Guice module in {@code META-INF/services/com.google.inject.Module} instead, and the
 * module adds to the set of its family: {@code Multibinder.newSetBinder(binder(), new
 * TypeLiteral<StrategyPlugin<?>>() {})}.
 */
public final class PluginModule extends AbstractModule {

  private static final int MAX_BROKEN = 100;

  static {
    // Guice's usual way to define classes makes Java 24 and later print warnings about it.
    String classLoading = "guice_custom_class_loading";
    if (System.getProperty(classLoading) == null) {
      System.setProperty(classLoading, "CHILD");
    }
  }

  private final ClassLoader loader;
  private final List<String> problems = new ArrayList<>();

  private PluginModule(ClassLoader loader) {
    this.loader = loader;
  }

  /**
   * Returns all modules of a class loader: this one and those that jars offer. An injector made of
   * them provides {@link Plugins} and {@link Catalogue}.
   *
   * @throws PluginException if a module cannot be created
   */
  public static List<Module> all(ClassLoader loader) {
    PluginModule plugins = new PluginModule(loader);
    List<Module> modules = new ArrayList<>();
    modules.add(plugins);
    modules.addAll(plugins.find(Module.class));
    if (!plugins.problems.isEmpty()) {
      throw new PluginException(plugins.problems);
    }
    return modules;
  }

  static Plugins load(ClassLoader loader) {
    try {
      return Guice.createInjector(all(loader)).getInstance(Plugins.class);
    } catch (CreationException refused) {
      throw explained(refused.getErrorMessages(), refused);
    } catch (ConfigurationException refused) {
      throw explained(refused.getErrorMessages(), refused);
    } catch (ProvisionException refused) {
      throw explained(refused.getErrorMessages(), refused);
    } catch (RuntimeException | LinkageError thrown) {
      if (thrown instanceof PluginException told) {
        throw told;
      }
      throw new PluginException(
          List.of("A plug-in module cannot be used: it throws " + Plugins.brief(thrown) + "."));
    }
  }

  @Override
  protected void configure() {
    var spaces = Multibinder.newSetBinder(binder(), new TypeLiteral<SearchSpacePlugin<?>>() {});
    find(SearchSpacePlugin.class).forEach(plugin -> spaces.addBinding().toInstance(plugin));
    var data = Multibinder.newSetBinder(binder(), new TypeLiteral<DataPlugin<?>>() {});
    find(DataPlugin.class).forEach(plugin -> data.addBinding().toInstance(plugin));
    var evaluators = Multibinder.newSetBinder(binder(), new TypeLiteral<EvaluatorPlugin<?>>() {});
    find(EvaluatorPlugin.class).forEach(plugin -> evaluators.addBinding().toInstance(plugin));
    var strategies = Multibinder.newSetBinder(binder(), new TypeLiteral<StrategyPlugin<?>>() {});
    find(StrategyPlugin.class).forEach(plugin -> strategies.addBinding().toInstance(plugin));
    var metrics = Multibinder.newSetBinder(binder(), Metric.class);
    find(Metric.class).forEach(metric -> metrics.addBinding().toInstance(metric));
    bind(Catalogue.class).to(Plugins.class);
  }

  @Provides
  @Singleton
  Plugins plugins(
      Set<SearchSpacePlugin<?>> spaces,
      Set<DataPlugin<?>> data,
      Set<EvaluatorPlugin<?>> evaluators,
      Set<StrategyPlugin<?>> strategies,
      Set<Metric> metrics) {
    if (!problems.isEmpty()) {
      throw new PluginException(problems);
    }
    List<Plugin<?>> all = new ArrayList<>(spaces);
    all.addAll(data);
    all.addAll(evaluators);
    all.addAll(strategies);
    return Plugins.of(all, metrics);
  }

  /** Returns the services that can be created, and notes those that cannot. */
  private <T> List<T> find(Class<T> service) {
    List<T> found = new ArrayList<>();
    Iterator<T> services = ServiceLoader.load(service, loader).iterator();
    int broken = 0;
    // After an error the iterator goes on to the next provider, but one must not loop on an error
    // that never goes away.
    while (broken < MAX_BROKEN) {
      try {
        if (!services.hasNext()) {
          break;
        }
        found.add(services.next());
      } catch (ServiceConfigurationError | LinkageError error) {
        problems.add(problem(service, error));
        broken++;
      }
    }
    return found;
  }

  private String problem(Class<?> service, Throwable error) {
    String message = String.valueOf(error.getMessage()).strip();
    String words =
        error instanceof ServiceConfigurationError
            ? message.replaceFirst("^" + Pattern.quote(service.getName() + ": "), "")
            : Plugins.brief(error);
    Throwable cause = error.getCause();
    String reason =
        cause == null || words.contains(cause.toString())
            ? ""
            : ", because of " + Plugins.brief(cause);
    String jar = jarNaming(service, words).map(name -> " Its jar is " + name + ".").orElse("");
    return "A plug-in cannot be loaded: "
        + words
        + reason
        + "."
        + jar
        + " Maybe remove the jar from the class path, or ask its author.";
  }

  /** Returns the jar or folder whose list of services has a class that the words tell of. */
  private Optional<String> jarNaming(Class<?> service, String words) {
    String file = "META-INF/services/" + service.getName();
    try {
      for (URL list : Collections.list(loader.getResources(file))) {
        try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(list.openStream(), StandardCharsets.UTF_8))) {
          boolean told =
              lines
                  .lines()
                  .map(line -> line.replaceFirst("#.*", "").strip())
                  .filter(line -> !line.isEmpty())
                  .anyMatch(line -> words.contains(line) || words.contains(line.replace('.', '/')));
          if (told) {
            String name = Plugins.fileName(list);
            return Optional.of(
                name.substring(0, name.length() - file.length()).replaceFirst("!?/$", ""));
          }
        }
      }
    } catch (IOException unreadable) {
      // The message is complete without the jar.
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static PluginException explained(Collection<Message> messages, RuntimeException refused) {
    for (Message message : messages) {
      if (message.getCause() instanceof PluginException told) {
        return told;
      }
    }
    List<String> problems =
        messages.stream()
            .map(
                message -> {
                  Throwable cause = message.getCause();
                  String reason = cause == null ? "" : ", because of " + Plugins.brief(cause);
                  return "A plug-in module cannot be used: "
                      + Plugins.firstLine(message.getMessage()).replaceFirst("\\.$", "")
                      + " ("
                      + message.getSource()
                      + ")"
                      + reason
                      + ".";
                })
            .toList();
    PluginException explained = new PluginException(problems);
    explained.initCause(refused);
    return explained;
  }
}
