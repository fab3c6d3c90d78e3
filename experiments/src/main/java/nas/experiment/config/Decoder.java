package nas.experiment.config;

import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.UserException;
import nas.core.plugin.Alternatives;
import nas.core.plugin.Amount;
import nas.core.plugin.Choice;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Plugin;
import nas.core.plugin.WordOrTable;
import nas.core.text.ErrorText;
import nas.core.text.NativeText;
import nas.experiment.config.ValueType.OneOf;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlNode.Entry;
import nas.experiment.config.yaml.YamlNode.Mapping;
import nas.experiment.config.yaml.YamlNode.Scalar;
import nas.experiment.config.yaml.YamlNode.ScalarType;
import nas.experiment.config.yaml.YamlNode.Sequence;
import nas.experiment.config.yaml.YamlReader;

/** Turns YAML into values and collects everything that is wrong with it. */
final class Decoder {

  /**
   * What is being decoded.
   *
   * @param path its key path from the root
   * @param name the last part of the path, by which messages call it
   * @param place where its key stands; for a default, where the mapping stands that lacks the key
   */
  record Site(String path, String name, Place place) {

    Site(String name, Place place) {
      this(name, name, place);
    }

    Site child(String key, Place keyPlace) {
      return new Site(path.isEmpty() ? key : path + "." + key, key, keyPlace);
    }

    Site item(int index, Place itemPlace) {
      return new Site(path + "[" + index + "]", name + "[" + index + "]", itemPlace);
    }
  }

  /** What to do with the names of plug-ins that are not there. */
  enum Unknown {
    /** They are problems. */
    REFUSED,
    /** They become an {@link AbsentPlugin}. */
    KEPT
  }

  /** A value that is part of an architecture's text. */
  private static final String OPTION = "[!-~]{1,100}";

  private static final String GIVE_JAR = "give its jar with --plugins";

  private final Path folder;
  private final Unknown unknown;
  private final String jars;
  private final List<Problem> problems = new ArrayList<>();

  /** What {@code auto} stands for. */
  private final FittedSettings fitted = new FittedSettings();

  /** What stands in files that were read, by the path that names the file. */
  private final Map<YamlNode, YamlNode> files = new HashMap<>();

  /**
   * Creates a decoder that refuses unknown plug-ins.
   *
   * @param folder relative paths of the file are resolved against it
   */
  Decoder(Path folder) {
    this(folder, Unknown.REFUSED, "");
  }

  /**
   * Creates a decoder.
   *
   * @param folder relative paths of the file are resolved against it
   * @param jars what is known of the jars of unknown plug-ins, to follow on the advice to give them
   */
  Decoder(Path folder, Unknown unknown, String jars) {
    this.folder = folder;
    this.unknown = unknown;
    this.jars = jars;
  }

  /** Returns what was wrong so far. */
  List<Problem> problems() {
    return problems;
  }

  /** Says which numbers were chosen and why, each a sentence. */
  List<String> chosen() {
    return fitted.sentences();
  }

  /** Returns the value, or nothing after noting at least one problem. */
  Optional<Object> decode(ValueType type, YamlNode node, Site site) {
    if (type instanceof ValueType.Maybe maybe) {
      return isNull(node)
          ? Optional.of(Optional.empty())
          : decode(maybe.value(), node, site).map(Optional::of);
    } else if (type instanceof ValueType.Settings settings) {
      return settings(settings.type(), node, site);
    } else if (isNull(node)) {
      return refuse(
          site, " has no value", "give it a value, or remove the key if it has a default");
    } else if (type instanceof ValueType.OneOf oneOf) {
      return oneOf(oneOf, node, site);
    } else if (type instanceof ValueType.Metric metric && node instanceof Mapping mapping) {
      return metric(metric.plugins(), mapping, site);
    } else if (type instanceof ValueType.Structure) {
      return Optional.of(Trees.of(node));
    } else if (type instanceof ValueType.Alternatives alternatives) {
      return alternatives(alternatives.type(), node, site);
    } else if (type instanceof ValueType.Many many) {
      return many(many, node, site);
    } else if (type instanceof ValueType.Table table) {
      return table(table, node, site);
    } else if (type instanceof ValueType.WordOrTable either && node instanceof Mapping) {
      return table(either.table(), node, site)
          .map(table -> wordOrTable(Optional.empty(), (SortedMap<?, ?>) table));
    } else if (node instanceof Scalar scalar) {
      return scalar(type, scalar, site);
    }
    return refuse(site, " (" + node.brief() + ") must be " + words(type), "");
  }

  private static boolean isNull(YamlNode node) {
    return node instanceof Scalar scalar && scalar.type() == ScalarType.NULL;
  }

  private Optional<Object> many(ValueType.Many many, YamlNode node, Site site) {
    if (many.mayBeBare() && node instanceof Scalar) {
      return decode(many.item(), node, site).map(List::of);
    }
    if (!(node instanceof Sequence sequence)) {
      return refuse(
          site,
          " (" + node.brief() + ") must be a list",
          node instanceof Scalar ? "put it in brackets: [" + node.brief() + "]" : "");
    }
    if (sequence.items().isEmpty() && !many.mayBeEmpty()) {
      return refuse(site, " is empty", "add an item");
    }
    List<Object> values = new ArrayList<>();
    for (int index = 0; index < sequence.items().size(); index++) {
      YamlNode item = sequence.items().get(index);
      decode(many.item(), item, site.item(index, item.place())).ifPresent(values::add);
    }
    return values.size() == sequence.items().size()
        ? Optional.of(List.copyOf(values))
        : Optional.empty();
  }

  /** Reads the values of some of a record's keys, those of each in a list. */
  private Optional<Object> alternatives(SettingsType type, YamlNode node, Site site) {
    if (!(node instanceof Mapping mapping)) {
      return refuse(site, " (" + node.brief() + ") must be a mapping", keysAdvice(type));
    }
    if (mapping.entries().isEmpty()) {
      return refuse(site, " is empty", keysAdvice(type));
    }
    noteUnknownKeys(type, mapping, Optional.empty(), List.of(), site);
    List<Alternatives.Options> options = new ArrayList<>();
    for (SettingKey key : type.keys()) {
      mapping
          .find(key.name())
          .flatMap(entry -> options(key, entry, site.child(key.name(), entry.place())))
          .ifPresent(options::add);
    }
    return options.size() == mapping.entries().size()
        ? Optional.of(new Alternatives<>(options, type::with))
        : Optional.empty();
  }

  private Optional<Alternatives.Options> options(SettingKey key, Entry entry, Site site) {
    Optional<Object> read = decode(ValueType.Alternatives.values(key), entry.value(), site);
    if (read.isEmpty()) {
      return Optional.empty();
    }
    List<Object> values = List.copyOf((List<?>) read.get());
    List<String> words = new ArrayList<>();
    for (int index = 0; index < values.size(); index++) {
      String word = OptionWord.of(key.type(), values.get(index));
      Site item = site.item(index, Places.find(entry.value(), site.place(), "[" + index + "]"));
      if (words.contains(word)) {
        refuse(item, " (" + word + ") stands twice", "remove one");
      } else if (!word.matches(OPTION)) {
        refuse(
            item,
            " (" + brief(word) + ") cannot be part of an architecture's text",
            "use names of at most 100 printable ASCII characters without spaces");
      } else {
        words.add(word);
      }
    }
    return words.size() == values.size()
        ? Optional.of(new Alternatives.Options(key.name(), values, words))
        : Optional.empty();
  }

  /** Reads {@code {NAME: {...}}} or {@code {column: NAME, ...}} as the text that stands for it. */
  private Optional<Object> metric(OneOf plugins, Mapping mapping, Site site) {
    boolean column =
        mapping.entries().isEmpty()
            || mapping.find(ValueType.Metric.COLUMN_KEY).isPresent()
            || mapping.find(ValueType.Metric.BETTER_KEY).isPresent();
    if (column) {
      return column(mapping, site);
    }
    Entry first = mapping.entries().get(0);
    if (unknown == Unknown.KEPT && !plugins.options().containsKey(first.key())) {
      return Optional.of(
          MetricText.word(
              first.key(), first.value() instanceof Mapping kept ? kept.entries() : List.of()));
    }
    return oneOf(plugins, mapping, site).map(choice -> MetricText.of((Choice<?>) choice));
  }

  /** Reads {@code {column: NAME, better: ...}} as the text that stands for it. */
  private Optional<Object> column(Mapping mapping, Site site) {
    StringBuilder text = new StringBuilder();
    for (Entry entry : mapping.entries()) {
      boolean column = entry.key().equals(ValueType.Metric.COLUMN_KEY);
      if (!column && !entry.key().equals(ValueType.Metric.BETTER_KEY)) {
        return refuse(
            site.child(entry.key(), entry.place()),
            " is no key of a column",
            "use " + ValueType.Metric.COLUMN_KEY + " and " + ValueType.Metric.BETTER_KEY);
      }
      boolean fits =
          entry.value() instanceof Scalar scalar
              && scalar.type() == ScalarType.TEXT
              && (column
                  ? scalar.text().matches(ValueType.Metric.COLUMN_FORM)
                  : ValueType.Metric.BETTER.contains(scalar.text()));
      if (!fits) {
        return refuse(
            site.child(entry.key(), entry.place()),
            " ("
                + entry.value().brief()
                + ") must be "
                + (column
                    ? "the name of a column, one word"
                    : String.join(" or ", ValueType.Metric.BETTER)),
            column ? "see the columns with 'java -jar nas.jar benchmarks info'" : "");
      }
    }
    Optional<Entry> column = mapping.find(ValueType.Metric.COLUMN_KEY);
    if (column.isEmpty()) {
      return refuse(site, " names no column", "write {column: NAME}, or the name of a metric");
    }
    text.append(ValueType.Metric.COLUMN).append(((Scalar) column.get().value()).text());
    mapping
        .find(ValueType.Metric.BETTER_KEY)
        .ifPresent(better -> text.append(':').append(((Scalar) better.value()).text()));
    return Optional.of(text.toString());
  }

  private Optional<Object> table(ValueType.Table table, YamlNode node, Site site) {
    if (!(node instanceof Mapping mapping)) {
      return refuse(site, " (" + node.brief() + ") must be a mapping", "");
    }
    SortedMap<String, Object> values = new TreeMap<>();
    for (Entry entry : mapping.entries()) {
      decode(table.value(), entry.value(), site.child(entry.key(), entry.place()))
          .ifPresent(value -> values.put(entry.key(), value));
    }
    return values.size() == mapping.entries().size()
        ? Optional.of(Collections.unmodifiableSortedMap(values))
        : Optional.empty();
  }

  private Optional<Object> scalar(ValueType type, Scalar scalar, Site site) {
    if (type instanceof ValueType.Whole whole) {
      return whole(whole, scalar, site);
    } else if (type instanceof ValueType.Real real) {
      return real(real, scalar, site);
    }
    String text = scalar.text();
    if (type instanceof ValueType.Flag) {
      if (scalar.type() == ScalarType.BOOLEAN) {
        return Optional.of(Boolean.parseBoolean(text));
      }
      return refuseValue(type, scalar, site, "");
    }
    if (type instanceof ValueType.Fitted fitted) {
      return fitted(fitted, scalar, site);
    }
    if (type instanceof ValueType.Share) {
      try {
        return Optional.of(new Amount(text));
      } catch (IllegalArgumentException refused) {
        return refuseValue(type, scalar, site, "");
      }
    }
    if (type instanceof ValueType.Either either) {
      return either(either, scalar, site);
    }
    if (type instanceof ValueType.WholeOrText either) {
      return wholeOrText(either, scalar, site);
    }
    if (type instanceof ValueType.WordOrTable either) {
      List<String> words = either.word().words();
      int index = scalar.type() == ScalarType.TEXT ? words.indexOf(text) : -1;
      return index < 0
          ? refuseValue(
              type, scalar, site, ErrorText.nearest(text, words).map(Decoder::youMean).orElse(""))
          : Optional.of(
              wordOrTable(
                  Optional.of(either.word().constants().get(index)), Collections.emptySortedMap()));
    }
    if (type instanceof ValueType.Word word) {
      int index = scalar.type() == ScalarType.TEXT ? word.words().indexOf(text) : -1;
      if (index >= 0) {
        return Optional.of(word.constants().get(index));
      }
      Optional<String> nearest = ErrorText.nearest(text, word.words());
      return refuseValue(type, scalar, site, nearest.map(Decoder::youMean).orElse(""));
    }
    if (scalar.type() != ScalarType.TEXT) {
      String noun = type instanceof ValueType.FilePath ? "a path" : "a text";
      return refuse(
          site,
          " (" + scalar.brief() + ") must be " + noun,
          "put it in quotes: '" + scalar.brief() + "'");
    }
    if (type instanceof ValueType.FilePath) {
      return path(scalar, site);
    }
    if (type instanceof ValueType.Metric) {
      return Optional.of(text);
    }
    Optional<ValueType.TextForm> form = ((ValueType.Text) type).form();
    if (form.isPresent() && !text.matches(form.get().regex())) {
      return refuseValue(type, scalar, site, "");
    }
    return Optional.of(text);
  }

  private Optional<Object> whole(ValueType.Whole whole, Scalar scalar, Site site) {
    if (!Numbers.isFinite(scalar)) {
      return refuseValue(whole, scalar, site, unquote(scalar));
    }
    Optional<BigDecimal> exact = Numbers.exact(scalar);
    if (exact.isEmpty()) {
      return refuse(site, " (" + scalar.brief() + ") has too many digits", "");
    }
    BigDecimal value = exact.get();
    if (value.compareTo(BigDecimal.valueOf(whole.min())) < 0) {
      return refuse(site, " (" + scalar.brief() + ") must be at least " + whole.min(), "");
    }
    if (value.compareTo(BigDecimal.valueOf(whole.max())) > 0) {
      return refuse(site, " (" + scalar.brief() + ") must be at most " + whole.max(), "");
    }
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
      return refuseValue(whole, scalar, site, "");
    }
    return Optional.of(whole.isLong() ? (Object) value.longValue() : (Object) value.intValue());
  }

  private Optional<Object> wholeOrText(ValueType.WholeOrText either, Scalar scalar, Site site) {
    if (scalar.type() == ScalarType.TEXT && scalar.text().matches(either.form().regex())) {
      return Optional.of(WholeOrText.of(scalar.text()));
    }
    return Numbers.isFinite(scalar)
        ? whole(either.whole(), scalar, site).map(value -> WholeOrText.of((Integer) value))
        : refuseValue(either, scalar, site, unquote(scalar));
  }

  private Optional<Object> real(ValueType.Real real, Scalar scalar, Site site) {
    if (!Numbers.isFinite(scalar)) {
      return refuseValue(real, scalar, site, unquote(scalar));
    }
    Optional<BigDecimal> exact = Numbers.exact(scalar);
    // Adding zero turns -0.0, which prints and compares unlike 0, into 0.
    double value = exact.isEmpty() ? Double.NaN : exact.get().doubleValue() + 0.0;
    if (!Double.isFinite(value)) {
      return refuse(
          site,
          " ("
              + scalar.brief()
              + ")"
              + (exact.isEmpty() ? " has too many digits" : " is too large"),
          "");
    }
    if (value < real.min() || value > real.max()) {
      return refuse(site, " (" + scalar.brief() + ") must be " + range(real), "");
    }
    return Optional.of(value);
  }

  private Optional<Object> fitted(ValueType.Fitted fitted, Scalar scalar, Site site) {
    if (scalar.text().equals(ValueType.Fitted.WORD)) {
      return Optional.of(FittedSettings.OPEN);
    }
    return Numbers.isFinite(scalar)
        ? scalar(fitted.number(), scalar, site)
        : refuseWord(fitted, scalar, site, List.of(ValueType.Fitted.WORD));
  }

  private Optional<Object> either(ValueType.Either either, Scalar scalar, Site site) {
    List<String> words = either.word().words();
    int index = scalar.type() == ScalarType.TEXT ? words.indexOf(scalar.text()) : -1;
    if (index >= 0) {
      return Optional.of(
          wordOrNumber(Optional.of(either.word().constants().get(index)), OptionalDouble.empty()));
    }
    if (Numbers.isFinite(scalar)) {
      return real(either.real(), scalar, site)
          .map(value -> wordOrNumber(Optional.empty(), OptionalDouble.of((Double) value)));
    }
    return refuseWord(either, scalar, site, words);
  }

  /** Refuses what is neither a number nor one of some words. */
  private Optional<Object> refuseWord(
      ValueType type, Scalar scalar, Site site, List<String> words) {
    String quoted = unquote(scalar);
    return refuseValue(
        type,
        scalar,
        site,
        quoted.isEmpty()
            ? ErrorText.nearest(scalar.text(), words).map(Decoder::youMean).orElse("")
            : quoted);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Which enum it is, only the component knows.
  private static WordOrTable<?> wordOrTable(Optional<Enum<?>> word, SortedMap<?, ?> table) {
    return new WordOrTable(word, table);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Which enum it is, only the component knows.
  private static WordOrNumber<?> wordOrNumber(Optional<Enum<?>> word, OptionalDouble number) {
    return new WordOrNumber(word, number);
  }

  private Optional<Object> path(Scalar scalar, Site site) {
    if (scalar.text().isEmpty()) {
      return refuse(site, " is empty", "name a file or folder");
    }
    try {
      Path base = Assignment.isAssigned(scalar.place()) ? Path.of("") : folder;
      return Optional.of(base.resolve(scalar.text()).toAbsolutePath().normalize());
    } catch (InvalidPathException invalid) {
      return refuse(
          site,
          " (" + scalar.brief() + ") cannot be a path" + NativeText.whyNoPath(invalid),
          NativeText.pathAdvice(invalid));
    }
  }

  private Optional<Object> oneOf(OneOf oneOf, YamlNode node, Site site) {
    String noun = oneOf.family().noun();
    if (node instanceof Scalar scalar) {
      if (scalar.type() != ScalarType.TEXT) {
        return refuse(
            site,
            " (" + scalar.brief() + ") must be the name of a " + noun,
            "use one of " + String.join(", ", oneOf.options().keySet()));
      }
      Mapping defaults = new Mapping(scalar.place(), List.of());
      return option(oneOf, new Entry(scalar.text(), scalar.place(), defaults), site)
          .map(choice -> choice);
    }
    if (node instanceof Mapping mapping && mapping.entries().size() == 1) {
      return option(oneOf, mapping.entries().get(0), site).map(choice -> choice);
    }
    if (node instanceof Mapping mapping && !mapping.entries().isEmpty()) {
      return refuse(
          site,
          " must hold the name of one " + noun + ", not " + mapping.entries().size() + " keys",
          "indent its settings below the name");
    }
    return refuse(
        site,
        " (" + node.brief() + ") must be the name of a " + noun + ", alone or with its settings",
        "use one of " + String.join(", ", oneOf.options().keySet()));
  }

  /** Returns a plug-in with its settings, or nothing after noting at least one problem. */
  Optional<Choice<?>> option(OneOf oneOf, Entry entry, Site site) {
    ValueType.Option option = oneOf.options().get(entry.key());
    if (option == null && unknown == Unknown.KEPT) {
      return Optional.of(absent(oneOf.family(), entry));
    } else if (option == null) {
      noteUnknownPlugin(oneOf, entry, site);
      return Optional.empty();
    }
    Site inner = site.child(entry.key(), entry.place());
    Optional<Object> settings = settings(option.settings(), entry.value(), inner);
    Optional<Choice<?>> choice = settings.map(value -> choice(option.plugin(), (Record) value));
    if (oneOf.family() == Family.DATA) {
      fitted.of(choice);
    }
    return choice;
  }

  private static <P extends Plugin<?>> Choice<P> choice(P plugin, Record settings) {
    return new Choice<>(plugin, settings);
  }

  private Choice<?> absent(Family family, Entry entry) {
    return new Choice<>(
        new AbsentPlugin(family, entry.key(), GIVE_JAR + jars),
        new AbsentPlugin.Settings(Encoder.placeless(entry.value())));
  }

  private void noteUnknownPlugin(OneOf oneOf, Entry entry, Site site) {
    String fault = oneOf.unusable().get(entry.key());
    if (fault != null) {
      String advice = "mend it, or use one of " + String.join(", ", oneOf.options().keySet());
      problems.add(new Problem(fault, entry.place(), site.path(), advice));
      return;
    }
    SortedMap<String, ValueType.Option> options = oneOf.options();
    String known = String.join(", ", options.keySet());
    String advice =
        options.isEmpty()
            ? GIVE_JAR + jars
            : ErrorText.nearest(entry.key(), options.keySet())
                .map(
                    nearest ->
                        youMean(nearest) + " (there are " + known + "), or " + GIVE_JAR + jars)
                .orElse("use one of " + known + ", or " + GIVE_JAR + jars);
    problems.add(
        new Problem(
            "Unknown " + oneOf.family().noun() + " '" + brief(entry.key()) + "'",
            entry.place(),
            site.path(),
            advice));
  }

  /**
   * Returns a tree that has been decoded with what stands in the files that it names instead of
   * their paths.
   */
  YamlNode withFiles(YamlNode tree) {
    return files.isEmpty() ? tree : Trees.replaced(tree, files);
  }

  /** Reads the file that stands for a record. */
  private Optional<Object> inFile(SettingsType type, Scalar scalar, Site site) {
    Optional<Object> path = path(scalar, site);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    Path file = (Path) path.get();
    Path here = Path.of("").toAbsolutePath();
    try {
      YamlNode root = YamlReader.read(file.startsWith(here) ? here.relativize(file) : file);
      if (!(root instanceof Mapping mapping)) {
        problems.add(
            new Problem(
                "The file (" + root.brief() + ") must be a mapping",
                root.place(),
                site.path(),
                keysAdvice(type)));
        return Optional.empty();
      }
      files.put(scalar, mapping.withoutHolders());
      Path parent = file.getParent();
      Decoder inside = new Decoder(parent == null ? file : parent, unknown, jars);
      Optional<Object> settings =
          inside.settings(
              type, mapping.withoutHolders(), new Site(site.path(), site.name(), root.place()));
      problems.addAll(inside.problems);
      files.putAll(inside.files);
      return settings;
    } catch (YamlException malformed) {
      problems.add(Problem.of(malformed, malformed.place(), site.path(), malformed.advice()));
      return Optional.empty();
    }
  }

  private Optional<Object> settings(SettingsType type, YamlNode node, Site site) {
    if (type.mayBeInFile() && node instanceof Scalar scalar && scalar.type() == ScalarType.TEXT) {
      return inFile(type, scalar, site);
    }
    Optional<Mapping> given = mapping(type, node, site);
    if (given.isEmpty()) {
      return refuse(site, " (" + node.brief() + ") must be a mapping", keysAdvice(type));
    }
    Mapping mapping = given.get();
    Optional<OneOf> inlined = type.inlined().map(key -> (OneOf) key.type());
    List<Entry> chosen = inlined.map(oneOf -> chosen(type, oneOf, mapping)).orElseGet(List::of);
    Guesses guesses = noteUnknownKeys(type, mapping, inlined, chosen, site);

    List<Object> values = new ArrayList<>();
    for (SettingKey key : type.keys()) {
      Optional<Object> value;
      Optional<Entry> entry = mapping.find(key.name());
      if (key.inlined()) {
        value = inlined((OneOf) key.type(), chosen, guesses, site);
      } else if (entry.isPresent()) {
        value =
            decode(key.type(), entry.get().value(), site.child(key.name(), entry.get().place()));
      } else if (key.byDefault().isPresent()) {
        value = decode(key.type(), key.byDefault().get(), site.child(key.name(), site.place()));
      } else if (key.type() instanceof ValueType.Maybe) {
        value = Optional.of(Optional.empty());
      } else {
        value = Optional.empty();
        if (!guesses.keys().contains(key.name())) {
          noteMissing(key, site);
        }
      }
      value.ifPresent(values::add);
    }
    return values.size() == type.keys().size()
        ? fitted(type, values, mapping, site).flatMap(all -> create(type, all, mapping, site))
        : Optional.empty();
  }

  /** Returns the values with the numbers that {@code auto} stands for. */
  private Optional<List<Object>> fitted(
      SettingsType type, List<Object> values, Mapping mapping, Site site) {
    try {
      return fitted.fitted(type, values, site);
    } catch (InvalidSettingException invalid) {
      noteInvalid(invalid, mapping, site);
    } catch (UserException unreadable) {
      String why = "auto follows from the images, which cannot be read (%s)";
      problems.add(
          new Problem(
              why.formatted(unreadable.getMessage()),
              site.place(),
              site.path(),
              unreadable.advice()));
    }
    return Optional.empty();
  }

  private void noteInvalid(InvalidSettingException invalid, Mapping mapping, Site site) {
    problems.add(
        Problem.of(
            invalid,
            Places.find(mapping, site.place(), invalid.key()),
            site.child(invalid.key(), site.place()).path(),
            invalid.advice()));
  }

  /** Returns the entries that name a plug-in among the keys of a record. */
  private List<Entry> chosen(SettingsType type, OneOf oneOf, Mapping mapping) {
    List<Entry> known =
        mapping.entries().stream().filter(e -> oneOf.options().containsKey(e.key())).toList();
    if (!known.isEmpty() || unknown == Unknown.REFUSED) {
      return known;
    }
    List<String> keys = type.keys().stream().map(SettingKey::name).toList();
    return mapping.entries().stream().filter(e -> !keys.contains(e.key())).toList();
  }

  private static String keysAdvice(SettingsType type) {
    List<String> names = new ArrayList<>();
    for (SettingKey key : type.keys()) {
      if (key.inlined()) {
        names.addAll(((OneOf) key.type()).options().keySet());
      } else {
        names.add(key.name());
      }
    }
    return names.isEmpty()
        ? "write {}, as it has no keys"
        : "use keys such as " + String.join(", ", names);
  }

  /** Returns the mapping a node stands for: nothing is an empty one, a name one with that key. */
  private static Optional<Mapping> mapping(SettingsType type, YamlNode node, Site site) {
    if (node instanceof Mapping mapping) {
      return Optional.of(mapping);
    } else if (isNull(node)) {
      return Optional.of(new Mapping(site.place(), List.of()));
    } else if (type.inlined().isPresent()
        && node instanceof Scalar scalar
        && scalar.type() == ScalarType.TEXT) {
      Mapping defaults = new Mapping(scalar.place(), List.of());
      Entry entry = new Entry(scalar.text(), scalar.place(), defaults);
      return Optional.of(new Mapping(scalar.place(), List.of(entry)));
    }
    return Optional.empty();
  }

  /** Between braces a comma ends a value, so {@code log-ranks(a, b)} needs quotes there. */
  private static Optional<String> cutByComma(Entry entry, Mapping mapping) {
    // Looked for where it can matter only: a file may have very many unknown keys.
    int index = entry.key().endsWith(")") ? mapping.entries().indexOf(entry) : -1;
    return index > 0
        ? Optional.of(
            "put the value of '%s' in quotes, as a comma ends it here"
                .formatted(mapping.entries().get(index - 1).key()))
        : Optional.empty();
  }

  /**
   * What unknown keys seem to mean, so that it is not called missing as well.
   *
   * @param keys known keys that unknown ones resemble
   * @param plugin whether an unknown key was taken for the name of a plug-in
   */
  private record Guesses(Set<String> keys, boolean plugin) {}

  private Guesses noteUnknownKeys(
      SettingsType type, Mapping mapping, Optional<OneOf> inlined, List<Entry> chosen, Site site) {
    List<String> names =
        type.keys().stream().filter(key -> !key.inlined()).map(SettingKey::name).toList();
    List<String> free = names.stream().filter(name -> mapping.find(name).isEmpty()).toList();
    Set<String> guessed = new HashSet<>();
    boolean plugin = false;
    for (Entry entry : mapping.entries()) {
      if (names.contains(entry.key()) || chosen.contains(entry)) {
        continue;
      }
      Optional<String> nearest =
          ErrorText.nearest(entry.key(), free).or(() -> ErrorText.nearest(entry.key(), names));
      if (nearest.isEmpty() && inlined.isPresent() && chosen.isEmpty()) {
        noteUnknownPlugin(inlined.get(), entry, site);
        plugin = true;
        continue;
      }
      nearest.ifPresent(guessed::add);
      problems.add(
          new Problem(
              "Unknown key '" + brief(entry.key()) + "'",
              entry.place(),
              site.child(entry.key(), entry.place()).path(),
              nearest
                  .map(Decoder::youMean)
                  .or(() -> cutByComma(entry, mapping))
                  .orElse(
                      names.isEmpty()
                          ? "remove it, as '" + site.name() + "' has no keys"
                          : names.size() == 1
                              ? "use '" + names.get(0) + "', the only key"
                              : "use one of " + String.join(", ", names))));
    }
    return new Guesses(guessed, plugin);
  }

  private Optional<Object> inlined(OneOf oneOf, List<Entry> chosen, Guesses guesses, Site site) {
    String noun = oneOf.family().noun();
    if (chosen.size() == 1) {
      return option(oneOf, chosen.get(0), site).map(choice -> choice);
    }
    if (chosen.size() > 1) {
      return refuse(
          new Site(site.path(), site.name(), chosen.get(1).place()),
          " must hold one "
              + noun
              + ", not both "
              + chosen.get(0).key()
              + " and "
              + chosen.get(1).key(),
          "begin a new list item");
    }
    if (!guesses.plugin()) {
      refuse(
          site, " names no " + noun, "add one of " + String.join(", ", oneOf.options().keySet()));
    }
    return Optional.empty();
  }

  private void noteMissing(SettingKey key, Site site) {
    String inside = site.path().isEmpty() ? "" : " in '" + site.path() + "'";
    problems.add(
        new Problem(
            "The key '" + key.name() + "' is missing" + inside,
            site.place(),
            site.child(key.name(), site.place()).path(),
            "add it (" + key.description().replaceFirst("[.]$", "") + ")"));
  }

  private Optional<Object> create(
      SettingsType type, List<Object> values, Mapping mapping, Site site) {
    try {
      return Optional.of(type.create(values));
    } catch (InvocationTargetException refused) {
      Throwable cause = refused.getCause();
      if (cause instanceof InvalidSettingException invalid) {
        noteInvalid(invalid, mapping, site);
      } else if (cause instanceof RuntimeException unexpected) {
        String words =
            unexpected.getMessage() == null
                ? "The settings are refused (" + unexpected.getClass().getSimpleName() + ")"
                : unexpected.getMessage();
        problems.add(new Problem(words, site.place(), site.path(), ""));
      } else {
        throw new IllegalStateException(type.record().getName() + " cannot be created", cause);
      }
      return Optional.empty();
    }
  }

  private Optional<Object> refuseValue(ValueType type, Scalar scalar, Site site, String advice) {
    return refuse(site, " (" + scalar.brief() + ") must be " + words(type), advice);
  }

  private Optional<Object> refuse(Site site, String words, String advice) {
    String subject = site.name().isEmpty() ? "The file" : site.name();
    problems.add(new Problem(subject + words, site.place(), site.path(), advice));
    return Optional.empty();
  }

  private static String words(ValueType type) {
    if (type instanceof ValueType.Flag) {
      return "true or false";
    } else if (type instanceof ValueType.Whole whole) {
      return "a whole number" + bounded(range(whole));
    } else if (type instanceof ValueType.Real real) {
      return "a finite number" + bounded(range(real));
    } else if (type instanceof ValueType.Text text) {
      return text.form().map(ValueType.TextForm::words).orElse("a text");
    } else if (type instanceof ValueType.Fitted fitted) {
      return words(fitted.number()) + ", or " + ValueType.Fitted.WORD;
    } else if (type instanceof ValueType.WholeOrText either) {
      return words(either.whole()) + ", or " + either.form().words();
    } else if (type instanceof ValueType.Metric) {
      return "the name of a metric, alone or with its settings, or {column: NAME}";
    } else if (type instanceof ValueType.FilePath) {
      return "a path";
    } else if (type instanceof ValueType.Share) {
      return Amount.WORDS;
    } else if (type instanceof ValueType.Word word) {
      return "one of " + String.join(", ", word.words());
    } else if (type instanceof ValueType.WordOrTable either) {
      return "one of " + String.join(", ", either.word().words()) + " or a mapping of numbers";
    } else if (type instanceof ValueType.Either either) {
      return String.join(", ", either.word().words()) + " or " + words(either.real());
    }
    throw new IllegalStateException(type + " is no scalar");
  }

  private static String unquote(Scalar scalar) {
    boolean number = Numbers.isFinite(new Scalar(scalar.place(), scalar.text(), false));
    return number ? "remove the quotes" : "";
  }

  private static String bounded(String range) {
    return range.isEmpty() ? "" : ", " + range;
  }

  /** Returns the range of a whole number in words; empty if only its size limits it. */
  static String range(ValueType.Whole whole) {
    boolean minByType = whole.min() == (whole.isLong() ? Long.MIN_VALUE : Integer.MIN_VALUE);
    boolean maxByType = whole.max() == (whole.isLong() ? Long.MAX_VALUE : Integer.MAX_VALUE);
    return range(
        minByType ? Optional.empty() : Optional.of(Long.toString(whole.min())),
        maxByType ? Optional.empty() : Optional.of(Long.toString(whole.max())));
  }

  /** Returns the range of a number in words; empty if there is no limit. */
  static String range(ValueType.Real real) {
    return range(
        Double.isInfinite(real.min()) ? Optional.empty() : Optional.of(Numbers.format(real.min())),
        Double.isInfinite(real.max()) ? Optional.empty() : Optional.of(Numbers.format(real.max())));
  }

  private static String range(Optional<String> min, Optional<String> max) {
    if (min.isPresent() && max.isPresent()) {
      return min.get() + " to " + max.get();
    }
    return min.map(bound -> "at least " + bound)
        .or(() -> max.map(bound -> "at most " + bound))
        .orElse("");
  }

  private static String youMean(String word) {
    return "you mean '" + word + "'";
  }

  private static String brief(String key) {
    return new Scalar(Place.whole(""), key, false).brief();
  }
}
