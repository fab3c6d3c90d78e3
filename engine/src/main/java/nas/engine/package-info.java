/**
 * Executes any {@link nas.network.Network} on DJL's PyTorch engine: forward, loss, gradients.
 *
 * <p>Every thread may run its own {@link nas.engine.NetworkRuntime}; nothing is shared between them
 * but the engine.
 */
@NullMarked
package nas.engine;

import org.jspecify.annotations.NullMarked;
