/** Reduced training: a network is built, trained for some epochs and tested. */
@NullMarked
package nas.evaluator.training;

import org.jspecify.annotations.NullMarked;
