/** Measurements of speed, and the command line that runs them; not part of {@code nas.jar}. */
@NullMarked
package nas.benchmark;

import org.jspecify.annotations.NullMarked;
