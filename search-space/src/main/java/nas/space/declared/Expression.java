package nas.space.declared;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value that depends on others, such as {@code max(8, floor(in / 4))} or {@code stride == 1 and
 * in == width}.
 *
 * <p>Values are numbers and texts in single quotes; comparisons yield 1 or 0. From weak to strong
 * bind {@code or}, {@code and}, {@code not}, {@code == != < <= > >=}, {@code + -}, {@code * / %}, a
 * sign; there are {@code min}, {@code max}, {@code floor}, {@code ceil}.
 */
final class Expression {

  /** Names that mean something in all expressions. */
  static final Set<String> WORDS =
      Set.of("and", "or", "not", "true", "false", "min", "max", "floor", "ceil");

  private static final int MAX_LENGTH = 200;
  private static final MathContext SHOWN = new MathContext(6);
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*(?:([0-9]+(?:[.][0-9]+)?(?:[eE][-+]?[0-9]+)?|[.][0-9]+)|([A-Za-z][A-Za-z0-9_]*)"
              + "|'([^']*)'|(==|!=|<=|>=|[-+*/%()<>,])|$)");
  private static final Map<String, DoubleBinaryOperator> BINARY =
      Map.of(
          "+", Double::sum,
          "-", (one, other) -> one - other,
          "*", (one, other) -> one * other,
          "/", (one, other) -> one / other,
          "%", (one, other) -> one % other,
          "<", (one, other) -> number(one < other),
          "<=", (one, other) -> number(one <= other),
          ">", (one, other) -> number(one > other),
          ">=", (one, other) -> number(one >= other));

  /** Computes a value, a {@link Double} or a {@link String}. */
  private interface Term {
    Object value(Map<String, Object> names);
  }

  private final String text;
  private final Set<String> names = new LinkedHashSet<>();
  private final Term term;

  /** The next token and what kind it is, while the text is read. */
  private final Matcher tokens;

  private String token = "";
  private int kind;

  private Expression(String text) {
    this.text = text;
    tokens = TOKEN.matcher(text);
    if (text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("it has more than %d characters".formatted(MAX_LENGTH));
    }
    next();
    term = binary(0);
    if (kind != 0) {
      throw unexpected();
    }
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException if it is none, saying why
   */
  static Expression parse(String text) {
    return new Expression(text);
  }

  /** Says whether a text can be the name of a value. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches() && !WORDS.contains(text);
  }

  /** Returns the names of the values that it depends on. */
  Set<String> names() {
    return Collections.unmodifiableSet(names);
  }

  /**
   * Computes the value, a {@link Double} or a {@link String}.
   *
   * @throws IllegalArgumentException if it has none, saying why
   */
  Object value(Map<String, Object> values) {
    Object value = term.value(values);
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw new IllegalArgumentException("'%s' divides by 0 or is too large".formatted(text));
    }
    return value;
  }

  /** Computes whether it holds: whether its value is a number and not 0. */
  boolean holds(Map<String, Object> values) {
    return number(value(values)) != 0;
  }

  @Override
  public String toString() {
    return text;
  }

  private void next() {
    if (!tokens.lookingAt()) {
      throw new IllegalArgumentException(
          "there is something wrong at '%s'"
              .formatted(text.substring(tokens.regionStart()).strip()));
    }
    kind = 0;
    token = "";
    for (int group = 1; group <= tokens.groupCount(); group++) {
      @Nullable String found = tokens.group(group);
      if (found != null) {
        kind = group;
        token = found;
      }
    }
    tokens.region(tokens.end(), text.length());
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        kind == 0 ? "it ends too early" : "'%s' does not fit there".formatted(token));
  }

  private boolean take(String... wanted) {
    return (kind == 4 || kind == 2) && List.of(wanted).contains(token);
  }

  /** Reads operators that bind at least as strongly as a level. */
  private Term binary(int level) {
    if (level == 2 && take("not")) {
      next();
      Term negated = binary(level);
      return values -> number(number(negated.value(values)) == 0);
    }
    if (level == 6) {
      return sign();
    }
    Term term = binary(level + 1);
    while (take(operators(level))) {
      String operator = token;
      next();
      Term left = term;
      Term right = binary(level + 1);
      term = values -> apply(operator, left, right, values);
    }
    return term;
  }

  private static String[] operators(int level) {
    return switch (level) {
      case 0 -> new String[] {"or"};
      case 1 -> new String[] {"and"};
      case 3 -> new String[] {"==", "!=", "<=", ">=", "<", ">"};
      case 4 -> new String[] {"+", "-"};
      case 5 -> new String[] {"*", "/", "%"};
      default -> new String[0];
    };
  }

  private Object apply(String operator, Term left, Term right, Map<String, Object> values) {
    Object one = left.value(values);
    if (operator.equals("and") || operator.equals("or")) {
      boolean decided = (number(one) != 0) == operator.equals("or");
      return number(decided ? operator.equals("or") : number(right.value(values)) != 0);
    }
    Object other = right.value(values);
    if (operator.equals("==") || operator.equals("!=")) {
      return number(one.equals(other) == operator.equals("=="));
    }
    @Nullable DoubleBinaryOperator computed = BINARY.get(operator);
    if (computed == null) {
      throw new IllegalStateException("there is no operator " + operator);
    }
    // Adding zero turns -0.0, which is not equal to 0, into 0.
    return computed.applyAsDouble(number(one), number(other)) + 0.0;
  }

  private Term sign() {
    if (take("-")) {
      next();
      Term negated = sign();
      return values -> 0.0 - number(negated.value(values));
    }
    Term atom = atom();
    next();
    return atom;
  }

  private Term atom() {
    String found = token;
    if (kind == 1) {
      double number = Double.parseDouble(found);
      return values -> number;
    } else if (kind == 2) {
      return named(found);
    } else if (kind == 3) {
      return values -> found;
    } else if (!take("(")) {
      throw unexpected();
    }
    next();
    Term inner = binary(0);
    require(")");
    return inner;
  }

  private Term named(String name) {
    if (name.equals("true") || name.equals("false")) {
      double number = number(name.equals("true"));
      return values -> number;
    }
    if (isName(name)) {
      names.add(name);
      return values -> known(name, values);
    }
    if (take("and", "or", "not")) {
      throw unexpected();
    }
    List<Term> arguments = new ArrayList<>();
    next();
    require("(");
    do {
      next();
      arguments.add(binary(0));
    } while (take(","));
    require(")");
    if (arguments.size() > 1 && !name.startsWith("m")) {
      throw new IllegalArgumentException(name + " takes one value");
    }
    return values -> function(name, arguments.stream().mapToDouble(a -> number(a.value(values))));
  }

  private void require(String wanted) {
    if (!take(wanted)) {
      throw kind == 0
          ? new IllegalArgumentException("'%s' is missing".formatted(wanted))
          : unexpected();
    }
  }

  private static double function(String name, java.util.stream.DoubleStream arguments) {
    return switch (name) {
      case "min" -> arguments.min().orElseThrow();
      case "max" -> arguments.max().orElseThrow();
      case "floor" -> Math.floor(arguments.sum());
      default -> Math.ceil(arguments.sum()) + 0.0;
    };
  }

  private static Object known(String name, Map<String, Object> values) {
    @Nullable Object value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("nothing says what %s is".formatted(name));
    }
    return value;
  }

  private static double number(boolean holds) {
    return holds ? 1 : 0;
  }

  private static double number(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    throw new IllegalArgumentException("'%s' is no number".formatted(value));
  }

  /** Returns a value as people write it, fractions to six digits. */
  static String text(Object value) {
    if (value instanceof Double number) {
      return Math.abs(number) < 1e15 && number == Math.rint(number)
          ? String.valueOf(number.longValue())
          : new BigDecimal(number, SHOWN).stripTrailingZeros().toString();
    }
    return String.valueOf(value);
  }
}
