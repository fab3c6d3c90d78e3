/**
 * Executes any {@link nas.space.network.Network} on DJL's PyTorch engine: forward, loss, gradients.
 *
 * <p>Every thread may run its own {@link nas.evaluator.runtime.NetworkRuntime}; nothing is shared
 * between them but the engine.
 */
@NullMarked
package nas.evaluator.runtime;

import org.jspecify.annotations.NullMarked;
