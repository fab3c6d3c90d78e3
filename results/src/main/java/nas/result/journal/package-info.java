/** The append-only journal, the single truth of a run. */
@NullMarked
package nas.result.journal;

import org.jspecify.annotations.NullMarked;
