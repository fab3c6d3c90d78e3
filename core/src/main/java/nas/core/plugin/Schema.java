package nas.core.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a {@link Tree} may be, for the JSON Schema of experiment files. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Schema {

  /**
   * Name of a resource beside the record: a JSON object of definitions, which become definitions of
   * the whole schema and may refer to each other as such, by {@code #/$defs/NAME}.
   */
  String definitions();

  /** Which of them the tree must fit. */
  String name();
}
