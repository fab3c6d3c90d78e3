package nas.experiment.config;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.engine.data.Automatic;
import nas.engine.data.Census;
import nas.engine.data.DataPlugin;

/**
 * Puts numbers where {@code auto} stands, by the {@linkplain Automatic rules} of the records.
 *
 * <p>The data of an experiment are decoded before what trains on them, as their key comes first.
 */
final class FittedSettings {

  /** Stands for a number that is still to be chosen. */
  static final Object OPEN = new Object();

  /** Says that the data are refused already. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final List<String> sentences = new ArrayList<>();

  /** Counts the images; absent until the data are decoded. */
  private Optional<Supplier<Optional<Census>>> data = Optional.empty();

  private String name = "";
  private Optional<Optional<Census>> counted = Optional.empty();
  private boolean refused;

  /** Takes the data of the experiment; empty: they are refused. */
  void of(Optional<Choice<?>> choice) {
    refused = choice.isEmpty();
    choice.ifPresent(
        known -> {
          name = known.name();
          data = Optional.of(() -> census((DataPlugin<?>) known.plugin(), known.settings()));
        });
  }

  private static <S extends Record> Optional<Census> census(DataPlugin<S> plugin, Record settings) {
    return plugin.census(plugin.settings().cast(settings));
  }

  /** Says which numbers were chosen and why, each a sentence without a full stop. */
  List<String> sentences() {
    return List.copyOf(sentences);
  }

  /**
   * Returns the values of a record with numbers for all that are open; nothing if they depend on
   * data that are refused.
   *
   * @throws nas.core.UserException if the data cannot be read, or are none that anything follows
   *     from
   */
  Optional<List<Object>> fitted(SettingsType type, List<Object> values, Decoder.Site site) {
    List<Integer> open = open(values);
    if (open.isEmpty()) {
      return Optional.of(values);
    }
    List<Object> all = new ArrayList<>(values);
    try {
      for (Class<? extends Automatic.Rule> rule : rules(type, open)) {
        choose(rule, type, all, site);
      }
    } catch (Refused known) {
      return Optional.empty();
    }
    return Optional.of(List.copyOf(all));
  }

  private static List<Integer> open(List<Object> values) {
    return IntStream.range(0, values.size())
        .filter(index -> values.get(index).equals(OPEN))
        .boxed()
        .toList();
  }

  private static List<Class<? extends Automatic.Rule>> rules(
      SettingsType type, List<Integer> open) {
    List<Class<? extends Automatic.Rule>> rules = new ArrayList<>();
    for (int index : open) {
      Class<? extends Automatic.Rule> rule = fitted(type, index).rule();
      if (!rules.contains(rule)) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private static ValueType.Fitted fitted(SettingsType type, int index) {
    return (ValueType.Fitted) type.keys().get(index).type();
  }

  /** Puts the numbers that a rule chooses among the values. */
  private void choose(
      Class<? extends Automatic.Rule> rule,
      SettingsType type,
      List<Object> values,
      Decoder.Site site) {
    List<Integer> open =
        open(values).stream().filter(index -> fitted(type, index).rule().equals(rule)).toList();
    String first = type.keys().get(open.get(0)).name();
    Automatic.Chosen chosen = create(rule).choose(given(type, values), () -> images(first));
    List<String> words = new ArrayList<>();
    for (int index : open) {
      String key = type.keys().get(index).name();
      double number = Objects.requireNonNull(chosen.numbers().get(key), key);
      boolean whole = fitted(type, index).number() instanceof ValueType.Whole;
      values.set(index, whole ? (Object) (int) number : (Object) number);
      words.add(key + " " + Numbers.format(number));
    }
    sentences.add(
        "%s: auto is %s (%s)".formatted(site.path(), String.join(", ", words), chosen.why()));
  }

  private static Automatic.Given given(SettingsType type, List<Object> values) {
    SortedMap<String, Object> given = new TreeMap<>();
    for (int index = 0; index < values.size(); index++) {
      if (!values.get(index).equals(OPEN)) {
        given.put(type.keys().get(index).name(), values.get(index));
      }
    }
    return new Automatic.Given(given);
  }

  private static Automatic.Rule create(Class<? extends Automatic.Rule> rule) {
    try {
      Constructor<? extends Automatic.Rule> constructor = rule.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(rule.getName() + " cannot be created", failed);
    }
  }

  private Census images(String key) {
    if (refused) {
      throw new Refused();
    }
    Supplier<Optional<Census>> reader =
        data.orElseThrow(
            () ->
                new InvalidSettingException(
                    key,
                    key + " (auto) follows from images, and there are none",
                    "write a number"));
    // If its reader refuses them, that is said once.
    refused = counted.isEmpty();
    counted = counted.or(() -> Optional.of(reader.get()));
    refused = false;
    return counted
        .get()
        .orElseThrow(
            () ->
                new InvalidSettingException(
                    key,
                    key + " (auto) follows from images, and the data (" + name + ") have none",
                    "write a number"));
  }
}
