package nas.experiment.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What offers itself as plug-ins of one kind. Of those with one name the program's own is taken;
 * where all come from elsewhere none is, as nobody can know which is meant.
 *
 * @param <T> the kind
 */
final class Candidates<T> {

  private final String noun;
  private final Class<?> type;
  private final List<PluginFault> faults;
  private final SortedMap<String, List<T>> sound = new TreeMap<>();

  /**
   * Starts without any.
   *
   * @param noun what one is called
   * @param type the interface; the program's own come from where it comes from
   * @param faults takes what is wrong with those that cannot be used
   */
  Candidates(String noun, Class<?> type, List<PluginFault> faults) {
    this.noun = noun;
    this.type = type;
    this.faults = faults;
  }

  /**
   * Adds one, or notes its fault.
   *
   * @param check tells what is wrong with it, or nothing
   * @return whether it can be used
   */
  boolean add(T candidate, Supplier<String> name, Supplier<Optional<String>> check) {
    Optional<String> reason = check.get();
    if (reason.isPresent()) {
      faults.add(PluginFault.of(noun, Soundness.name(name), candidate.getClass(), reason.get()));
      return false;
    }
    add(candidate, name.get());
    return true;
  }

  /** Adds a name of one that can be used. */
  void add(T candidate, String name) {
    List<T> named = sound.computeIfAbsent(name, unused -> new ArrayList<>());
    if (!named.contains(candidate)) {
      named.add(candidate);
    }
  }

  /** Returns those that can be used, and notes which have one name. */
  SortedMap<String, T> byName() {
    SortedMap<String, T> chosen = new TreeMap<>();
    sound.forEach((name, all) -> choose(name, all).ifPresent(one -> chosen.put(name, one)));
    return Collections.unmodifiableSortedMap(chosen);
  }

  private Optional<T> choose(String name, List<T> all) {
    if (all.size() == 1) {
      return Optional.of(all.get(0));
    }
    List<T> own = all.stream().filter(one -> Plugins.comesWith(type, one.getClass())).toList();
    if (own.size() != 1) {
      String classes =
          all.stream()
              .map(one -> Plugins.describe(one.getClass()))
              .collect(Collectors.joining(" and "));
      String problem =
          all.size() + " plug-ins of the kind '" + noun + "' have the name '" + name + "': ";
      faults.add(new PluginFault(noun, Optional.of(name), problem + classes));
      return Optional.empty();
    }
    all.stream()
        .filter(one -> !own.contains(one))
        .forEach(
            one ->
                faults.add(
                    PluginFault.of(
                        noun,
                        Optional.of(name),
                        one.getClass(),
                        "the program has a " + noun + " '" + name + "' of its own")));
    return Optional.of(own.get(0));
  }
}
