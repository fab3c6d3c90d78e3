/** The command line: commands, messages, exit codes; the composition root of the program. */
@NullMarked
package nas.experiment.cli;

import org.jspecify.annotations.NullMarked;
