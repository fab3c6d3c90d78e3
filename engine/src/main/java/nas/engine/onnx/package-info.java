/** Trained networks in the ONNX format. */
@NullMarked
package nas.engine.onnx;

import org.jspecify.annotations.NullMarked;
