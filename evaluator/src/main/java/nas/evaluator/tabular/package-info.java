/** Benchmarks as tables: one file format for all of them, and the evaluator that looks up. */
@NullMarked
package nas.evaluator.tabular;

import org.jspecify.annotations.NullMarked;
