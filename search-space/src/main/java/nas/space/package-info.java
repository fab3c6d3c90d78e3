/**
 * Architectures as plain data and the spaces they live in.
 *
 * <p>An architecture is an immutable value; a {@link nas.space.Space} samples, edits, names and
 * counts architectures and turns one into an engine-free {@link nas.network.Network}. Nothing here
 * depends on any library.
 */
package nas.space;
