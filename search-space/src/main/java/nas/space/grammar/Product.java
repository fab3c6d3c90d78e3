package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** Several rules, each with options of its own. */
abstract sealed class Product extends Rule permits Block, Graph, Sequence {

  private final List<? extends Rule> parts;
  private final BigInteger count;
  private final List<Integer> sizes = new ArrayList<>();

  Product(List<? extends Rule> parts) {
    this.parts = List.copyOf(parts);
    count = parts.stream().map(Rule::count).reduce(BigInteger.ONE, BigInteger::multiply);
    parts.forEach(part -> sizes.addAll(part.sizes()));
  }

  final List<? extends Rule> parts() {
    return parts;
  }

  @Override
  final BigInteger count() {
    return count;
  }

  @Override
  final Derivation at(BigInteger index) {
    return new Derivation(0, at(parts, index));
  }

  /** Returns the parts with a number, the last of which changes fastest. */
  static List<Derivation> at(List<? extends Rule> parts, BigInteger index) {
    Derivation[] derivations = new Derivation[parts.size()];
    BigInteger rest = index;
    for (int part = parts.size() - 1; part >= 0; part--) {
      BigInteger[] divided = rest.divideAndRemainder(parts.get(part).count());
      derivations[part] = parts.get(part).at(divided[1]);
      rest = divided[0];
    }
    return List.of(derivations);
  }

  @Override
  final Derivation sample(RandomGenerator random) {
    List<Derivation> drawn = new ArrayList<>();
    parts.forEach(part -> drawn.add(part.sample(random)));
    return new Derivation(0, drawn);
  }

  @Override
  final boolean fits(Derivation derivation) {
    boolean fits = derivation.option() == 0 && derivation.parts().size() == parts.size();
    for (int part = 0; fits && part < parts.size(); part++) {
      fits = parts.get(part).fits(derivation.parts().get(part));
    }
    return fits;
  }

  @Override
  final long edits(Derivation derivation) {
    long edits = 0;
    for (int part = 0; part < parts.size(); part++) {
      edits += parts.get(part).edits(derivation.parts().get(part));
    }
    return edits;
  }

  @Override
  final Derivation edit(Derivation derivation, long edit) {
    long rest = edit;
    for (int part = 0; part < parts.size(); part++) {
      Derivation before = derivation.parts().get(part);
      long edits = parts.get(part).edits(before);
      if (rest < edits) {
        return derivation.with(part, parts.get(part).edit(before, rest));
      }
      rest -= edits;
    }
    throw new IndexOutOfBoundsException("there is no edit " + edit);
  }

  @Override
  final List<Integer> sizes() {
    return sizes;
  }

  @Override
  final Derivation decode(Iterator<Integer> choices) {
    List<Derivation> decoded = new ArrayList<>();
    parts.forEach(part -> decoded.add(part.decode(choices)));
    return new Derivation(0, decoded);
  }

  @Override
  final void encode(Derivation derivation, List<Integer> choices) {
    for (int part = 0; part < parts.size(); part++) {
      parts.get(part).encode(derivation.parts().get(part), choices);
    }
  }

  @Override
  void write(Derivation derivation, Consumer<String> words) {
    for (int part = 0; part < parts.size(); part++) {
      parts.get(part).write(derivation.parts().get(part), words);
    }
  }

  @Override
  Map<Integer, Derivation> read(WordReader words, int at) {
    Map<Integer, Derivation> read = new HashMap<>();
    read(parts, words, at).forEach((end, found) -> read.put(end, new Derivation(0, found)));
    return read;
  }

  /** Returns the parts that can be read one after the other, by the place where they end. */
  static Map<Integer, List<Derivation>> read(List<? extends Rule> parts, WordReader words, int at) {
    Map<Integer, List<Derivation>> open = Map.of(at, List.of());
    for (Rule part : parts) {
      open = further(part, words, open);
    }
    return open;
  }

  /** Returns what was read with one part more. */
  static Map<Integer, List<Derivation>> further(
      Rule part, WordReader words, Map<Integer, List<Derivation>> open) {
    Map<Integer, List<Derivation>> longer = new HashMap<>();
    open.forEach(
        (from, before) ->
            part.read(words, from).forEach((end, found) -> longer.put(end, plus(before, found))));
    return longer;
  }

  @Override
  int build(Automaton automaton, int from) {
    int state = from;
    for (Rule part : parts) {
      state = part.build(automaton, state);
    }
    return state;
  }

  @Override
  double states() {
    return 1 + parts.stream().mapToDouble(Rule::states).sum();
  }

  @Override
  void vocabulary(Consumer<String> names) {
    parts.forEach(part -> part.vocabulary(names));
  }

  @Override
  <S> Set<S> reach(Set<S> before, Reach<S> reach) {
    Set<S> reached = before;
    for (Rule part : parts) {
      reached = part.reach(reached, reach);
    }
    return reached;
  }
}
