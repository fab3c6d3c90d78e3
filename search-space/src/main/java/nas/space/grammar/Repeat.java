package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** A rule several times in a row, each time with options of its own. */
final class Repeat extends Rule {

  private final Rule part;
  private final int minimum;
  private final int maximum;

  /** The number of derivations with {@code minimum}, {@code minimum + 1}, ... parts. */
  private final List<BigInteger> counts = new ArrayList<>();

  private final BigInteger count;
  private final List<Integer> sizes = new ArrayList<>();

  Repeat(Rule part, int minimum, int maximum) {
    if (minimum < 0 || maximum < minimum || maximum < 1 || maximum > Grammar.MAX_STATES) {
      throw new GrammarException(
          "a repetition must have 0 or more and at most %,d parts, the minimum first, not %d to %d"
              .formatted(Grammar.MAX_STATES, minimum, maximum),
          "");
    }
    this.part = part;
    this.minimum = minimum;
    this.maximum = maximum;
    if (states() > Grammar.MAX_STATES) {
      throw Grammar.tooLarge();
    }
    BigInteger power = part.count().pow(minimum);
    for (int times = minimum; times <= maximum; times++) {
      counts.add(power);
      power = power.multiply(part.count());
    }
    count = counts.stream().reduce(BigInteger.ZERO, BigInteger::add);
    if (maximum > minimum) {
      sizes.add(maximum - minimum + 1);
    }
    for (int times = 0; times < maximum; times++) {
      sizes.addAll(part.sizes());
    }
  }

  private List<Rule> parts(int option) {
    return Collections.nCopies(minimum + option, part);
  }

  @Override
  BigInteger count() {
    return count;
  }

  /** Shorter repetitions come first. */
  @Override
  Derivation at(BigInteger index) {
    BigInteger rest = index;
    int option = 0;
    while (rest.compareTo(counts.get(option)) >= 0) {
      rest = rest.subtract(counts.get(option++));
    }
    return new Derivation(option, Product.at(parts(option), rest));
  }

  @Override
  Derivation sample(RandomGenerator random) {
    int option = draw(counts, count, random);
    List<Derivation> drawn = new ArrayList<>();
    for (int times = 0; times < minimum + option; times++) {
      drawn.add(part.sample(random));
    }
    return new Derivation(option, drawn);
  }

  @Override
  boolean fits(Derivation derivation) {
    return derivation.option() >= 0
        && minimum + derivation.option() <= maximum
        && derivation.parts().size() == minimum + derivation.option()
        && derivation.parts().stream().allMatch(part::fits);
  }

  @Override
  long edits(Derivation derivation) {
    long edits = 0;
    for (Derivation present : derivation.parts()) {
      edits += part.edits(present);
    }
    for (int place = 0; place <= derivation.parts().size(); place++) {
      edits += additions(derivation, place) + (isRemovable(derivation, place) ? 1 : 0);
    }
    return edits;
  }

  /**
   * Returns how many parts can be added before a place. Where the part before is the same, the
   * result is that of adding it before that part, and counts there.
   */
  private long additions(Derivation derivation, int place) {
    if (minimum + derivation.option() == maximum) {
      return 0;
    }
    long variants = part.variants().longValueExact();
    return place > 0 && part.isVariant(derivation.parts().get(place - 1)) ? variants - 1 : variants;
  }

  /** Of equal parts in a row the first is removed. */
  private boolean isRemovable(Derivation derivation, int place) {
    List<Derivation> parts = derivation.parts();
    return derivation.option() > 0
        && place < parts.size()
        && part.isVariant(parts.get(place))
        && (place == 0 || !parts.get(place).equals(parts.get(place - 1)));
  }

  /** Edits of the parts come first, then additions, then removals, each by place. */
  @Override
  Derivation edit(Derivation derivation, long edit) {
    List<Derivation> parts = derivation.parts();
    long rest = edit;
    for (int place = 0; place < parts.size(); place++) {
      long edits = part.edits(parts.get(place));
      if (rest < edits) {
        return derivation.with(place, part.edit(parts.get(place), rest));
      }
      rest -= edits;
    }
    for (int place = 0; place <= parts.size(); place++) {
      long additions = additions(derivation, place);
      if (rest < additions) {
        return added(derivation, place, rest);
      }
      rest -= additions;
    }
    for (int place = 0; place < parts.size(); place++) {
      if (isRemovable(derivation, place) && rest-- == 0) {
        List<Derivation> fewer = new ArrayList<>(parts);
        fewer.remove(place);
        return new Derivation(derivation.option() - 1, fewer);
      }
    }
    throw new IndexOutOfBoundsException("there is no edit " + edit);
  }

  private Derivation added(Derivation derivation, int place, long number) {
    List<Derivation> more = new ArrayList<>(derivation.parts());
    // What stands before the place is passed over, see additions.
    boolean passedOver =
        place > 0
            && LongStream.rangeClosed(0, number)
                .mapToObj(variant -> part.at(BigInteger.valueOf(variant)))
                .anyMatch(more.get(place - 1)::equals);
    more.add(place, part.at(BigInteger.valueOf(passedOver ? number + 1 : number)));
    return new Derivation(derivation.option() + 1, more);
  }

  @Override
  List<Integer> sizes() {
    return sizes;
  }

  @Override
  Derivation decode(Iterator<Integer> choices) {
    int option = maximum > minimum ? choices.next() : 0;
    List<Derivation> decoded = new ArrayList<>();
    for (int times = 0; times < maximum; times++) {
      if (times < minimum + option) {
        decoded.add(part.decode(choices));
      } else {
        part.skip(choices);
      }
    }
    return new Derivation(option, decoded);
  }

  @Override
  void encode(Derivation derivation, List<Integer> choices) {
    if (maximum > minimum) {
      choices.add(derivation.option());
    }
    for (int times = 0; times < maximum; times++) {
      if (times < minimum + derivation.option()) {
        part.encode(derivation.parts().get(times), choices);
      } else {
        part.fill(choices);
      }
    }
  }

  @Override
  void write(Derivation derivation, Consumer<String> words) {
    derivation.parts().forEach(present -> part.write(present, words));
  }

  @Override
  Map<Integer, Derivation> read(WordReader words, int at) {
    Map<Integer, Derivation> read = new HashMap<>();
    Map<Integer, List<Derivation>> open = Product.read(parts(0), words, at);
    for (int option = 0; option <= maximum - minimum && !open.isEmpty(); option++) {
      int times = option;
      open.forEach((end, found) -> read.put(end, new Derivation(times, found)));
      open = Product.further(part, words, open);
    }
    return read;
  }

  @Override
  int build(Automaton automaton, int from) {
    int end = automaton.state();
    int state = from;
    for (int times = 0; times < maximum; times++) {
      if (times >= minimum) {
        automaton.silent(state, end);
      }
      state = part.build(automaton, state);
    }
    automaton.silent(state, end);
    return end;
  }

  @Override
  double states() {
    return 1 + maximum * part.states();
  }

  @Override
  void vocabulary(Consumer<String> names) {
    part.vocabulary(names);
  }

  @Override
  void factors(Derivation derivation, Place place, BiConsumer<String, String> out) {
    if (maximum > minimum) {
      place.take("how many", String.valueOf(derivation.parts().size()), out);
    }
    for (int times = 0; times < derivation.parts().size(); times++) {
      part.factors(derivation.parts().get(times), maximum > 1 ? place.part(times) : place, out);
    }
  }

  @Override
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    V value = input;
    for (Derivation present : derivation.parts()) {
      value = part.assemble(present, value, assembly);
    }
    return value;
  }

  /** Ends where more parts lead nowhere else. */
  @Override
  <S> Set<S> reach(Set<S> before, Reach<S> reach) {
    Set<S> last = before;
    for (int times = 0; times < minimum; times++) {
      last = part.reach(last, reach);
    }
    Set<S> reached = new LinkedHashSet<>(last);
    for (int times = minimum; times < maximum; times++) {
      last = part.reach(last, reach);
      if (!reached.addAll(last)) {
        return reached;
      }
    }
    return reached;
  }
}
