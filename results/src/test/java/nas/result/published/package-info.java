/** Keeps tables and sentences of the README and of the results equal to the committed CSV files. */
@NullMarked
package nas.result.published;

import org.jspecify.annotations.NullMarked;
