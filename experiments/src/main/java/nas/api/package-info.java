/**
 * Searches from Java: what an experiment file says, said in one expression, and the result as
 * values.
 */
@NullMarked
package nas.api;

import org.jspecify.annotations.NullMarked;
