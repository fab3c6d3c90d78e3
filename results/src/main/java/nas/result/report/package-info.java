/** Tables, plots and the report of a run, all derived from its journals. */
@NullMarked
package nas.result.report;

import org.jspecify.annotations.NullMarked;
