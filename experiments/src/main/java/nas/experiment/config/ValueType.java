package nas.experiment.config;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import nas.core.plugin.Plugin;
import nas.engine.data.Automatic;
import org.jspecify.annotations.Nullable;

/** What may stand as a value in an experiment file. */
public sealed interface ValueType {

  /** {@code true} or {@code false}. */
  record Flag() implements ValueType {}

  /** A whole number from {@code min} to {@code max}; {@code 1e3} is one, {@code 1.5} is not. */
  record Whole(long min, long max, boolean isLong) implements ValueType {}

  /** A finite number from {@code min} to {@code max}; infinite bounds are none. */
  record Real(double min, double max) implements ValueType {}

  /**
   * A text.
   *
   * @param form what it must look like, if that is limited
   */
  record Text(Optional<TextForm> form) implements ValueType {}

  /**
   * What a text must look like.
   *
   * @param regex regular expression for the whole text
   * @param words the same in words, after "must be"
   */
  record TextForm(String regex, String words) {}

  /**
   * The name of a metric, alone or with settings, or a {@code column} of a table with {@code
   * better: higher} or {@code lower}; see {@link nas.core.plugin.MetricTerm}.
   *
   * @param plugins the metrics there are
   */
  record Metric(OneOf plugins) implements ValueType {
    /** What the text of a column begins with. */
    public static final String COLUMN = "column:";

    /** What a column is called, as a regular expression. */
    public static final String COLUMN_FORM = "[^\\s+:,()]+";

    /** The word for the column. */
    static final String COLUMN_KEY = "column";

    /** The word for its direction. */
    static final String BETTER_KEY = "better";

    /** What the direction may be. */
    static final List<String> BETTER = List.of("higher", "lower");
  }

  /** A number or a share of all there are; see {@link nas.core.plugin.Amount}. */
  record Share() implements ValueType {}

  /** A file or folder, absolute or relative to the folder of the experiment file. */
  record FilePath() implements ValueType {}

  /**
   * One of a few words.
   *
   * @param constants the constants of the enum in their order
   */
  record Word(List<Enum<?>> constants) implements ValueType {
    /** Copies the list. */
    public Word {
      constants = List.copyOf(constants);
    }

    /** Returns the words in the order of the constants. */
    public List<String> words() {
      return constants.stream().map(Word::of).toList();
    }

    static String of(Enum<?> constant) {
      try {
        nas.core.plugin.Word given =
            constant
                .getDeclaringClass()
                .getField(constant.name())
                .getAnnotation(nas.core.plugin.Word.class);
        return given == null
            ? constant.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')
            : given.value();
      } catch (NoSuchFieldException e) {
        throw new IllegalStateException("constants are fields of their enum", e);
      }
    }
  }

  /**
   * A finite number, or a word that stands for one.
   *
   * @param word the words
   * @param real the numbers
   */
  record Either(Word word, Real real) implements ValueType {}

  /**
   * A number, or the word {@code auto} for one that follows from the images.
   *
   * @param number the numbers
   * @param rule how it follows
   */
  record Fitted(ValueType number, Class<? extends Automatic.Rule> rule) implements ValueType {
    /** The word. */
    public static final String WORD = "auto";
  }

  /**
   * A whole number, or a text.
   *
   * @param whole the numbers
   * @param form what the text must look like
   */
  record WholeOrText(Whole whole, TextForm form) implements ValueType {}

  /**
   * A word, or a mapping of names to numbers.
   *
   * @param word the words
   * @param table the mappings
   */
  record WordOrTable(Word word, Table table) implements ValueType {}

  /** A value that may be absent or {@code null}. */
  record Maybe(ValueType value) implements ValueType {}

  /**
   * A list.
   *
   * @param item what its items may be
   * @param mayBeEmpty whether it may have none
   */
  record Many(ValueType item, boolean mayBeEmpty) implements ValueType {

    /** Says whether a single item needs no brackets. */
    public boolean mayBeBare() {
      return item instanceof FilePath;
    }
  }

  /**
   * A mapping with any keys.
   *
   * @param value what stands behind each key
   */
  record Table(ValueType value) implements ValueType {}

  /**
   * A value of any form, which the plug-in that takes it checks; see {@link nas.core.plugin.Tree}.
   *
   * @param schema what it may be, if that is said
   */
  record Structure(Optional<Definition> schema) implements ValueType {}

  /**
   * A definition of the JSON Schema.
   *
   * @param resource where it and those that it refers to are found
   * @param name its name
   */
  record Definition(java.net.URL resource, String name) {}

  /**
   * A mapping of some keys of a record, each to the values that a search may choose from; see
   * {@link nas.core.plugin.Alternatives}.
   *
   * @param type the record
   */
  record Alternatives(SettingsType type) implements ValueType {

    /** Returns what stands behind a key. */
    public static Many values(SettingKey key) {
      return new Many(key.type(), false);
    }
  }

  /** A mapping that holds the components of a record. */
  record Settings(SettingsType type) implements ValueType {}

  /**
   * A plug-in with its settings, written {@code name} or {@code {name: {...}}}.
   *
   * @param family the kind of plug-in
   * @param options those there are, by name
   * @param unusable why others that are there cannot be used, each a sentence, by name
   */
  record OneOf(Family family, SortedMap<String, Option> options, SortedMap<String, String> unusable)
      implements ValueType {}

  /**
   * A plug-in and what it takes, which is read when it is first asked for: of the many plug-ins
   * there are, an experiment names few.
   */
  final class Option {
    private final Plugin<?> plugin;
    private final Supplier<SettingsType> reading;
    private @Nullable SettingsType settings;

    Option(Plugin<?> plugin, Supplier<SettingsType> reading) {
      this.plugin = plugin;
      this.reading = reading;
    }

    /** Returns the plug-in. */
    public Plugin<?> plugin() {
      return plugin;
    }

    /**
     * Returns what it takes.
     *
     * @throws UnsupportedSettingsException if its record cannot hold settings
     */
    public SettingsType settings() {
      // Threads that come at once read the same, each for itself.
      SettingsType known = settings;
      if (known == null) {
        known = reading.get();
        settings = known;
      }
      return known;
    }
  }
}
