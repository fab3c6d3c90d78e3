/** Compares the metrics with golden values. */
@NullMarked
package nas.proxy.golden;

import org.jspecify.annotations.NullMarked;
