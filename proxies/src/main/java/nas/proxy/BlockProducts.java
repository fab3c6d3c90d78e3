package nas.proxy;

import nas.network.Network;

/**
 * How a block of a network hands gradients back: with g random signs in the shape of what the block
 * hands on, f, and h = gT df/dx in the shape of what the block before hands on, x, the mean over
 * positions (image, row, column) of h gT. Where x has more positions than f, the positions of a
 * window of x count as channels, as many as fit.
 *
 * @param block the block
 * @param unchanged whether h equals g everywhere, as where the block hands x on
 * @param matrix (channels of x, channels of f)
 */
@SuppressWarnings("ArrayRecordComponent") // Read by nobody who would change it.
public record BlockProducts(Network.Block block, boolean unchanged, double[][] matrix) {}
