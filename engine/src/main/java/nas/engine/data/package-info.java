/** Labelled images: the readers of common formats and the splits made of them. */
@NullMarked
package nas.engine.data;

import org.jspecify.annotations.NullMarked;
