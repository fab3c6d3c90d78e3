/** Executes the searches of an experiment: workers, journal, resumption, progress. */
@NullMarked
package nas.experiment.run;

import org.jspecify.annotations.NullMarked;
