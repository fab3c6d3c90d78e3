package nas.space;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.network.Network;
import nas.network.Task;

/**
 * A search space that answers as another one does, but for what its implementation overrides.
 *
 * @param <A> the architecture
 */
public interface DelegatingSpace<A> extends SearchSpace<A> {

  /** Returns the space that answers. */
  SearchSpace<A> inner();

  @Override
  default String name() {
    return inner().name();
  }

  @Override
  default BigInteger size() {
    return inner().size();
  }

  @Override
  default Stream<A> enumerate() {
    return inner().enumerate();
  }

  @Override
  default boolean enumerable() {
    return inner().enumerable();
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
  default A mutate(A architecture, RandomGenerator random) {
    return inner().mutate(architecture, random);
  }

  @Override
  default List<A> neighbours(A architecture) {
    return inner().neighbours(architecture);
  }

  @Override
  default String canonicalId(A architecture) {
    return inner().canonicalId(architecture);
  }

  @Override
  default A representative(A architecture) {
    return inner().representative(architecture);
  }

  @Override
  default Encoding encode(A architecture) {
    return inner().encode(architecture);
  }

  @Override
  default ChoiceSequence<A> choiceSequence() {
    return inner().choiceSequence();
  }

  @Override
  default CellGraph cellGraph(A architecture) {
    return inner().cellGraph(architecture);
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
  default Network network(A architecture, Task task) {
    return inner().network(architecture, task);
  }

  @Override
  default Optional<String> whyNoNetworks() {
    return inner().whyNoNetworks();
  }

  @Override
  default Optional<String> whyNoNeighbours() {
    return inner().whyNoNeighbours();
  }

  @Override
  default Optional<NetworkSize> networkSize() {
    return inner().networkSize();
  }

  /** Returns this space with the networks of the resized inner one. */
  @Override
  default SearchSpace<A> resized(NetworkSize size) {
    SearchSpace<A> networks = inner().resized(size);
    DelegatingSpace<A> points = this;
    return new DelegatingSpace<>() {
      @Override
      public SearchSpace<A> inner() {
        return points;
      }

      @Override
      public Optional<NetworkSize> networkSize() {
        return networks.networkSize();
      }

      @Override
      public Network network(A architecture, Task task) {
        return networks.network(architecture, task);
      }
    };
  }
}
