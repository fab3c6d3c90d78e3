/** Tables as data, and what programs and people are given of them: CSV, JSON, text, HTML. */
@NullMarked
package nas.result.table;

import org.jspecify.annotations.NullMarked;
