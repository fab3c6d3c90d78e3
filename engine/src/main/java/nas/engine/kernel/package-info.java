/**
 * How operations are executed: one kernel a kind of operation, found by {@link
 * java.util.ServiceLoader}, with its forward pass, its rule for SynFlow and its ONNX nodes.
 */
@NullMarked
package nas.engine.kernel;

import org.jspecify.annotations.NullMarked;
