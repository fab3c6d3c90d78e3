/**
 * The formulas of the zero-cost metrics: plain double arithmetic on what was measured.
 *
 * <p>{@link nas.proxy.metric.Metrics} lists them. No engine is seen here; eigenvalues and
 * determinants come from Hipparchus. Where a paper and its published code differ, the metric's
 * Javadoc says how, and which of the two the name stands for.
 *
 * <p>No score depends on the order of the images in a batch but for rounding, except {@code
 * ntk-condition}, which reads the first 16 images of a larger batch.
 */
@NullMarked
package nas.proxy.metric;

import org.jspecify.annotations.NullMarked;
