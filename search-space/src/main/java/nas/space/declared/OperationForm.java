package nas.space.declared;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nas.network.Attributes;
import nas.network.Attributes.Attribute;
import nas.network.Operation;
import nas.network.Padding;
import nas.network.Sides;
import nas.network.Usual;
import org.jspecify.annotations.Nullable;

/** A kind of operation; its attributes are its parameters. */
final class OperationForm implements Callee {

  private static final int MAX = 1 << 24;

  private final Class<? extends Operation> kind;
  private final Map<String, Attribute> attributes = new LinkedHashMap<>();
  private final Set<String> required = new LinkedHashSet<>();

  OperationForm(Class<? extends Operation> kind) {
    this.kind = kind;
    for (Attribute attribute : Attributes.declared(kind)) {
      attributes.put(attribute.name(), attribute);
      if (attribute.usual().isEmpty()) {
        required.add(attribute.name());
      }
    }
  }

  @Override
  public String name() {
    return Attributes.kind(kind);
  }

  @Override
  public List<String> parameters() {
    return List.copyOf(attributes.keySet());
  }

  @Override
  public Set<String> required() {
    return required;
  }

  @Override
  public String signature() {
    return name();
  }

  /**
   * Creates the operation.
   *
   * @throws IllegalArgumentException if it cannot have such attributes together
   * @throws nas.core.plugin.InvalidSettingException if one is out of range
   */
  Operation create(Map<String, Argument.Values> values) {
    Map<String, Object> typed = new HashMap<>();
    // Paddings last, as they may follow from other attributes.
    for (boolean padding : List.of(false, true)) {
      attributes.forEach(
          (name, attribute) -> {
            if (padding == (attribute.type() == Padding.class)) {
              Argument.Values given =
                  values.getOrDefault(name, Argument.Values.usual(attribute.usual()));
              typed.put(name, value(attribute, given, typed));
            }
          });
    }
    return Attributes.create(kind, attribute -> typed(typed, attribute.name()));
  }

  private static Object typed(Map<String, Object> typed, String name) {
    @Nullable Object value = typed.get(name);
    if (value == null) {
      throw new IllegalStateException("nothing was made of " + name);
    }
    return value;
  }

  private static Object value(
      Attribute attribute, Argument.Values given, Map<String, Object> others) {
    List<Object> found = given.values();
    if (attribute.type() == Sides.class && found.size() <= 2) {
      int width = whole(attribute, found.get(found.size() - 1), given);
      return new Sides(whole(attribute, found.get(0), given), width);
    } else if (attribute.type() == Padding.class && found.get(0).equals(Usual.SAME)) {
      return same(others);
    } else if (attribute.type() == Padding.class && (found.size() == 1 || found.size() == 4)) {
      List<Integer> sides = found.stream().map(value -> whole(attribute, value, given)).toList();
      return sides.size() == 1
          ? Padding.of(sides.get(0))
          : new Padding(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
    }
    Object only = given.only(attribute.name());
    if (attribute.type() == int.class) {
      return whole(attribute, only, given);
    } else if (attribute.type() == double.class && only instanceof Double number) {
      if (number < attribute.setting().min() || number > attribute.setting().max()) {
        throw refused(attribute, given, "a number " + range(attribute));
      }
      return number;
    } else if (attribute.type() == boolean.class && (only.equals(0.0) || only.equals(1.0))) {
      return only.equals(1.0);
    }
    throw refused(
        attribute, given, attribute.type() == boolean.class ? "true or false" : "a number");
  }

  /** Returns the padding that keeps the size of an image at stride 1. */
  private static Padding same(Map<String, Object> others) {
    Sides kernel = (Sides) others.getOrDefault("kernel", Sides.of(1));
    Sides dilation = (Sides) others.getOrDefault("dilation", Sides.of(1));
    int rows = dilation.height() * (kernel.height() - 1);
    int columns = dilation.width() * (kernel.width() - 1);
    return new Padding(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static int whole(Attribute attribute, Object value, Argument.Values given) {
    if (!(value instanceof Double number) || number != Math.rint(number)) {
      boolean fraction = value instanceof Double;
      throw given
          .part()
          .refused(
              "%s (%s) must be a whole number".formatted(attribute.name(), given.shown()),
              fraction ? "use floor(...) or ceil(...)" : "");
    }
    double least = Math.max(attribute.setting().min(), -MAX);
    double most = Math.min(attribute.setting().max(), MAX);
    if (number < least || number > most) {
      throw refused(attribute, given, "a whole number " + range(attribute));
    }
    return number.intValue();
  }

  private static String range(Attribute attribute) {
    double max = Math.min(attribute.setting().max(), MAX);
    return Double.isInfinite(attribute.setting().min())
        ? "of at most " + Expression.text(max)
        : "from %s to %s"
            .formatted(Expression.text(attribute.setting().min()), Expression.text(max));
  }

  private static RuntimeException refused(
      Attribute attribute, Argument.Values given, String wanted) {
    return given
        .part()
        .refused("%s (%s) must be %s".formatted(attribute.name(), given.shown(), wanted), "");
  }

  /** Returns what a single value stands for: a number, 1 or 0 for true and false, or a text. */
  static Object literal(String text) {
    if (text.equals("true") || text.equals("false")) {
      return text.equals("true") ? 1.0 : 0.0;
    }
    return text.matches("[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?")
        ? (Object) Double.valueOf(text)
        : text;
  }
}
