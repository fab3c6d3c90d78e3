package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What an architecture is made of: one word of its text, such as {@code mbconv(5,3)}. */
final class Block extends Product {

  private static final BigInteger MAX_WORDS = BigInteger.valueOf(10_000);

  private final String name;
  private final Object meaning;
  private final List<Parameter> parameters;

  /** The derivation that each word stands for. */
  private final Map<String, Derivation> words = new HashMap<>();

  Block(String name, Object meaning, List<Parameter> parameters) {
    super(parameters.stream().map(parameter -> Rule.choose(parameter.values())).toList());
    this.name = name;
    this.meaning = meaning;
    this.parameters = List.copyOf(parameters);
    if (count().compareTo(MAX_WORDS) > 0) {
      throw new GrammarException(
          "the block %s has %,d variants, more than %,d".formatted(name, count(), MAX_WORDS),
          "choose from fewer values");
    }
    for (int word = 0; word < count().intValueExact(); word++) {
      Derivation derivation = at(BigInteger.valueOf(word));
      words.put(word(derivation), derivation);
    }
  }

  String name() {
    return name;
  }

  boolean isPlain() {
    return parameters.isEmpty();
  }

  private String value(Derivation derivation, int parameter) {
    return parameters.get(parameter).values().get(derivation.parts().get(parameter).option());
  }

  private String word(Derivation derivation) {
    List<String> values = new ArrayList<>();
    for (int parameter = 0; parameter < parameters.size(); parameter++) {
      values.add(value(derivation, parameter));
    }
    return isPlain() ? name : values.stream().collect(Collectors.joining(",", name + "(", ")"));
  }

  @Override
  void write(Derivation derivation, Consumer<String> out) {
    out.accept(word(derivation));
  }

  @Override
  Map<Integer, Derivation> read(WordReader in, int at) {
    return in.find(words, at).map(found -> Map.of(at + 1, found)).orElse(Map.of());
  }

  @Override
  int build(Automaton automaton, int from) {
    int end = automaton.state();
    automaton.word(from, words.keySet(), end);
    return end;
  }

  @Override
  double states() {
    return 1;
  }

  private static String node(Parameter parameter, String value) {
    return parameter.name().isEmpty() ? value : parameter.name() + "=" + value;
  }

  @Override
  void vocabulary(Consumer<String> names) {
    names.accept(name);
    for (Parameter parameter : parameters) {
      parameter.values().forEach(value -> names.accept(node(parameter, value)));
    }
  }

  @Override
  void factors(Derivation derivation, Place place, BiConsumer<String, String> out) {
    for (int parameter = 0; parameter < parameters.size(); parameter++) {
      Parameter chosen = parameters.get(parameter);
      if (chosen.values().size() > 1) {
        String property = chosen.name().isEmpty() ? "parameter " + (parameter + 1) : chosen.name();
        place.take(property, value(derivation, parameter), out);
      }
    }
  }

  private Assembly.Placed placed(Derivation derivation) {
    Map<String, String> values = new LinkedHashMap<>();
    List<String> nodes = new ArrayList<>(List.of(name));
    for (int parameter = 0; parameter < parameters.size(); parameter++) {
      String value = value(derivation, parameter);
      values.put(parameters.get(parameter).name(), value);
      nodes.add(node(parameters.get(parameter), value));
    }
    return new Assembly.Placed(
        name, meaning, Collections.unmodifiableMap(values), word(derivation), nodes);
  }

  @Override
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    return assembly.block(placed(derivation), input);
  }

  @Override
  <S> Set<S> reach(Set<S> before, Reach<S> reach) {
    Set<S> reached = new LinkedHashSet<>();
    for (int word = 0; word < count().intValueExact(); word++) {
      Assembly.Placed placed = placed(at(BigInteger.valueOf(word)));
      before.forEach(state -> reach.block(placed, state).ifPresent(reached::add));
    }
    return reached;
  }
}
