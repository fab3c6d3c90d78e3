/** Trained networks in the ONNX format. */
@NullMarked
package nas.evaluator.model.onnx;

import org.jspecify.annotations.NullMarked;
