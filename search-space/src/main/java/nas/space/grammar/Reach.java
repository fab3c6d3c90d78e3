package nas.space.grammar;

import java.util.Optional;
import java.util.Set;

/**
 * Says what blocks make of what stands before them, for all architectures of a grammar at once.
 *
 * @param <S> what can stand before a block, such as the shape of its input; equal ones are followed
 *     up once
 */
public interface Reach<S> {

  /** Returns what stands behind a block; nothing, if it is not to be followed up. */
  Optional<S> block(Assembly.Placed block, S before);

  /** Returns what stands behind a feature map that sums up one of each of these. */
  S sum(Set<S> summands);
}
