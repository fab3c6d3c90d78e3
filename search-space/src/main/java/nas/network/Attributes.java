package nas.network;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import nas.core.plugin.Setting;

/**
 * The named, typed attributes of operations: the components of their records, under their names in
 * lower case with hyphens.
 */
public final class Attributes {

  /**
   * An attribute of a kind of operation.
   *
   * @param name its name, such as {@code out-channels}
   * @param type {@code int}, {@code double}, {@code boolean} or another type of a component
   * @param setting what it is, its range and its default
   * @param usual what it is where a person leaves it out; empty if it must be said
   */
  public record Attribute(String name, Class<?> type, Setting setting, String usual) {}

  private static final ClassValue<List<Attribute>> DECLARED =
      new ClassValue<>() {
        @Override
        protected List<Attribute> computeValue(Class<?> kind) {
          return attributes(kind.asSubclass(Operation.class));
        }
      };

  private Attributes() {}

  /** Returns the attributes of a kind of operation, in the order of the record's components. */
  public static List<Attribute> declared(Class<? extends Operation> kind) {
    return DECLARED.get(kind);
  }

  private static List<Attribute> attributes(Class<? extends Operation> kind) {
    List<Attribute> attributes = new ArrayList<>();
    for (RecordComponent component : components(kind)) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new IllegalStateException(
            "component %s of operation %s must say what it is by @Setting"
                .formatted(component.getName(), kind.getName()));
      }
      Usual usual = component.getAnnotation(Usual.class);
      attributes.add(
          new Attribute(
              hyphenated(component.getName()),
              component.getType(),
              setting,
              usual == null ? setting.byDefault() : usual.value()));
    }
    return List.copyOf(attributes);
  }

  /** Returns the values of an operation's attributes by name, in order. */
  public static Map<String, Object> of(Operation operation) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : components(operation.getClass())) {
      try {
        component.getAccessor().setAccessible(true);
        values.put(hyphenated(component.getName()), component.getAccessor().invoke(operation));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component + " of " + operation, e);
      }
    }
    return values;
  }

  /**
   * Returns the operation of a kind that has certain attributes.
   *
   * @param value gives the value of every attribute, of its type
   * @throws IllegalArgumentException if the operation refuses the values, saying why
   */
  public static <O extends Operation> O create(Class<O> kind, Function<Attribute, Object> value) {
    List<Attribute> attributes = declared(kind);
    Object[] values = attributes.stream().map(value).toArray();
    try {
      Constructor<O> constructor =
          kind.getDeclaredConstructor(
              attributes.stream().map(Attribute::type).toArray(Class<?>[]::new));
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException refused) {
        throw refused;
      }
      throw new IllegalStateException("cannot make a " + kind.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + kind.getName(), e);
    }
  }

  private static RecordComponent[] components(Class<? extends Operation> kind) {
    RecordComponent[] components = kind.getRecordComponents();
    if (components == null) {
      throw new IllegalStateException("operation " + kind.getName() + " must be a record");
    }
    return components;
  }

  /** Returns the name of a kind of operation: that of its record. */
  public static String kind(Class<? extends Operation> kind) {
    return hyphenated(kind.getSimpleName());
  }

  private static String hyphenated(String camelCase) {
    return camelCase.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
