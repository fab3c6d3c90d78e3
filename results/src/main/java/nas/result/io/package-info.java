/** Files written whole or not at all, and their errors in words. */
@NullMarked
package nas.result.io;

import org.jspecify.annotations.NullMarked;
