package nas.result.correlation;

import nas.result.statistics.Picking;

/**
 * What is drawn at random.
 *
 * @param resamples how often the bootstrap draws for each interval
 * @param seed decides all draws
 * @param pools in which the best scores are looked for
 */
public record Draws(int resamples, long seed, Picking.Pools pools) {}
