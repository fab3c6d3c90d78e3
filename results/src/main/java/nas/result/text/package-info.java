/** Plain text for consoles. */
@NullMarked
package nas.result.text;

import org.jspecify.annotations.NullMarked;
