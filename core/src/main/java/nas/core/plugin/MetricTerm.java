package nas.core.plugin;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says that a text, or each text of a list, names a metric. For a column of the evaluator's table,
 * {@code {column: zen, better: higher}} may stand for the text {@code column:zen:higher}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface MetricTerm {}
