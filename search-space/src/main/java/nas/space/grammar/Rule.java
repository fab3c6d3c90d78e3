package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What a part of an architecture may be.
 *
 * <p>Rules are immutable; one may stand in several places of another. As they are made of finished
 * ones, none contains itself, so every rule has finitely many derivations.
 */
public abstract sealed class Rule permits Choice, Product, Repeat {

  /** Of parts with more variants only the first is put in and taken away as a whole. */
  static final BigInteger MAX_VARIANTS = BigInteger.valueOf(1_000);

  /** Returns a block without parameters. */
  public static Rule block(String name) {
    return block(name, name, List.of());
  }

  /** Returns a block with parameters whose values are chosen. */
  public static Rule block(String name, Parameter... parameters) {
    return block(name, name, List.of(parameters));
  }

  /**
   * Returns a block with parameters whose values are chosen.
   *
   * @param meaning what the block stands for; see {@link Assembly.Placed#meaning}
   */
  public static Rule block(String name, Object meaning, List<Parameter> parameters) {
    return new Block(name, meaning, parameters);
  }

  /** Returns one of several rules, at least one. */
  public static Rule choose(Rule... options) {
    return new Choice(List.of(options));
  }

  /** Returns one of several blocks without parameters, at least one. */
  public static Rule choose(Collection<String> names) {
    return new Choice(names.stream().map(Rule::block).toList());
  }

  /** Returns one of several blocks without parameters. */
  public static Rule choose(String... names) {
    return choose(Arrays.asList(names));
  }

  /** Returns one of the whole numbers from a minimum in steps up to a maximum, as a block. */
  public static Rule range(int minimum, int maximum, int step) {
    return choose(Parameter.range("", minimum, maximum, step).values());
  }

  /** Returns rules in order. */
  public static Rule sequence(Rule... parts) {
    return new Sequence(List.of(parts));
  }

  /** Returns a rule so many times in a row, each with its own options. */
  public static Rule repeat(int times, Rule part) {
    return new Repeat(part, times, times);
  }

  /** Returns a rule at least {@code minimum} and at most {@code maximum} times in a row. */
  public static Rule repeat(int minimum, int maximum, Rule part) {
    return new Repeat(part, minimum, maximum);
  }

  /** Returns a rule or nothing. */
  public static Rule optional(Rule part) {
    return new Repeat(part, 0, 1);
  }

  /**
   * Returns feature maps, each the sum of what the edges from all earlier ones bring: a cell.
   *
   * @param nodes number of feature maps, the input and the output among them, at least 2
   * @param edge what may be on an edge
   */
  public static Rule graph(int nodes, Rule edge) {
    return new Graph(nodes, edge, "");
  }

  /**
   * Returns feature maps as {@link #graph(int, Rule)} does.
   *
   * @param absent the block that stands for no edge
   */
  public static Rule graph(int nodes, Rule edge, String absent) {
    return new Graph(nodes, edge, absent);
  }

  /** Returns the number of derivations. */
  abstract BigInteger count();

  /**
   * Returns the derivation with a number, below {@link #count}; the last option changes fastest.
   */
  abstract Derivation at(BigInteger index);

  /** Draws a derivation, each with the same probability. */
  abstract Derivation sample(RandomGenerator random);

  /** Says whether a derivation is one of this rule. */
  abstract boolean fits(Derivation derivation);

  /** Returns the number of derivations one edit away. */
  abstract long edits(Derivation derivation);

  /** Returns a derivation one edit away, by its number below {@link #edits}. */
  abstract Derivation edit(Derivation derivation, long edit);

  /** Returns the number of options at each position of a sequence of choices. */
  abstract List<Integer> sizes();

  /** Returns the derivation of the choices that follow; of others as many are passed over. */
  abstract Derivation decode(Iterator<Integer> choices);

  /** Adds the choices of a derivation, 0 at all positions that say nothing of it. */
  abstract void encode(Derivation derivation, List<Integer> choices);

  /** Hands over the words of a derivation. */
  abstract void write(Derivation derivation, Consumer<String> words);

  /** Returns what can be read from a place on, by the place where it ends. */
  abstract Map<Integer, Derivation> read(WordReader words, int at);

  /** Adds the words of this rule behind a state, and returns the state after them. */
  abstract int build(Automaton automaton, int from);

  /** Returns how many states {@link #build} adds about; more than a long holds are one. */
  abstract double states();

  /** Hands over the names of all nodes that encodings may have, in order of their appearance. */
  abstract void vocabulary(Consumer<String> names);

  /**
   * Hands over what is chosen and which option was taken.
   *
   * @param place where this rule stands
   */
  abstract void factors(Derivation derivation, Place place, BiConsumer<String, String> out);

  /** Puts a derivation together, behind what its input is. */
  abstract <V> V assemble(Derivation derivation, V input, Assembly<V> assembly);

  /**
   * Returns all that may stand behind this rule, as far as it can be told apart.
   *
   * @param before what may stand before it, in a fixed order
   */
  abstract <S> Set<S> reach(Set<S> before, Reach<S> reach);

  /** Returns how many derivations an edit may put in as a whole. */
  final BigInteger variants() {
    return count().compareTo(MAX_VARIANTS) <= 0 ? count() : BigInteger.ONE;
  }

  /** Says whether an edit may put in or take away a derivation as a whole. */
  final boolean isVariant(Derivation derivation) {
    return count().compareTo(MAX_VARIANTS) <= 0 || derivation.equals(at(BigInteger.ZERO));
  }

  /**
   * Draws one of several, each with a probability proportional to its weight; if there is but one,
   * without the generator.
   */
  static int draw(List<BigInteger> weights, BigInteger total, RandomGenerator random) {
    if (weights.size() == 1) {
      return 0;
    }
    BigInteger rest = below(total, random);
    int drawn = 0;
    while (rest.compareTo(weights.get(drawn)) >= 0) {
      rest = rest.subtract(weights.get(drawn++));
    }
    return drawn;
  }

  /** Draws a number from 0 to {@code bound - 1}; if there is but one, without the generator. */
  private static BigInteger below(BigInteger bound, RandomGenerator random) {
    if (bound.equals(BigInteger.ONE)) {
      return BigInteger.ZERO;
    }
    if (bound.bitLength() < Integer.SIZE) {
      return BigInteger.valueOf(random.nextInt(bound.intValueExact()));
    }
    int bits = bound.subtract(BigInteger.ONE).bitLength();
    while (true) {
      byte[] drawn = new byte[(bits + Byte.SIZE - 1) / Byte.SIZE];
      random.nextBytes(drawn);
      BigInteger number = new BigInteger(1, drawn).shiftRight(drawn.length * Byte.SIZE - bits);
      if (number.compareTo(bound) < 0) {
        return number;
      }
    }
  }

  /** Passes over the choices of a rule that a derivation does not have. */
  final void skip(Iterator<Integer> choices) {
    IntStream.range(0, sizes().size()).forEach(position -> choices.next());
  }

  /** Adds zeros for a rule that a derivation does not have. */
  final void fill(List<Integer> choices) {
    IntStream.range(0, sizes().size()).forEach(position -> choices.add(0));
  }

  /** Returns a list with an element more. */
  static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list.size() + 1);
    longer.addAll(list);
    longer.add(last);
    return longer;
  }
}
