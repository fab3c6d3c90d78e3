package nas.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A space that answers as another one does and offers the same capabilities, but for what its
 * implementation overrides.
 *
 * @param <A> the architecture
 */
public interface DelegatingSpace<A> extends Space<A> {

  /** Returns the space that answers. */
  Space<A> inner();

  @Override
  default String name() {
    return inner().name();
  }

  @Override
  default BigInteger size() {
    return inner().size();
  }

  @Override
  default A sample(RandomGenerator random) {
    return inner().sample(random);
  }

  @Override
  default String drawing() {
    return inner().drawing();
  }

  @Override
  default List<A> neighbours(A architecture) {
    return inner().neighbours(architecture);
  }

  @Override
  default long countNeighbours(A architecture) {
    return inner().countNeighbours(architecture);
  }

  @Override
  default A mutate(A architecture, RandomGenerator random) {
    return inner().mutate(architecture, random);
  }

  @Override
  default Optional<String> whyNoNeighbours() {
    return inner().whyNoNeighbours();
  }

  @Override
  default A representative(A architecture) {
    return inner().representative(architecture);
  }

  @Override
  default String canonicalId(A architecture) {
    return inner().canonicalId(architecture);
  }

  @Override
  default A parse(String text) {
    return inner().parse(text);
  }

  @Override
  default String format(A architecture) {
    return inner().format(architecture);
  }

  @Override
  default Optional<String> whyInvalid(A architecture) {
    return inner().whyInvalid(architecture);
  }

  @Override
  default List<Capability<A>> capabilities() {
    return inner().capabilities();
  }

  @Override
  default String whyNo(Class<?> kind) {
    return inner().whyNo(kind);
  }
}
