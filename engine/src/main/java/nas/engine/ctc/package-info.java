/** Connectionist temporal classification: sequences of labels without their places in time. */
@NullMarked
package nas.engine.ctc;

import org.jspecify.annotations.NullMarked;
