/** Reads published benchmarks, in the formats they come in, without running anything in them. */
@NullMarked
package nas.evaluator.tabular.importing;

import org.jspecify.annotations.NullMarked;
