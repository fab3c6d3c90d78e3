/**
 * Zero-cost metrics: scores of untrained networks.
 *
 * <p>A {@link nas.proxy.Metric} names what it needs to know as {@link nas.proxy.Probe}s; whoever
 * runs metrics measures every probe once for all of them, and each metric then folds its own into a
 * {@link nas.proxy.Score}. Metrics are plain arithmetic on Java arrays and know no engine.
 *
 * <p>A probe states its {@link nas.proxy.Pass passes} and makes an {@link nas.proxy.Observation}
 * for each network, which is told what the passes that all probes share come to, or makes a pass of
 * its own at a {@link nas.proxy.Place}.
 */
@NullMarked
package nas.proxy;

import org.jspecify.annotations.NullMarked;
