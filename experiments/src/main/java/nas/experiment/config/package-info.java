/**
 * From a YAML file to records: one description of the settings ({@link
 * nas.experiment.config.ValueType}), read from annotated records, from which decoder, canonical
 * text, JSON Schema and help follow.
 */
@NullMarked
package nas.experiment.config;

import org.jspecify.annotations.NullMarked;
