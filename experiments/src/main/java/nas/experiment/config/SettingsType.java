package nas.experiment.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import nas.core.plugin.Alternatives;
import nas.core.plugin.Amount;
import nas.core.plugin.Choice;
import nas.core.plugin.Flat;
import nas.core.plugin.InFile;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.KeyOrder;
import nas.core.plugin.MetricTerm;
import nas.core.plugin.Plugin;
import nas.core.plugin.Schema;
import nas.core.plugin.Setting;
import nas.core.plugin.Tree;
import nas.core.plugin.WordOrTable;
import nas.engine.data.Automatic;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlException;
import nas.experiment.config.yaml.YamlNode;
import nas.experiment.config.yaml.YamlReader;

/**
 * A record of settings as its {@link Setting} annotations describe it.
 *
 * @param record the record
 * @param keys one key for each component, those of {@link Flat} components among them
 * @param components where the values of the components stand among those of the keys, in order
 */
public record SettingsType(
    Class<? extends Record> record, List<SettingKey> keys, List<Component> components) {

  private static final Catalogue NO_PLUGINS = family -> Collections.emptySortedMap();

  /** Copies the lists. */
  public SettingsType {
    keys = List.copyOf(keys);
    components = List.copyOf(components);
  }

  /**
   * A component of the record.
   *
   * @param flat its type, if its keys stand among those of the record
   * @param keys indices of its keys: one, or in order those of its type
   */
  public record Component(Optional<SettingsType> flat, List<Integer> keys) {

    /** Copies the list. */
    public Component {
      keys = List.copyOf(keys);
    }
  }

  /**
   * Reads the annotations of a record of plug-in settings, and checks that the defaults parse and
   * lie within their ranges.
   *
   * @throws UnsupportedSettingsException if the record cannot hold settings
   */
  public static SettingsType of(Class<? extends Record> record) {
    return checked(record, NO_PLUGINS, Set.of());
  }

  /** Reads the annotations of a record that may hold {@link Choice}s of the catalogue. */
  static SettingsType of(Class<? extends Record> record, Catalogue catalogue) {
    return read(record, catalogue, new LinkedHashSet<>());
  }

  /**
   * Reads what a plug-in takes, as an experiment that names it does.
   *
   * @param catalogue the plug-ins that its settings may name
   * @throws UnsupportedSettingsException if its record cannot hold settings
   */
  public static SettingsType of(Plugin<?> plugin, Catalogue catalogue) {
    return checked(plugin.settings(), catalogue, Set.of());
  }

  /** Returns the key whose value's own keys stand among the others, if there is one. */
  public Optional<SettingKey> inlined() {
    return keys.stream().filter(SettingKey::inlined).findFirst();
  }

  /** Says whether all keys may be absent. */
  public boolean allByDefault() {
    return keys.stream().noneMatch(SettingKey::required);
  }

  /** Says whether the path of a file that holds the keys may stand for them. */
  public boolean mayBeInFile() {
    return record.isAnnotationPresent(InFile.class);
  }

  /**
   * Returns a key.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  SettingKey key(String name) {
    return keys.stream()
        .filter(key -> key.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no key " + name));
  }

  /**
   * Returns a record of this type with other values.
   *
   * @param changed by key
   * @throws InvalidSettingException if the record refuses them
   */
  <R extends Record> R with(R settings, Map<String, Object> changed) {
    List<Object> old = values(settings);
    List<Object> values = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      values.add(changed.getOrDefault(keys.get(index).name(), old.get(index)));
    }
    try {
      @SuppressWarnings("unchecked") // The record of this type is R.
      R created = (R) create(values);
      return created;
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof InvalidSettingException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(record.getName() + " cannot be created", refused);
    }
  }

  /** Returns the values of the keys, in order. */
  List<Object> values(Record settings) {
    Object[] values = new Object[keys.size()];
    for (int index = 0; index < components.size(); index++) {
      Component component = components.get(index);
      Object value = value(settings, index);
      List<Object> own =
          component.flat().map(type -> type.values((Record) value)).orElseGet(() -> List.of(value));
      for (int key = 0; key < own.size(); key++) {
        values[component.keys().get(key)] = own.get(key);
      }
    }
    return List.of(values);
  }

  private Object value(Record settings, int component) {
    try {
      var accessor = record.getRecordComponents()[component].getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(settings);
    } catch (ReflectiveOperationException failed) {
      throw new IllegalStateException(record.getName() + " cannot be read", failed);
    }
  }

  /**
   * Creates the record.
   *
   * @param values those of the keys, in order
   * @throws InvocationTargetException if its constructor, or that of a flat component, refuses them
   */
  Record create(List<Object> values) throws InvocationTargetException {
    List<Object> own = new ArrayList<>();
    for (Component component : components) {
      List<Object> given = component.keys().stream().map(values::get).toList();
      own.add(component.flat().isPresent() ? component.flat().get().create(given) : given.get(0));
    }
    try {
      Class<?>[] types =
          Arrays.stream(record.getRecordComponents())
              .map(RecordComponent::getType)
              .toArray(Class<?>[]::new);
      Constructor<? extends Record> constructor = record.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(own.toArray());
    } catch (NoSuchMethodException | InstantiationException | IllegalAccessException failed) {
      throw new IllegalStateException(record.getName() + " cannot be created", failed);
    }
  }

  private void checkDefaults() {
    String name = record.getSimpleName();
    for (SettingKey key : keys) {
      checkDefaults(key.type());
    }
    Decoder decoder = new Decoder(Path.of("").toAbsolutePath());
    Place place = Place.whole("the defaults of " + name);
    for (SettingKey key : keys) {
      key.byDefault()
          .ifPresent(node -> decoder.decode(key.type(), node, new Decoder.Site(key.name(), place)));
    }
    if (decoder.problems().isEmpty() && allByDefault()) {
      decoder.decode(
          new ValueType.Settings(this),
          new YamlNode.Mapping(place, List.of()),
          new Decoder.Site("", place));
    }
    if (!decoder.problems().isEmpty()) {
      Problem first = decoder.problems().get(0);
      throw new UnsupportedSettingsException(first.message() + " in " + first.place());
    }
  }

  private static void checkDefaults(ValueType type) {
    if (type instanceof ValueType.Settings settings) {
      settings.type().checkDefaults();
    } else if (type instanceof ValueType.Maybe maybe) {
      checkDefaults(maybe.value());
    } else if (type instanceof ValueType.Many many) {
      checkDefaults(many.item());
    } else if (type instanceof ValueType.Table table) {
      checkDefaults(table.value());
    } else if (type instanceof ValueType.Alternatives alternatives) {
      alternatives.type().checkDefaults();
    }
  }

  private static SettingsType read(
      Class<? extends Record> record, Catalogue catalogue, Set<Class<?>> within) {
    if (!record.isRecord()) {
      throw new UnsupportedSettingsException(record.getName() + " is not a record");
    }
    if (!within.add(record)) {
      throw new UnsupportedSettingsException(record.getSimpleName() + " holds itself");
    }
    List<SettingKey> keys = new ArrayList<>();
    List<Component> components = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (RecordComponent component : record.getRecordComponents()) {
      String where = record.getSimpleName() + "." + component.getName();
      int first = keys.size();
      if (component.isAnnotationPresent(Flat.class)) {
        SettingsType flat = flat(where, component.getType(), catalogue, within);
        for (SettingKey key : flat.keys()) {
          requireNew(where, key.name(), names);
          keys.add(key);
        }
        components.add(
            new Component(Optional.of(flat), IntStream.range(first, keys.size()).boxed().toList()));
        continue;
      }
      components.add(new Component(Optional.empty(), List.of(first)));
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new UnsupportedSettingsException(where + " lacks the annotation @Setting");
      }
      if (!(setting.min() <= setting.max())) {
        throw new UnsupportedSettingsException(where + " has a minimum above its maximum");
      }
      String name = kebab(component.getName());
      requireNew(where, name, names);
      ValueType type =
          type(where, component.getGenericType(), component, setting, catalogue, within);
      boolean inlined = component.isAnnotationPresent(Inlined.class);
      keys.add(new SettingKey(name, setting.value(), byDefault(where, setting), type, inlined));
    }
    for (SettingKey key : keys) {
      if (key.inlined() && key.type() instanceof ValueType.OneOf oneOf) {
        for (ValueType.Option option : oneOf.options().values()) {
          String name = option.plugin().name();
          if (names.contains(name)) {
            throw new UnsupportedSettingsException(
                option.plugin().getClass().getName() + " has the name of a key: " + name);
          }
        }
      }
    }
    within.remove(record);
    KeyOrder order = record.getAnnotation(KeyOrder.class);
    Automatic automatic = record.getAnnotation(Automatic.class);
    List<SettingKey> known = automatic == null ? keys : fitted(record, keys, automatic);
    SettingsType type = new SettingsType(record, known, components);
    return order == null ? type : type.ordered(List.of(order.value()));
  }

  /** Returns keys of which some may have the word {@code auto} for a value. */
  private static List<SettingKey> fitted(
      Class<? extends Record> record, List<SettingKey> keys, Automatic automatic) {
    List<String> fitted = List.of(automatic.keys());
    List<String> names = keys.stream().map(SettingKey::name).toList();
    if (!names.containsAll(fitted)) {
      throw new UnsupportedSettingsException(
          "%s has no such key for auto: %s"
              .formatted(record.getSimpleName(), String.join(", ", fitted)));
    }
    return keys.stream()
        .map(key -> fitted.contains(key.name()) ? key.fitted(automatic.rule()) : key)
        .toList();
  }

  private static void requireNew(String where, String key, Set<String> names) {
    if (!names.add(key)) {
      throw new UnsupportedSettingsException(where + " has the same key as another: " + key);
    }
  }

  private static SettingsType flat(
      String where, Class<?> type, Catalogue catalogue, Set<Class<?>> within) {
    if (!type.isRecord()) {
      throw new UnsupportedSettingsException(where + " is flat and not a record");
    }
    return read(type.asSubclass(Record.class), catalogue, within);
  }

  /** Returns the same with the keys in an order. */
  private SettingsType ordered(List<String> names) {
    List<String> known = keys.stream().map(SettingKey::name).toList();
    if (names.size() != known.size() || !Set.copyOf(names).equals(Set.copyOf(known))) {
      throw new UnsupportedSettingsException(
          "%s has an order of other keys than its own: %s"
              .formatted(record.getSimpleName(), String.join(", ", known)));
    }
    return new SettingsType(
        record,
        names.stream().map(name -> keys.get(known.indexOf(name))).toList(),
        components.stream()
            .map(
                component ->
                    new Component(
                        component.flat(),
                        component.keys().stream()
                            .map(key -> names.indexOf(known.get(key)))
                            .toList()))
            .toList());
  }

  private static Optional<YamlNode> byDefault(String where, Setting setting) {
    if (setting.byDefault().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          YamlReader.read(setting.byDefault(), Place.whole("the default of " + where)));
    } catch (YamlException malformed) {
      throw new UnsupportedSettingsException(
          malformed.getMessage() + " in the default of " + where);
    }
  }

  private static ValueType type(
      String where,
      Type type,
      RecordComponent component,
      Setting setting,
      Catalogue catalogue,
      Set<Class<?>> within) {
    if (type instanceof ParameterizedType generic) {
      Type argument = generic.getActualTypeArguments()[0];
      if (generic.getRawType() == Choice.class) {
        return oneOf(where, argument, catalogue, within);
      }
      if (generic.getRawType() == SortedMap.class && argument == String.class) {
        Type value = generic.getActualTypeArguments()[1];
        return new ValueType.Table(type(where, value, component, setting, catalogue, within));
      }
      if (generic.getRawType() == Alternatives.class && argument instanceof Class<?> record) {
        return new ValueType.Alternatives(read(record.asSubclass(Record.class), catalogue, within));
      }
      if (generic.getRawType() == WordOrTable.class && argument instanceof Class<?> words) {
        return new ValueType.WordOrTable(
            word(words), new ValueType.Table(new ValueType.Real(setting.min(), setting.max())));
      }
      if (generic.getRawType() == WordOrNumber.class && argument instanceof Class<?> words) {
        return new ValueType.Either(word(words), new ValueType.Real(setting.min(), setting.max()));
      }
      if (generic.getRawType() == Optional.class || generic.getRawType() == List.class) {
        ValueType inner = type(where, argument, component, setting, catalogue, within);
        if (inner instanceof ValueType.Maybe) {
          throw new UnsupportedSettingsException(
              where + " has an unsupported type: " + type.getTypeName());
        }
        return generic.getRawType() == List.class
            ? new ValueType.Many(inner, !component.isAnnotationPresent(NotEmpty.class))
            : new ValueType.Maybe(inner);
      }
    } else if (type == boolean.class || type == Boolean.class) {
      return new ValueType.Flag();
    } else if (type == int.class || type == Integer.class) {
      return new ValueType.Whole(
          (long) Math.max(Math.ceil(setting.min()), Integer.MIN_VALUE),
          (long) Math.min(Math.floor(setting.max()), Integer.MAX_VALUE),
          false);
    } else if (type == long.class || type == Long.class) {
      // The cast of a double beyond the range of long gives the nearest long.
      return new ValueType.Whole(
          (long) Math.ceil(setting.min()), (long) Math.floor(setting.max()), true);
    } else if (type == double.class || type == Double.class) {
      return new ValueType.Real(setting.min(), setting.max());
    } else if (type == String.class && component.isAnnotationPresent(MetricTerm.class)) {
      return new ValueType.Metric(options(Family.METRIC, catalogue, within));
    } else if (type == String.class) {
      Form form = component.getAnnotation(Form.class);
      return new ValueType.Text(
          Optional.ofNullable(form)
              .map(given -> new ValueType.TextForm(given.regex(), given.words())));
    } else if (type == Tree.class) {
      return new ValueType.Structure(definition(where, component));
    } else if (type == WholeOrText.class) {
      Form form = component.getAnnotation(Form.class);
      return new ValueType.WholeOrText(
          new ValueType.Whole((long) setting.min(), (long) setting.max(), false),
          new ValueType.TextForm(form.regex(), form.words()));
    } else if (type == Amount.class) {
      return new ValueType.Share();
    } else if (type == Path.class) {
      return new ValueType.FilePath();
    } else if (type instanceof Class<?> raw && raw.isEnum()) {
      return word(raw);
    } else if (type instanceof Class<?> raw && raw.isRecord()) {
      return new ValueType.Settings(read(raw.asSubclass(Record.class), catalogue, within));
    }
    throw new UnsupportedSettingsException(
        where + " has an unsupported type: " + type.getTypeName());
  }

  private static Optional<ValueType.Definition> definition(
      String where, RecordComponent component) {
    Schema schema = component.getAnnotation(Schema.class);
    if (schema == null) {
      return Optional.empty();
    }
    URL resource = component.getDeclaringRecord().getResource(schema.definitions());
    if (resource == null) {
      throw new UnsupportedSettingsException(where + " lacks " + schema.definitions());
    }
    return Optional.of(new ValueType.Definition(resource, schema.name()));
  }

  private static ValueType.Word word(Class<?> words) {
    List<Enum<?>> constants = new ArrayList<>();
    for (Object constant : words.getEnumConstants()) {
      constants.add((Enum<?>) constant);
    }
    return new ValueType.Word(constants);
  }

  private static ValueType oneOf(
      String where, Type argument, Catalogue catalogue, Set<Class<?>> within) {
    Type raw = argument instanceof ParameterizedType generic ? generic.getRawType() : argument;
    for (Family family : Family.values()) {
      if (family.type() == raw) {
        return options(family, catalogue, within);
      }
    }
    throw new UnsupportedSettingsException(where + " is of no family of plug-ins");
  }

  /** Returns the plug-ins of a family with what they take. */
  static ValueType.OneOf options(Family family, Catalogue catalogue) {
    return options(family, catalogue, new LinkedHashSet<>());
  }

  private static ValueType.OneOf options(Family family, Catalogue catalogue, Set<Class<?>> within) {
    SortedMap<String, ValueType.Option> options = new TreeMap<>();
    for (Plugin<?> plugin : catalogue.plugins(family).values()) {
      // A plug-in that is made of another of its family is not made of itself.
      if (!within.contains(plugin.settings())) {
        Set<Class<?>> around = new LinkedHashSet<>(within);
        options.put(
            plugin.name(),
            new ValueType.Option(plugin, () -> checked(plugin.settings(), catalogue, around)));
      }
    }
    return new ValueType.OneOf(
        family, Collections.unmodifiableSortedMap(options), catalogue.unusable(family));
  }

  private static SettingsType checked(
      Class<? extends Record> record, Catalogue catalogue, Set<Class<?>> within) {
    SettingsType type = read(record, catalogue, new LinkedHashSet<>(within));
    type.checkDefaults();
    return type;
  }

  /** Returns the key of a component: {@code batchSize} becomes {@code batch-size}. */
  static String kebab(String component) {
    return component
        .replaceAll("([a-z0-9])([A-Z])", "$1-$2")
        .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
        .replace('_', '-')
        .toLowerCase(Locale.ROOT);
  }
}
