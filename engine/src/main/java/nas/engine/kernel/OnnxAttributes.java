package nas.engine.kernel;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Attributes of an ONNX node, by name. */
public final class OnnxAttributes {

  private final SortedMap<String, Object> values = new TreeMap<>();

  /** Returns no attributes; to be filled. */
  public static OnnxAttributes none() {
    return new OnnxAttributes();
  }

  /** Adds a whole number. */
  public OnnxAttributes number(String name, long value) {
    values.put(name, value);
    return this;
  }

  /** Adds a number. */
  public OnnxAttributes real(String name, float value) {
    values.put(name, value);
    return this;
  }

  /** Adds a text. */
  public OnnxAttributes text(String name, String value) {
    values.put(name, value);
    return this;
  }

  /** Adds whole numbers. */
  public OnnxAttributes numbers(String name, long... list) {
    values.put(name, list.clone());
    return this;
  }

  /** Returns the values: {@code Long}, {@code Float}, {@code String} or {@code long[]}. */
  public SortedMap<String, Object> values() {
    return Collections.unmodifiableSortedMap(values);
  }
}
