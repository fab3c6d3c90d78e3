/** Trials and scores on Apache Spark. */
@NullMarked
package nas.cluster;

import org.jspecify.annotations.NullMarked;
