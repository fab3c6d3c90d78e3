/** Networks from ONNX files in the place of those of a search space. */
@NullMarked
package nas.experiment.onnx;

import org.jspecify.annotations.NullMarked;
