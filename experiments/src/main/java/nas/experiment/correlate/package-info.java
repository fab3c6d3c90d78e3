/** Brings scores and accuracies from files together. */
@NullMarked
package nas.experiment.correlate;

import org.jspecify.annotations.NullMarked;
