package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** One of several rules. */
final class Choice extends Rule {

  private final List<Rule> options;
  private final List<BigInteger> counts;
  private final BigInteger count;
  private final List<Integer> sizes = new ArrayList<>();

  /** If all options are blocks without parameters, the index of each. */
  private final Map<String, Integer> words = new HashMap<>();

  Choice(List<Rule> options) {
    this.options = List.copyOf(options);
    if (options.isEmpty()) {
      throw new GrammarException("a choice has no options", "give it one");
    }
    counts = options.stream().map(Rule::count).toList();
    count = counts.stream().reduce(BigInteger.ZERO, BigInteger::add);
    if (options.size() > 1) {
      sizes.add(options.size());
    }
    options.forEach(option -> sizes.addAll(option.sizes()));
    indexWords();
  }

  private void indexWords() {
    if (options.stream().allMatch(option -> option instanceof Block block && block.isPlain())) {
      for (int option = 0; option < options.size(); option++) {
        String name = ((Block) options.get(option)).name();
        if (words.put(name, option) != null) {
          throw new GrammarException(
              "'%s' stands twice in one choice".formatted(name), "remove one");
        }
      }
    }
  }

  @Override
  BigInteger count() {
    return count;
  }

  @Override
  Derivation at(BigInteger index) {
    BigInteger rest = index;
    int option = 0;
    while (rest.compareTo(counts.get(option)) >= 0) {
      rest = rest.subtract(counts.get(option++));
    }
    return taken(option, options.get(option).at(rest));
  }

  // There is one leaf, and choices of leaves are counted in millions.
  @SuppressWarnings("ReferenceEquality")
  private static Derivation taken(int option, Derivation part) {
    return part == Derivation.LEAF
        ? Derivation.taking(option)
        : new Derivation(option, List.of(part));
  }

  @Override
  Derivation sample(RandomGenerator random) {
    int option = draw(counts, count, random);
    return taken(option, options.get(option).sample(random));
  }

  @Override
  boolean fits(Derivation derivation) {
    int option = derivation.option();
    return option >= 0
        && option < options.size()
        && derivation.parts().size() == 1
        && options.get(option).fits(derivation.parts().get(0));
  }

  private Rule rule(Derivation derivation) {
    return options.get(derivation.option());
  }

  @Override
  long edits(Derivation derivation) {
    Derivation part = derivation.parts().get(0);
    long edits = rule(derivation).edits(part);
    if (rule(derivation).isVariant(part)) {
      for (Rule option : options) {
        edits += option.variants().longValueExact();
      }
      edits -= rule(derivation).variants().longValueExact();
    }
    return edits;
  }

  /** Other options come first, in their order, then edits of the one that was taken. */
  @Override
  Derivation edit(Derivation derivation, long edit) {
    Derivation part = derivation.parts().get(0);
    long rest = edit;
    if (rule(derivation).isVariant(part)) {
      for (int option = 0; option < options.size(); option++) {
        long variants = options.get(option).variants().longValueExact();
        if (option != derivation.option()) {
          if (rest < variants) {
            return taken(option, options.get(option).at(BigInteger.valueOf(rest)));
          }
          rest -= variants;
        }
      }
    }
    return derivation.with(0, rule(derivation).edit(part, rest));
  }

  @Override
  List<Integer> sizes() {
    return sizes;
  }

  @Override
  Derivation decode(Iterator<Integer> choices) {
    int taken = options.size() > 1 ? choices.next() : 0;
    Derivation part = Derivation.LEAF;
    for (int option = 0; option < options.size(); option++) {
      if (option == taken) {
        part = options.get(option).decode(choices);
      } else {
        options.get(option).skip(choices);
      }
    }
    return taken(taken, part);
  }

  @Override
  void encode(Derivation derivation, List<Integer> choices) {
    if (options.size() > 1) {
      choices.add(derivation.option());
    }
    for (int option = 0; option < options.size(); option++) {
      if (option == derivation.option()) {
        options.get(option).encode(derivation.parts().get(0), choices);
      } else {
        options.get(option).fill(choices);
      }
    }
  }

  @Override
  void write(Derivation derivation, Consumer<String> out) {
    rule(derivation).write(derivation.parts().get(0), out);
  }

  @Override
  Map<Integer, Derivation> read(WordReader in, int at) {
    Map<Integer, Derivation> read = new HashMap<>();
    if (!words.isEmpty()) {
      in.find(words, at).ifPresent(option -> read.put(at + 1, taken(option, Derivation.LEAF)));
      return read;
    }
    for (int option = 0; option < options.size(); option++) {
      int index = option;
      options.get(option).read(in, at).forEach((end, part) -> read.put(end, taken(index, part)));
    }
    return read;
  }

  @Override
  int build(Automaton automaton, int from) {
    int end = automaton.state();
    if (!words.isEmpty()) {
      automaton.word(from, words.keySet(), end);
      return end;
    }
    for (Rule option : options) {
      automaton.silent(option.build(automaton, from), end);
    }
    return end;
  }

  @Override
  double states() {
    return words.isEmpty() ? 1 + options.stream().mapToDouble(Rule::states).sum() : 1;
  }

  @Override
  void vocabulary(Consumer<String> names) {
    options.forEach(option -> option.vocabulary(names));
  }

  @Override
  void factors(Derivation derivation, Place place, BiConsumer<String, String> out) {
    if (options.size() > 1) {
      place.take(label(derivation), out);
    }
    rule(derivation).factors(derivation.parts().get(0), place, out);
  }

  /** Returns what to call the option that was taken. */
  private String label(Derivation derivation) {
    if (rule(derivation) instanceof Block block) {
      return block.name();
    }
    List<String> names = new ArrayList<>();
    if (rule(derivation).count().equals(BigInteger.ONE)) {
      rule(derivation).write(derivation.parts().get(0), names::add);
    }
    return names.isEmpty() ? "option " + (derivation.option() + 1) : String.join(" ", names);
  }

  @Override
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    return rule(derivation).assemble(derivation.parts().get(0), input, assembly);
  }

  @Override
  <S> Set<S> reach(Set<S> before, Reach<S> reach) {
    Set<S> reached = new LinkedHashSet<>();
    options.forEach(option -> reached.addAll(option.reach(before, reach)));
    return reached;
  }
}
