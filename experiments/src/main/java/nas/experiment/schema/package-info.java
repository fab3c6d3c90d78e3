/** The JSON Schema of experiment files, for editors. */
@NullMarked
package nas.experiment.schema;

import org.jspecify.annotations.NullMarked;
