package nas.experiment.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A node of a YAML document, with the place where it stands. */
public sealed interface YamlNode {

  /** How keys of a document's root begin that are free to hold anchors. */
  String HOLDER = "x-";

  /** Returns where the node begins. */
  Place place();

  /** Returns what the node is, for messages: the text of a scalar, or {@code a mapping}. */
  String brief();

  /**
   * A mapping.
   *
   * @param entries keys and values in the order of the file; no key stands twice
   */
  record Mapping(Place place, List<Entry> entries) implements YamlNode {

    /** Copies the list. */
    public Mapping {
      entries = List.copyOf(entries);
    }

    /** Returns the entry of a key, if there is one. */
    public Optional<Entry> find(String key) {
      return entries.stream().filter(entry -> entry.key().equals(key)).findFirst();
    }

    /**
     * Returns this mapping without the keys that hold nothing but anchors, as in {@code x-common:
     * &c ...}.
     */
    public Mapping withoutHolders() {
      return new Mapping(
          place, entries.stream().filter(entry -> !entry.key().startsWith(HOLDER)).toList());
    }

    /** Returns this mapping with one entry replaced at its place, or added at the end. */
    public Mapping with(Entry replacement) {
      List<Entry> changed = new ArrayList<>(entries);
      for (int index = 0; index < changed.size(); index++) {
        if (changed.get(index).key().equals(replacement.key())) {
          changed.set(index, replacement);
          return new Mapping(place, changed);
        }
      }
      changed.add(replacement);
      return new Mapping(place, changed);
    }

    @Override
    public String brief() {
      return "a mapping";
    }
  }

  /**
   * A key with its value.
   *
   * @param key the key
   * @param place where the key stands
   * @param value the value
   */
  record Entry(String key, Place place, YamlNode value) {}

  /**
   * A list.
   *
   * @param items items in the order of the file
   */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {

    /** Copies the list. */
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public String brief() {
      return "a list";
    }
  }

  /**
   * A single value.
   *
   * @param text the text, quotes and escapes resolved
   * @param quoted whether it is quoted or a block of text, and so always {@link ScalarType#TEXT}
   */
  record Scalar(Place place, String text, boolean quoted) implements YamlNode {

    private static final int BRIEF_LENGTH = 40;
    private static final Pattern NULL = Pattern.compile("null|Null|NULL|~|");
    private static final Pattern BOOLEAN = Pattern.compile("true|True|TRUE|false|False|FALSE");
    private static final Pattern INTEGER =
        Pattern.compile("[-+]?[0-9]++|0o[0-7]++|0x[0-9a-fA-F]++");
    private static final Pattern REAL =
        Pattern.compile(
            "[-+]?(\\.[0-9]++|[0-9]++(\\.[0-9]*+)?)([eE][-+]?[0-9]++)?"
                + "|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

    /** Returns the type by the core schema of YAML 1.2. */
    public ScalarType type() {
      if (quoted) {
        return ScalarType.TEXT;
      } else if (NULL.matcher(text).matches()) {
        return ScalarType.NULL;
      } else if (BOOLEAN.matcher(text).matches()) {
        return ScalarType.BOOLEAN;
      } else if (INTEGER.matcher(text).matches()) {
        return ScalarType.INTEGER;
      } else if (REAL.matcher(text).matches()) {
        return ScalarType.REAL;
      }
      return ScalarType.TEXT;
    }

    @Override
    public String brief() {
      StringBuilder brief = new StringBuilder();
      text.codePoints()
          .limit(BRIEF_LENGTH)
          .forEach(point -> brief.appendCodePoint(YamlWriter.isPrintable(point) ? point : '?'));
      if (text.codePointCount(0, text.length()) > BRIEF_LENGTH) {
        brief.append("...");
      }
      return quoted ? "'" + brief + "'" : brief.toString();
    }
  }

  /** Types of scalars in the core schema of YAML 1.2. */
  enum ScalarType {
    /** No value: nothing, {@code ~} or {@code null}. */
    NULL,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** A number without a fraction or exponent: decimal, {@code 0o17} or {@code 0x1f}. */
    INTEGER,
    /** Any other number, {@code .inf} and {@code .nan} included. */
    REAL,
    /** Everything else. */
    TEXT
  }
}
