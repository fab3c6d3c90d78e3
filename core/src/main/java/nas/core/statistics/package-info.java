/** Statistics of numbers, whatever they measure. */
@NullMarked
package nas.core.statistics;

import org.jspecify.annotations.NullMarked;
