package nas.network;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What an attribute of an {@link Operation} is where a person who writes the operation down leaves
 * it out. Files of networks state it all the same.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Usual {

  /**
   * The padding with which a window at stride 1 yields an image of the same size; of an odd number
   * of pixels the first is on the far side.
   */
  String SAME = "same";

  /** The value as it would stand in a file. */
  String value();
}
