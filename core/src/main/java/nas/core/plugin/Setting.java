package nas.core.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes one component of a settings record.
 *
 * <p>The key in an experiment file is the component's name in lower case with hyphens ({@code
 * batchSize} becomes {@code batch-size}). Component types: {@code boolean}, {@code int}, {@code
 * long}, {@code double}, {@code String}, {@code java.nio.file.Path}, enums (constants in lower case
 * with hyphens, or as {@link Word} says), {@link Amount}, {@code Optional} of those, {@code List}
 * of those, and records.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {

  /** One sentence on what the setting does, with its unit. */
  String value();

  /** The default as it would stand in the file; empty: the setting must be given. */
  String byDefault() default "";

  /** Smallest value of a number. */
  double min() default Double.NEGATIVE_INFINITY;

  /** Greatest value of a number. */
  double max() default Double.POSITIVE_INFINITY;
}
