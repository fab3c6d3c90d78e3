/** Pure functions from trials to the numbers that are reported. */
@NullMarked
package nas.result.statistics;

import org.jspecify.annotations.NullMarked;
