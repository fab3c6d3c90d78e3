/**
 * What a run leaves behind: journal, provenance, statistics, tables, plots and the report.
 *
 * <p>Knows nothing of spaces, strategies and evaluators but the plain records they are written as.
 */
@NullMarked
package nas.result;

import org.jspecify.annotations.NullMarked;
