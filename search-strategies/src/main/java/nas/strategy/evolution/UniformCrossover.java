package nas.strategy.evolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.space.ChoiceSequence;

/**
 * Takes each choice of a child from either parent, with equal probabilities.
 *
 * <p>Syswerda 1989, Uniform Crossover in Genetic Algorithms. Not every sequence of choices is an
 * architecture, so it tries several times.
 *
 * @param sequences the choices that architectures are made of
 */
record UniformCrossover<A>(ChoiceSequence<A> sequences) {

  private static final int TRIES = 16;

  /** Returns a child; the first parent where no try gives an architecture. */
  A child(A parent, A other, RandomGenerator random) {
    List<Integer> first = sequences.encode(parent);
    List<Integer> second = sequences.encode(other);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      List<Integer> choices = new ArrayList<>();
      for (int position = 0; position < first.size(); position++) {
        choices.add((random.nextBoolean() ? first : second).get(position));
      }
      Optional<A> child = sequences.decode(choices);
      if (child.isPresent()) {
        return child.get();
      }
    }
    return parent;
  }
}
