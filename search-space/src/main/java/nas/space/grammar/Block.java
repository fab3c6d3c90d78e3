package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What an architecture is made of: one word of its text, such as {@code mbconv(5,3)}. */
final class Block extends Product {

  private static final BigInteger MAX_WORDS = BigInteger.valueOf(10_000);

  private final String name;
  private final List<Parameter> parameters;

  /** Values of parameters that are not chosen here, and not written. */
  private final Map<String, String> fixed;

  /** The derivation that each word stands for. */
  private final Map<String, Derivation> words = new HashMap<>();

  Block(String name, List<Parameter> parameters) {
    this(name, parameters, Map.of());
  }

  Block(String name, List<Parameter> parameters, Map<String, String> fixed) {
    super(parameters.stream().map(parameter -> Rule.choose(parameter.values())).toList());
    this.name = name;
    this.parameters = List.copyOf(parameters);
    this.fixed = Collections.unmodifiableMap(new TreeMap<>(fixed));
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
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    Map<String, String> values = new LinkedHashMap<>(fixed);
    List<String> nodes = new ArrayList<>(List.of(name));
    for (int parameter = 0; parameter < parameters.size(); parameter++) {
      String value = value(derivation, parameter);
      values.put(parameters.get(parameter).name(), value);
      nodes.add(node(parameters.get(parameter), value));
    }
    return assembly.block(
        new Assembly.Placed(name, Collections.unmodifiableMap(values), word(derivation), nodes),
        input);
  }
}
