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
import java.util.stream.Collectors;
import nas.core.plugin.Plugin;
import nas.engine.data.DataPlugin;
import nas.engine.kernel.Kernel;
import nas.engine.kernel.Kernels;
import nas.engine.loss.LossKind;
import nas.engine.loss.Losses;
import nas.evaluator.EvaluatorPlugin;
import nas.experiment.config.Catalogue;
import nas.experiment.config.Family;
import nas.network.Attributes;
import nas.proxy.Metric;
import nas.proxy.MetricPlugin;
import nas.space.SearchSpacePlugin;
import nas.strategy.StrategyPlugin;

/**
 * Binds the plug-ins that a class loader sees.
 *
 * <p>A jar offers a plug-in by naming its class in {@code
 * META-INF/services/nas.space.SearchSpacePlugin} (or {@code nas.strategy.StrategyPlugin}, {@code
 * nas.evaluator.EvaluatorPlugin}, {@code nas.engine.data.DataPlugin}, {@code
 * nas.proxy.MetricPlugin}; {@code nas.proxy.Metric} for a metric without settings), the kernel of
 * an operation in {@code META-INF/services/nas.engine.kernel.Kernel}, the loss of a target in
 * {@code META-INF/services/nas.engine.loss.LossKind}. A jar whose plug-ins need other objects names
 * a Guice module in {@code META-INF/services/com.google.inject.Module} instead, and the module adds
 * to the set of its family: {@code Multibinder.newSetBinder(binder(), new
 * TypeLiteral<StrategyPlugin<?>>() {})}.
 */
public final class PluginModule extends AbstractModule {

  private static final int MAX_BROKEN = 100;
  private static final String OPERATION = "operation";
  private static final String LOSS = "loss";

  static {
    // Guice's usual way to define classes makes Java 24 and later print warnings about it.
    String classLoading = "guice_custom_class_loading";
    if (System.getProperty(classLoading) == null) {
      System.setProperty(classLoading, "CHILD");
    }
  }

  private final ClassLoader loader;
  private final List<PluginFault> faults = new ArrayList<>();

  private PluginModule(ClassLoader loader) {
    this.loader = loader;
  }

  /** Makes a catalogue of all that a class loader sees; whatever is at fault is left out. */
  static Plugins load(ClassLoader loader) {
    PluginModule own = new PluginModule(loader);
    List<Module> offered = own.find(Module.class, "module");
    own.registerOperations();
    own.registerLosses();
    List<PluginFault> unloadable = List.copyOf(own.faults);
    try {
      return plugins(loader, offered, unloadable);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError oneAtLeast) {
      return withoutBroken(loader, offered, unloadable);
    }
  }

  /** Makes operations known by their kernels, for all networks of this program. */
  private void registerOperations() {
    Candidates<Kernel<?>> candidates = new Candidates<>(OPERATION, Kernel.class, faults);
    for (Kernel<?> kernel : find(Kernel.class, OPERATION)) {
      candidates.add(
          kernel, () -> Attributes.kind(kernel.operation()), () -> Soundness.fault(kernel));
    }
    Kernels.register(candidates.byName().values());
  }

  /** Makes the losses of targets known, for all networks of this program. */
  private void registerLosses() {
    Candidates<LossKind<?>> candidates = new Candidates<>(LOSS, LossKind.class, faults);
    for (LossKind<?> kind : find(LossKind.class, LOSS)) {
      candidates.add(kind, () -> kind.target().getName(), () -> Soundness.fault(kind));
    }
    Losses.register(candidates.byName().values());
  }

  /** Tries each module alone; what does not go together with the others goes out as well. */
  private static Plugins withoutBroken(
      ClassLoader loader, List<Module> offered, List<PluginFault> unloadable) {
    List<PluginFault> faults = new ArrayList<>(unloadable);
    List<Module> usable = new ArrayList<>();
    for (Module module : offered) {
      List<Module> more = new ArrayList<>(usable);
      more.add(module);
      try {
        plugins(loader, more, List.of());
        usable = more;
      } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError thrown) {
        faults.add(
            new PluginFault(
                "module",
                Optional.empty(),
                "The plug-in module "
                    + Plugins.describe(module.getClass())
                    + " cannot be used: "
                    + reason(thrown)));
      }
    }
    return plugins(loader, usable, faults);
  }

  private static Plugins plugins(
      ClassLoader loader, List<Module> offered, List<PluginFault> unloadable) {
    PluginModule own = new PluginModule(loader);
    own.faults.addAll(unloadable);
    if (offered.isEmpty()) {
      // Without modules there is nothing to inject, and to start Guice takes a fifth of a command.
      return Plugins.of(own.services(), own.faults);
    }
    List<Module> all = new ArrayList<>(offered);
    all.add(own);
    return Guice.createInjector(all).getInstance(Plugins.class);
  }

  /** Returns the plug-ins that jars offer without a module. */
  private List<Plugin<?>> services() {
    List<Plugin<?>> all = new ArrayList<>();
    find(SearchSpacePlugin.class, Family.SEARCH_SPACE.noun()).forEach(all::add);
    find(DataPlugin.class, Family.DATA.noun()).forEach(all::add);
    find(EvaluatorPlugin.class, Family.EVALUATOR.noun()).forEach(all::add);
    find(StrategyPlugin.class, Family.STRATEGY.noun()).forEach(all::add);
    find(MetricPlugin.class, Family.METRIC.noun()).forEach(all::add);
    find(Metric.class, Family.METRIC.noun()).forEach(all::add);
    return all;
  }

  /** Makes a set of each family, to which modules may add. */
  @Override
  protected void configure() {
    Multibinder.newSetBinder(binder(), new TypeLiteral<SearchSpacePlugin<?>>() {});
    Multibinder.newSetBinder(binder(), new TypeLiteral<DataPlugin<?>>() {});
    Multibinder.newSetBinder(binder(), new TypeLiteral<EvaluatorPlugin<?>>() {});
    Multibinder.newSetBinder(binder(), new TypeLiteral<StrategyPlugin<?>>() {});
    Multibinder.newSetBinder(binder(), new TypeLiteral<MetricPlugin<?>>() {});
    bind(Catalogue.class).to(Plugins.class);
  }

  @Provides
  @Singleton
  Plugins plugins(
      Set<SearchSpacePlugin<?>> spaces,
      Set<DataPlugin<?>> data,
      Set<EvaluatorPlugin<?>> evaluators,
      Set<StrategyPlugin<?>> strategies,
      Set<MetricPlugin<?>> metrics) {
    List<Plugin<?>> all = new ArrayList<>(spaces);
    all.addAll(data);
    all.addAll(evaluators);
    all.addAll(strategies);
    all.addAll(metrics);
    all.addAll(services());
    return Plugins.of(all, faults);
  }

  /** Returns the services that can be created, and notes those that cannot. */
  private <T> List<T> find(Class<T> service, String noun) {
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
      } catch (ServiceConfigurationError | LinkageError | StackOverflowError error) {
        faults.add(new PluginFault(noun, Optional.empty(), problem(service, noun, error)));
        broken++;
      }
    }
    return found;
  }

  private String problem(Class<?> service, String noun, Throwable error) {
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
    String jar = jarNaming(service, words).map(name -> " (" + name + ")").orElse("");
    String article = "aeiou".indexOf(noun.charAt(0)) >= 0 ? "An " : "A ";
    return article + noun + jar + " cannot be loaded: " + words + reason;
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

  /** Returns what Guice says in its many ways, on one line. */
  private static String reason(Throwable thrown) {
    Collection<Message> messages =
        thrown instanceof CreationException refused
            ? refused.getErrorMessages()
            : thrown instanceof ConfigurationException refused
                ? refused.getErrorMessages()
                : thrown instanceof ProvisionException refused
                    ? refused.getErrorMessages()
                    : List.of();
    return messages.isEmpty()
        ? "it throws " + Plugins.brief(thrown)
        : messages.stream().map(PluginModule::words).collect(Collectors.joining("; "));
  }

  private static String words(Message message) {
    Throwable cause = message.getCause();
    return Plugins.firstLine(message.getMessage()).replaceFirst("\\.$", "")
        + " ("
        + message.getSource()
        + ")"
        + (cause == null ? "" : ", because of " + Plugins.brief(cause));
  }
}
