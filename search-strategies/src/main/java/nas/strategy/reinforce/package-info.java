/** REINFORCE: a policy that writes architectures and is rewarded with their accuracies. */
@NullMarked
package nas.strategy.reinforce;

import org.jspecify.annotations.NullMarked;
