/** How well the scores of metrics predict accuracies: figures, tables and plots. */
@NullMarked
package nas.result.correlation;

import org.jspecify.annotations.NullMarked;
