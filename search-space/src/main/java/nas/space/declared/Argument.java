package nas.space.declared;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nas.core.plugin.Tree;
import nas.network.Usual;

/**
 * What a parameter is told.
 *
 * @param values one value; for sides and paddings maybe several
 * @param part where it stands
 */
record Argument(List<Expression> values, Part part) {

  /** Copies the list. */
  Argument {
    values = List.copyOf(values);
  }

  static Argument of(Part part, String what) {
    List<Part> parts = part.isList() ? part.items(what) : List.of(part);
    return new Argument(parts.stream().map(each -> each.expression(what)).toList(), part);
  }

  Set<String> names() {
    return values.stream()
        .flatMap(value -> value.names().stream())
        .collect(Collectors.toCollection(java.util.LinkedHashSet::new));
  }

  /** Computes the values. */
  Values in(Map<String, Object> names) {
    try {
      return new Values(
          values.stream().map(value -> value.value(names)).toList(), toString(), part);
    } catch (IllegalArgumentException e) {
      throw part.refused(
          String.valueOf(e.getMessage()),
          names().stream()
              .filter(name -> !names.containsKey(name) && !name.equals(Usual.SAME))
              .findFirst()
              .map("give %s its value before, by let"::formatted)
              .orElse(""));
    }
  }

  @Override
  public String toString() {
    return values.stream().map(Expression::toString).collect(Collectors.joining(", "));
  }

  /**
   * The values of an argument.
   *
   * @param values numbers and texts
   * @param text how they are written
   * @param part where they stand
   */
  record Values(List<Object> values, String text, Part part) {

    /** Copies the list. */
    Values {
      values = List.copyOf(values);
    }

    /** Returns the value of what nobody says. */
    static Values usual(String text) {
      return new Values(
          List.of(OperationForm.literal(text)), text, new Part(new Tree.Items(List.of()), ""));
    }

    /** Returns the only value. */
    Object only(String parameter) {
      if (values.size() != 1) {
        throw part.refused("%s must be one value, not %d".formatted(parameter, values.size()), "");
      }
      return values.get(0);
    }

    /** Returns what was computed, and from what. */
    String shown() {
      String found = values.stream().map(Expression::text).collect(Collectors.joining(", "));
      return found.equals(text) ? found : text + " = " + found;
    }
  }
}
