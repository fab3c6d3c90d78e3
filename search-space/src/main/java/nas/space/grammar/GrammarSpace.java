package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Enumeration;
import nas.space.Factors;
import nas.space.InvalidArchitectureException;
import nas.space.Space;

/**
 * The architectures of a {@link Grammar}: all that a space can do follows from it, but for
 * networks.
 *
 * <p>Points are drawn uniformly. Neighbours are those of the grammar, in its order.
 *
 * @param <A> the architecture
 */
public final class GrammarSpace<A> implements Space<A> {

  /**
   * How the architectures of a space correspond to the derivations of its grammar, one to one.
   *
   * @param architecture returns the architecture of a derivation
   * @param derivation returns the derivation of an architecture, which need not fit the grammar
   */
  public record Form<A>(Function<Derivation, A> architecture, Function<A, Derivation> derivation) {}

  private final String name;
  private final Grammar grammar;
  private final Form<A> form;
  private final UnaryOperator<A> representative;
  private final List<Capability<A>> further;

  private GrammarSpace(
      String name,
      Grammar grammar,
      Form<A> form,
      UnaryOperator<A> representative,
      List<Capability<A>> further) {
    this.name = name;
    this.grammar = grammar;
    this.form = form;
    this.representative = representative;
    this.further = further;
  }

  /** Returns the space of the derivations of a grammar; all are different architectures. */
  public static GrammarSpace<Derivation> of(String name, Grammar grammar) {
    return of(name, grammar, new Form<>(Function.identity(), Function.identity()));
  }

  /** Returns the space of architectures that correspond to derivations; all are different. */
  public static <A> GrammarSpace<A> of(String name, Grammar grammar, Form<A> form) {
    return new GrammarSpace<>(name, grammar, form, UnaryOperator.identity(), List.of());
  }

  /** Returns the space in which some points are the same architecture. */
  public GrammarSpace<A> representedBy(UnaryOperator<A> standsFor) {
    return new GrammarSpace<>(name, grammar, form, standsFor, further);
  }

  /** Returns the space with a capability more, such as a {@link nas.space.Blueprint}. */
  public GrammarSpace<A> with(Capability<A> capability) {
    return new GrammarSpace<>(name, grammar, form, representative, Rule.plus(further, capability));
  }

  /** Returns the grammar. */
  public Grammar grammar() {
    return grammar;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public BigInteger size() {
    return grammar.count();
  }

  /** Returns the point with a number from 0 to {@link #size} - 1, in the order of listing. */
  public A at(BigInteger index) {
    return form.architecture().apply(grammar.at(index));
  }

  /** Draws all points with the same probability. */
  @Override
  public A sample(RandomGenerator random) {
    return form.architecture().apply(grammar.sample(random));
  }

  @Override
  public String drawing() {
    return "architectures drawn uniformly";
  }

  @Override
  public List<A> neighbours(A architecture) {
    Derivation derivation = valid(architecture);
    return LongStream.range(0, grammar.edits(derivation))
        .mapToObj(edit -> form.architecture().apply(grammar.edit(derivation, edit)))
        .toList();
  }

  @Override
  public long countNeighbours(A architecture) {
    return grammar.edits(valid(architecture));
  }

  /** {@inheritDoc} Without listing them, as there can be very many. */
  @Override
  public A mutate(A architecture, RandomGenerator random) {
    Derivation derivation = valid(architecture);
    long edits = grammar.edits(derivation);
    if (edits == 0) {
      throw new InvalidArchitectureException(
          format(architecture) + " has no neighbour in this space.");
    }
    long edit = edits <= Integer.MAX_VALUE ? random.nextInt((int) edits) : random.nextLong(edits);
    return form.architecture().apply(grammar.edit(derivation, edit));
  }

  @Override
  public A representative(A architecture) {
    valid(architecture);
    return representative.apply(architecture);
  }

  @Override
  public A parse(String text) {
    return form.architecture().apply(grammar.parse(text));
  }

  @Override
  public String format(A architecture) {
    return grammar.format(valid(architecture));
  }

  @Override
  public Optional<String> whyInvalid(A architecture) {
    return grammar.fits(form.derivation().apply(architecture))
        ? Optional.empty()
        : Optional.of("the grammar of %s does not derive it.".formatted(name));
  }

  private Derivation valid(A architecture) {
    Derivation derivation = form.derivation().apply(architecture);
    if (!grammar.fits(derivation)) {
      throw new InvalidArchitectureException(
          "%s is not valid: the grammar of %s does not derive it."
              .formatted(ErrorText.quote(architecture.toString()), name));
    }
    return derivation;
  }

  /** Lists the points by their number, the last choice changing fastest. */
  private Stream<A> enumerate() {
    return Stream.iterate(
            BigInteger.ZERO,
            index -> index.compareTo(size()) < 0,
            index -> index.add(BigInteger.ONE))
        .map(this::at);
  }

  @Override
  public List<Capability<A>> capabilities() {
    Enumeration<A> enumeration = this::enumerate;
    Encoder<A> encoder = architecture -> grammar.encoding(valid(architecture));
    Diagram<A> diagram = architecture -> grammar.cellGraph(valid(architecture));
    Factors<A> factors = architecture -> grammar.factors(valid(architecture));
    List<Capability<A>> capabilities = new ArrayList<>(further);
    capabilities.addAll(List.of(enumeration, encoder, diagram, factors));
    if (!grammar.sizes().isEmpty()) {
      capabilities.add(
          new ChoiceSequence<>(
              grammar.sizes(),
              choices -> Optional.of(form.architecture().apply(grammar.decode(choices))),
              architecture -> grammar.encode(valid(architecture))));
    }
    return List.copyOf(capabilities);
  }
}
