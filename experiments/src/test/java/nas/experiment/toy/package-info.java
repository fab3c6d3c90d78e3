/** Plug-ins for tests. */
@NullMarked
package nas.experiment.toy;

import org.jspecify.annotations.NullMarked;
