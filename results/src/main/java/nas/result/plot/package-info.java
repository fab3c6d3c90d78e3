/** Charts and cell drawings as SVG, and SVG as PNG. */
@NullMarked
package nas.result.plot;

import org.jspecify.annotations.NullMarked;
