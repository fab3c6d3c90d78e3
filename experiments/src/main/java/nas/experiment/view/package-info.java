/** A page that shows runs while they go on: what it asks for, and the server that answers. */
@NullMarked
package nas.experiment.view;

import org.jspecify.annotations.NullMarked;
