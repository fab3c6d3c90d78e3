package nas.engine.loss;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import nas.network.Target;

/** All losses that are there: those that service files name, and registered ones. */
public final class Losses {

  private static volatile Map<Class<?>, LossKind<?>> all = onClassPath();

  private Losses() {}

  private static Map<Class<?>, LossKind<?>> onClassPath() {
    Map<Class<?>, LossKind<?>> found = new LinkedHashMap<>();
    for (LossKind<?> kind : ServiceLoader.load(LossKind.class)) {
      found.put(kind.target(), kind);
    }
    return found;
  }

  /** Adds kinds of losses, for all networks from here on. */
  public static synchronized void register(Collection<? extends LossKind<?>> kinds) {
    Map<Class<?>, LossKind<?>> more = new LinkedHashMap<>(all);
    kinds.forEach(kind -> more.put(kind.target(), kind));
    all = more;
  }

  /** Returns the kinds of targets for which there is a loss. */
  public static List<Class<? extends Target>> targets() {
    List<Class<? extends Target>> targets = new ArrayList<>();
    all.values().forEach(kind -> targets.add(kind.target()));
    return targets;
  }

  /**
   * Returns the loss of a target.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Loss of(Target target) {
    LossKind<?> kind = all.get(target.getClass());
    if (kind == null) {
      throw new IllegalArgumentException("there is no loss for " + target.described());
    }
    return of(kind, target);
  }

  private static <T extends Target> Loss of(LossKind<T> kind, Target target) {
    return kind.of(kind.target().cast(target));
  }
}
