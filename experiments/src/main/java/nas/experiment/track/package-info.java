/** Runs as experiment trackers keep them: scalars over steps. */
@NullMarked
package nas.experiment.track;

import org.jspecify.annotations.NullMarked;
