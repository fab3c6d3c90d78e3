/** The one door to PyTorch: arrays in native memory, their derivatives, and where they live. */
@NullMarked
package nas.engine.tensor;

import org.jspecify.annotations.NullMarked;
