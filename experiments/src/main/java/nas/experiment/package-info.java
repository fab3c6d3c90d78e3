/** YAML experiments, the runner and the command line. */
@NullMarked
package nas.experiment;

import org.jspecify.annotations.NullMarked;
