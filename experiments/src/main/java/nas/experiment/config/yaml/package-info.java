/** YAML as a tree that knows where each key and value stands. */
@NullMarked
package nas.experiment.config.yaml;

import org.jspecify.annotations.NullMarked;
