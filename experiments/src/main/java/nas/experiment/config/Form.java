package nas.experiment.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Limits a text of the experiment's own records to a form. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Form {

  /** Regular expression for the whole text, valid in Java and in ECMAScript. */
  String regex();

  /** The form in words, after "must be": {@code 1 to 60 letters}. */
  String words();
}
