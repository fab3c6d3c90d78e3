/**
 * Golden values of untrained networks, whose weights and images are given by closed forms, and how
 * they are compared with what is measured.
 */
@NullMarked
package nas.proxy.golden;

import org.jspecify.annotations.NullMarked;
