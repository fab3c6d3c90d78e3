/** Golden values of untrained networks, whose weights and images are given by closed forms. */
@NullMarked
package nas.engine.golden;

import org.jspecify.annotations.NullMarked;
