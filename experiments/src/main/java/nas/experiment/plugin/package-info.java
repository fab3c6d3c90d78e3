/** Finds the plug-ins on the class path and puts them into one catalogue. */
@NullMarked
package nas.experiment.plugin;

import org.jspecify.annotations.NullMarked;
