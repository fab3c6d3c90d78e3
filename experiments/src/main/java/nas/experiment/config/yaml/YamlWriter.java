package nas.experiment.config.yaml;

import java.util.regex.Pattern;

/**
 * Writes a tree as YAML in one fixed form, so that equal trees give equal text: block style, two
 * spaces, double quotes only where a plain text would be misread.
 */
public final class YamlWriter {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9 ._/+@%=()-]*");

  private YamlWriter() {}

  /** Returns the text of a tree, ending in a line feed. */
  public static String write(YamlNode root) {
    StringBuilder text = new StringBuilder();
    if (isBlock(root)) {
      block(root, 0, text);
    } else {
      text.append(inline(root)).append('\n');
    }
    return text.toString();
  }

  /** Returns the text of a node that takes one line: a scalar, or an empty mapping or list. */
  private static String inline(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return scalar.quoted() ? text(scalar.text()) : scalar.text();
    }
    return node instanceof YamlNode.Mapping ? "{}" : "[]";
  }

  private static boolean isBlock(YamlNode node) {
    return (node instanceof YamlNode.Mapping mapping && !mapping.entries().isEmpty())
        || (node instanceof YamlNode.Sequence sequence && !sequence.items().isEmpty());
  }

  private static void block(YamlNode node, int depth, StringBuilder text) {
    if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        text.append("  ".repeat(depth)).append(text(entry.key())).append(':');
        if (isBlock(entry.value())) {
          text.append('\n');
          block(entry.value(), depth + 1, text);
        } else {
          text.append(' ').append(inline(entry.value())).append('\n');
        }
      }
    } else if (node instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        text.append("  ".repeat(depth)).append("- ");
        if (isBlock(item)) {
          StringBuilder inner = new StringBuilder();
          block(item, depth + 1, inner);
          text.append(inner.substring(2 * (depth + 1)));
        } else {
          text.append(inline(item)).append('\n');
        }
      }
    }
  }

  /** Returns a text as a plain scalar if it reads back as the same text, else in double quotes. */
  private static String text(String text) {
    boolean plain =
        PLAIN.matcher(text).matches()
            && !text.endsWith(" ")
            && new YamlNode.Scalar(Place.whole(""), text, false).type() == YamlNode.ScalarType.TEXT;
    if (plain) {
      return text;
    }
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            point -> {
              if (point == '"' || point == '\\') {
                quoted.append('\\').appendCodePoint(point);
              } else if (point == '\n') {
                quoted.append("\\n");
              } else if (isKept(point)) {
                quoted.appendCodePoint(point);
              } else {
                quoted.append(String.format("\\U%08X", point));
              }
            });
    return quoted.append('"').toString();
  }

  /** Not {@link #isPrintable}, whose answers change with the Unicode version of the JVM. */
  private static boolean isKept(int point) {
    return (point >= 0x20 && point <= 0x7E)
        || (point >= 0xA0 && point <= 0x1FFF)
        || (point >= 0x2030 && point <= 0xD7FF)
        || point >= 0x10000;
  }

  /** Says whether a code point has a visible form or is a space. */
  public static boolean isPrintable(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
