package nas.space.joint;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.Diagram;
import nas.space.Encoder;
import nas.space.Enumeration;
import nas.space.Factors;
import nas.space.InvalidArchitectureException;
import nas.space.SharedNetworks;
import nas.space.Space;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Rule;

/**
 * The product of a space and hyperparameters: an architecture and its settings are searched as one
 * point, as Zela et al. 2018 (arXiv:1807.06906) and JAHS-Bench-201 (Bansal et al. 2022) do.
 *
 * <p>Its text is that of the architecture, {@value #SEPARATOR}, and the settings: {@code ARCH @
 * learning-rate=0.05 batch-size=64}. Architectures are drawn as the inner space draws them,
 * settings uniformly and independently. An edit is one of the architecture or another option of one
 * hyperparameter, in this order. In listings the last hyperparameter changes fastest.
 *
 * <p>Networks are those of the architecture alone. The space can do what the inner one can, as far
 * as that is a capability of this program; its encodings have a node between input and output for
 * each hyperparameter, right behind the input.
 *
 * @param <A> the architecture of the inner space
 */
public final class JointSpace<A> implements Space<Joint<A>> {

  /** What stands between the text of an architecture and its settings, which do not hold it. */
  public static final String SEPARATOR = " @ ";

  private final String name;
  private final Space<A> inner;
  private final List<Hyperparameter> hyperparameters;
  private final List<Capability<Joint<A>>> further;

  /** The settings alone. */
  private final GrammarSpace<List<Integer>> settings;

  private JointSpace(
      String name,
      Space<A> inner,
      List<Hyperparameter> hyperparameters,
      List<Capability<Joint<A>>> further) {
    this.name = name;
    this.inner = inner;
    this.hyperparameters = hyperparameters;
    this.further = further;
    Rule[] choices =
        hyperparameters.stream()
            .map(hyperparameter -> Rule.choose(hyperparameter.words()))
            .toArray(Rule[]::new);
    settings =
        GrammarSpace.of(
            name,
            new Grammar(Rule.sequence(choices), " "),
            new GrammarSpace.Form<>(
                derivation -> derivation.parts().stream().map(Derivation::option).toList(),
                options -> Derivation.of(options.stream().map(Derivation::taking).toList())));
  }

  /**
   * Returns the product of a space and hyperparameters.
   *
   * @param name name of the product
   * @param hyperparameters at least one, no two of one name
   * @throws nas.space.grammar.GrammarException if an option cannot be written
   */
  public static <A> JointSpace<A> of(
      String name, Space<A> inner, List<Hyperparameter> hyperparameters) {
    return new JointSpace<>(name, inner, List.copyOf(hyperparameters), List.of());
  }

  /** Returns the space with a capability more. */
  public JointSpace<A> with(Capability<Joint<A>> capability) {
    return new JointSpace<>(
        name,
        inner,
        hyperparameters,
        Stream.concat(further.stream(), Stream.of(capability)).toList());
  }

  @Override
  public String name() {
    return name;
  }

  /** Returns the space of the architectures. */
  public Space<A> inner() {
    return inner;
  }

  @Override
  public BigInteger size() {
    return inner.size().multiply(settings.size());
  }

  /** Draws an architecture as the inner space does, then each setting uniformly. */
  @Override
  public Joint<A> sample(RandomGenerator random) {
    return new Joint<>(inner.sample(random), settings.sample(random));
  }

  @Override
  public String drawing() {
    return inner.drawing().isEmpty() ? "" : inner.drawing() + ", their settings uniformly";
  }

  @Override
  public List<Joint<A>> neighbours(Joint<A> point) {
    List<Joint<A>> neighbours = new ArrayList<>();
    inner
        .neighbours(point.architecture())
        .forEach(other -> neighbours.add(new Joint<>(other, point.options())));
    settings
        .neighbours(point.options())
        .forEach(other -> neighbours.add(new Joint<>(point.architecture(), other)));
    return List.copyOf(neighbours);
  }

  @Override
  public long countNeighbours(Joint<A> point) {
    return inner.countNeighbours(point.architecture()) + settings.countNeighbours(point.options());
  }

  /** {@inheritDoc} Without listing them, if the inner space does so. */
  @Override
  public Joint<A> mutate(Joint<A> point, RandomGenerator random) {
    long edits = inner.countNeighbours(point.architecture());
    long all = edits + settings.countNeighbours(point.options());
    if (all == 0) {
      throw new InvalidArchitectureException(format(point) + " has no neighbour in this space.");
    }
    return random.nextLong(all) < edits
        ? new Joint<>(inner.mutate(point.architecture(), random), point.options())
        : new Joint<>(point.architecture(), settings.mutate(point.options(), random));
  }

  @Override
  public Optional<String> whyNoNeighbours() {
    return settings.size().equals(BigInteger.ONE) ? inner.whyNoNeighbours() : Optional.empty();
  }

  @Override
  public Joint<A> representative(Joint<A> point) {
    return new Joint<>(inner.representative(point.architecture()), point.options());
  }

  @Override
  public String canonicalId(Joint<A> point) {
    return joined(inner.canonicalId(point.architecture()), point);
  }

  @Override
  public String format(Joint<A> point) {
    return joined(inner.format(point.architecture()), point);
  }

  private String joined(String architecture, Joint<A> point) {
    return architecture + SEPARATOR + settings.format(point.options());
  }

  /**
   * {@inheritDoc}
   *
   * <p>The settings begin behind the last {@value #SEPARATOR}, which none of them holds, whatever
   * the text of the architecture.
   */
  @Override
  public Joint<A> parse(String text) {
    int end = text.lastIndexOf(SEPARATOR);
    if (end < 0) {
      throw new InvalidArchitectureException(
          "%s lacks the settings of the architecture. Maybe write ARCHITECTURE%s%s."
              .formatted(
                  ErrorText.quote(text), SEPARATOR, settings.format(first(hyperparameters))));
    }
    return new Joint<>(
        inner.parse(text.substring(0, end)),
        settings.parse(text.substring(end + SEPARATOR.length())));
  }

  private static List<Integer> first(List<Hyperparameter> hyperparameters) {
    return Collections.nCopies(hyperparameters.size(), 0);
  }

  @Override
  public Optional<String> whyInvalid(Joint<A> point) {
    return inner
        .whyInvalid(point.architecture())
        .or(
            () ->
                settings
                    .whyInvalid(point.options())
                    .map(grammar -> "it has settings that are no options of " + name + "."));
  }

  @Override
  public String whyNo(Class<?> kind) {
    return inner.whyNo(kind);
  }

  @Override
  public List<Capability<Joint<A>>> capabilities() {
    List<Capability<Joint<A>>> capabilities = new ArrayList<>(further);
    capabilities.add(
        new SharedNetworks<Joint<A>, A>(
            inner,
            Joint::architecture,
            architecture -> new Joint<>(architecture, first(hyperparameters))));
    Blueprint.of(inner).map(JointNetworks::of).ifPresent(capabilities::add);
    Enumeration.of(inner).map(this::enumeration).ifPresent(capabilities::add);
    Encoder.of(inner)
        .map(encoder -> JointEncoding.of(encoder, hyperparameters))
        .ifPresent(capabilities::add);
    Diagram.of(inner).map(JointSpace::diagram).ifPresent(capabilities::add);
    Capability.<A, ChoiceSequence<A>>find(inner, ChoiceSequence.class)
        .map(this::sequence)
        .ifPresent(capabilities::add);
    capabilities.add(factors());
    return List.copyOf(capabilities);
  }

  private Enumeration<Joint<A>> enumeration(Enumeration<A> architectures) {
    Enumeration<List<Integer>> all = Enumeration.of(settings).orElseThrow();
    return () ->
        architectures
            .enumerate()
            .flatMap(
                architecture -> all.enumerate().map(options -> new Joint<>(architecture, options)));
  }

  private static <A> Diagram<Joint<A>> diagram(Diagram<A> diagram) {
    return point -> diagram.cellGraph(point.architecture());
  }

  /** Returns sequences that say first how the architecture is and then what its settings are. */
  private ChoiceSequence<Joint<A>> sequence(ChoiceSequence<A> architectures) {
    int first = architectures.length();
    List<Integer> sizes = new ArrayList<>(architectures.sizes());
    hyperparameters.forEach(hyperparameter -> sizes.add(hyperparameter.options().size()));
    return new ChoiceSequence<>(
        sizes,
        choices ->
            architectures
                .decode(choices.subList(0, first))
                .map(
                    architecture ->
                        new Joint<>(architecture, choices.subList(first, choices.size()))),
        point -> {
          List<Integer> choices = new ArrayList<>(architectures.encode(point.architecture()));
          choices.addAll(point.options());
          return List.copyOf(choices);
        });
  }

  /** Returns the choices that the architecture is made of, and those of the settings. */
  private Factors<Joint<A>> factors() {
    Optional<Factors<A>> ofArchitectures = Factors.of(inner);
    return point -> {
      Map<String, String> factors = new LinkedHashMap<>();
      ofArchitectures.ifPresent(own -> factors.putAll(own.of(point.architecture())));
      for (int index = 0; index < hyperparameters.size(); index++) {
        Hyperparameter hyperparameter = hyperparameters.get(index);
        if (hyperparameter.options().size() > 1) {
          factors.put(
              hyperparameter.name(), hyperparameter.options().get(point.options().get(index)));
        }
      }
      return factors;
    };
  }
}
