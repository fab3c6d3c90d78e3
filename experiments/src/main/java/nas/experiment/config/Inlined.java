package nas.experiment.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that the name of a {@link Choice} stands beside the other keys of its record, and not under
 * a key of its own: {@code {name: AE, aging-evolution: {...}}}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface Inlined {}
