/** From the network found to one that people can take home. */
@NullMarked
package nas.experiment.train;

import org.jspecify.annotations.NullMarked;
