package nas.core.plugin;

import java.util.List;

/**
 * A value of any form, as YAML has it: whoever takes it says what it may be.
 *
 * <p>No value at all is an empty mapping.
 */
public sealed interface Tree {

  /**
   * A single value.
   *
   * @param text as it stands in the file, quotes and escapes resolved
   * @param isText whether it is a text, and no number, truth value or the like
   */
  record Scalar(String text, boolean isText) implements Tree {}

  /**
   * A list.
   *
   * @param items in the order of the file
   */
  record Items(List<Tree> items) implements Tree {
    /** Copies the list. */
    public Items {
      items = List.copyOf(items);
    }
  }

  /**
   * A mapping.
   *
   * @param entries in the order of the file; no key stands twice
   */
  record Mapping(List<Entry> entries) implements Tree {
    /** Copies the list. */
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /** A key with its value. */
  record Entry(String key, Tree value) {}
}
