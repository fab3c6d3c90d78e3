/** Local search. */
@NullMarked
package nas.strategy.local;

import org.jspecify.annotations.NullMarked;
