package nas.space.declared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Tree;

/**
 * A part of what a file says.
 *
 * @param tree what it says there
 * @param path the key path of that, such as {@code blocks.mb[2].convolution}
 */
record Part(Tree tree, String path) {

  InvalidSettingException refused(String problem, String advice) {
    return new InvalidSettingException(path, problem, advice);
  }

  /** Returns the entries of a mapping, by part. */
  record Named(String key, Part value) {}

  List<Named> entries(String what) {
    if (!(tree instanceof Tree.Mapping mapping)) {
      throw refused("%s must be a mapping of names".formatted(what), "");
    }
    return mapping.entries().stream()
        .map(entry -> new Named(entry.key(), new Part(entry.value(), path + "." + entry.key())))
        .toList();
  }

  List<Part> items(String what) {
    if (!(tree instanceof Tree.Items list)) {
      throw refused("%s must be a list".formatted(what), "");
    }
    List<Part> parts = new ArrayList<>();
    for (int index = 0; index < list.items().size(); index++) {
      parts.add(new Part(list.items().get(index), path + "[" + index + "]"));
    }
    return parts;
  }

  Optional<Part> find(String key) {
    return tree instanceof Tree.Mapping mapping
        ? mapping.entries().stream()
            .filter(entry -> entry.key().equals(key))
            .findFirst()
            .map(entry -> new Part(entry.value(), path + "." + key))
        : Optional.empty();
  }

  boolean isScalar() {
    return tree instanceof Tree.Scalar;
  }

  boolean isList() {
    return tree instanceof Tree.Items;
  }

  /** Returns the text of a single value. */
  String text(String what) {
    if (tree instanceof Tree.Scalar scalar) {
      return scalar.text().strip();
    }
    throw refused(
        "%s must be a single value, not %s"
            .formatted(what, tree instanceof Tree.Items ? "a list" : "a mapping"),
        "");
  }

  /** Reads an expression. */
  Expression expression(String what) {
    String text = text(what);
    try {
      return Expression.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused(
          "%s (%s) is no expression: %s".formatted(what, text, e.getMessage()),
          "write numbers, names, + - * / %, comparisons, min, max, floor and ceil");
    }
  }
}
