package nas.core.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The order in which the keys of a record stand where the program writes them, if that is not the
 * order of its components. Digests of experiments depend on it, so a key that came later stands
 * later, whatever its subject.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface KeyOrder {

  /** All keys, those of {@link Flat} components among them. */
  String[] value();
}
