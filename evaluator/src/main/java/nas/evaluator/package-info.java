/** What turns an architecture into an accuracy. */
@NullMarked
package nas.evaluator;

import org.jspecify.annotations.NullMarked;
