/** Trained networks as files: written, read, checked, exported and used. */
@NullMarked
package nas.engine.model;

import org.jspecify.annotations.NullMarked;
