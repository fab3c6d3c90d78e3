/** Where evaluations take place: in this process, or wherever texts reach. */
@NullMarked
package nas.experiment.place;

import org.jspecify.annotations.NullMarked;
