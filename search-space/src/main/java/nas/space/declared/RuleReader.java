package nas.space.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nas.core.plugin.Tree;
import nas.space.grammar.GrammarException;
import nas.space.grammar.Parameter;
import nas.space.grammar.Rule;
import org.jspecify.annotations.Nullable;

/** Reads what an architecture may be. */
final class RuleReader {

  /** Words that begin a rule, and those beside them. */
  static final Set<String> KEYS =
      Set.of(
          "choose", "repeat", "times", "optional", "sequence", "graph", "nodes", "absent", "let");

  private static final int MAX_RANGE = 10_000;
  private static final int MAX_TIMES = 1_000;
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,9}) *[.][.] *([0-9]{1,9})");

  /**
   * A block at its place in a rule.
   *
   * @param callee what is put there
   * @param fixed what it is told, but for what is chosen
   * @param part where it stands
   */
  record Call(Callee callee, Map<String, Argument> fixed, Part part) {}

  /**
   * A choice that gives a variable its value.
   *
   * @param variable its name
   */
  record Let(String variable) {}

  /**
   * A rule that was read.
   *
   * @param signature equal for those that make the same, whatever the names
   */
  private record Read(Rule rule, String signature) {}

  private final Definitions definitions;
  private final Map<String, Part> declared = new LinkedHashMap<>();
  private final Map<String, Read> rules = new TreeMap<>();
  private final List<String> reading = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();
  private final Set<String> variables = new LinkedHashSet<>();
  private boolean onEdge;

  RuleReader(Definitions definitions, Part rules) {
    this.definitions = definitions;
    for (Part.Named entry : rules.entries("rules")) {
      definitions.requireName(entry, "rule", KEYS);
      if (definitions.blockNames().contains(entry.key())) {
        throw entry
            .value()
            .refused(
                "a rule and a block are both named %s".formatted(entry.key()),
                "give one of them another name");
      }
      declared.put(entry.key(), entry.value());
    }
  }

  /** Reads a rule and all that it uses. */
  Rule read(Part body) {
    collectVariables(body);
    declared.values().forEach(this::collectVariables);
    Rule rule = rule(body).rule();
    for (Map.Entry<String, Part> entry : declared.entrySet()) {
      if (!used.contains(entry.getKey())) {
        throw entry
            .getValue()
            .refused("the rule %s is not used".formatted(entry.getKey()), "remove it");
      }
    }
    return rule;
  }

  private void collectVariables(Part part) {
    if (part.isList()) {
      part.items("").forEach(this::collectVariables);
    } else if (!part.isScalar()) {
      for (Part.Named entry : part.entries("")) {
        if (entry.key().equals("let")) {
          entry.value().entries("let").forEach(variable -> variables.add(variable.key()));
        }
        collectVariables(entry.value());
      }
    }
  }

  private Read rule(Part part) {
    if (part.isList()) {
      return sequence(part);
    } else if (part.isScalar()) {
      return named(part.text("a rule"), part, nothing(part));
    }
    List<Part.Named> entries = part.entries("a rule");
    List<String> keys = entries.stream().map(Part.Named::key).toList();
    for (Part.Named entry : entries) {
      String key = entry.key();
      if (key.equals("choose")) {
        return alone(part, key, choose(entry.value()));
      } else if (key.equals("optional")) {
        return alone(part, key, optional(entry.value()));
      } else if (key.equals("sequence")) {
        return alone(part, key, sequence(entry.value()));
      } else if (key.equals("let")) {
        return alone(part, key, let(entry.value()));
      } else if (key.equals("repeat")) {
        return repeat(part, entry.value());
      } else if (key.equals("graph")) {
        return graph(part, entry.value());
      }
    }
    if (keys.size() != 1) {
      throw part.refused(
          keys.isEmpty()
              ? "the rule is empty"
              : "a rule has one key, not %d: %s".formatted(keys.size(), String.join(", ", keys)),
          "write a list for what comes one after the other, choose: [...] for one of several");
    }
    return named(keys.get(0), entries.get(0).value(), entries.get(0).value());
  }

  private static Part nothing(Part part) {
    return new Part(new Tree.Mapping(List.of()), part.path());
  }

  private static Read alone(Part part, String key, Read read) {
    Definitions.requireKeys(part, "rule " + key, List.of(key));
    return read;
  }

  private Read named(String name, Part at, Part arguments) {
    @Nullable Part part = declared.get(name);
    if (part == null) {
      return call(definitions.callee(name, at, declared.keySet()), arguments);
    }
    if (!arguments.entries("what the rule %s is told".formatted(name)).isEmpty()) {
      throw arguments.refused(
          "the rule %s is told nothing".formatted(name), "write its name alone");
    }
    used.add(name);
    @Nullable Read known = rules.get(name);
    if (known != null) {
      return known;
    }
    Definitions.requireFinite("rule", name, reading, at);
    reading.add(name);
    Read read = rule(part);
    reading.remove(name);
    rules.put(name, read);
    return read;
  }

  private Read sequence(Part part) {
    List<Read> reads = part.items("a sequence").stream().map(this::rule).toList();
    if (reads.isEmpty()) {
      throw part.refused("the sequence is empty", "add a rule");
    }
    return new Read(
        made(part, () -> Rule.sequence(reads.stream().map(Read::rule).toArray(Rule[]::new))),
        reads.stream().map(Read::signature).toList().toString());
  }

  private Read choose(Part part) {
    List<Part> options = part.items("choose");
    if (options.isEmpty()) {
      throw part.refused("choose has no options", "add some");
    }
    Map<String, Integer> seen = new TreeMap<>();
    List<Read> reads = new ArrayList<>();
    for (int option = 0; option < options.size(); option++) {
      Read read = rule(options.get(option));
      @Nullable Integer before = seen.putIfAbsent(read.signature(), option + 1);
      if (before != null) {
        throw options
            .get(option)
            .refused(
                "options %d and %d of the choice make the same blocks"
                    .formatted(before, option + 1),
                "remove one of them");
      }
      reads.add(read);
    }
    return new Read(
        made(part, () -> Rule.choose(reads.stream().map(Read::rule).toArray(Rule[]::new))),
        "choose" + seen.keySet());
  }

  private Read optional(Part part) {
    Read read = rule(part);
    return new Read(made(part, () -> Rule.optional(read.rule())), "optional " + read.signature());
  }

  private Read repeat(Part part, Part repeated) {
    Definitions.requireKeys(part, "rule repeat", List.of("repeat", "times"));
    Part times =
        part.find("times")
            .orElseThrow(
                () -> part.refused("repeat is not told how often", "add times: 3, or times: 1..4"));
    String text = times.text("times");
    Matcher range = RANGE.matcher(text);
    boolean isRange = range.matches();
    if (!isRange && !text.matches("[0-9]{1,9}")) {
      throw times.refused(
          "times (%s) must be a number or a range".formatted(text), "write 3, or 1..4");
    }
    int minimum = Integer.parseInt(isRange ? range.group(1) : text);
    int maximum = isRange ? Integer.parseInt(range.group(2)) : minimum;
    if (maximum == 0 || maximum > MAX_TIMES) {
      throw times.refused(
          maximum == 0
              ? "times (%s) leaves nothing".formatted(text)
              : "times (%s) must be at most %,d".formatted(text, MAX_TIMES),
          maximum == 0 ? "raise it, or remove the rule" : "lower it");
    }
    Read read = rule(repeated);
    return new Read(
        made(times, () -> Rule.repeat(minimum, maximum, read.rule())),
        "repeat %d %d %s".formatted(minimum, maximum, read.signature()));
  }

  private Read graph(Part part, Part edge) {
    Definitions.requireKeys(part, "rule graph", List.of("graph", "nodes", "absent"));
    Part nodes =
        part.find("nodes")
            .orElseThrow(() -> part.refused("graph is not told its nodes", "add nodes: 4"));
    String number = nodes.text("nodes");
    if (!number.matches("[0-9]{1,3}")) {
      throw nodes.refused("nodes (%s) must be a number".formatted(number), "write nodes: 4");
    }
    String absent = part.find("absent").map(word -> word.text("absent")).orElse("");
    boolean outer = onEdge;
    onEdge = true;
    Read read = rule(edge);
    onEdge = outer;
    return new Read(
        made(nodes, () -> Rule.graph(Integer.parseInt(number), read.rule(), absent)),
        "graph %s %s %s".formatted(number, absent, read.signature()));
  }

  private Read let(Part part) {
    List<Part.Named> entries = part.entries("let");
    if (entries.size() != 1) {
      throw part.refused("let gives one variable its value, not %d".formatted(entries.size()), "");
    }
    Part.Named entry = entries.get(0);
    String name = entry.key();
    definitions.requireValueName(entry, "variable");
    if (definitions.constantNames().contains(name) || definitions.blockNames().contains(name)) {
      throw entry
          .value()
          .refused(
              "the variable %s has the name of a constant or block".formatted(name),
              "give it another name");
    }
    if (onEdge) {
      throw part.refused(
          "let cannot stand on an edge of a graph", "let the variable have its value before");
    }
    List<String> values = values(entry.value(), name);
    return new Read(
        made(
            entry.value(),
            () -> Rule.block(name, new Let(name), List.of(new Parameter(name, values)))),
        "let " + name + values);
  }

  private Read call(Callee callee, Part part) {
    List<Parameter> chosen = new ArrayList<>();
    Map<String, Argument> fixed = new LinkedHashMap<>();
    definitions.requireArguments(callee, part);
    Set<String> known = new LinkedHashSet<>(definitions.constantNames());
    known.addAll(variables);
    known.addAll(List.of(Definitions.IN, Definitions.CLASSES));
    // In the order of the callee's parameters, which is that of its words.
    for (String name : callee.parameters()) {
      part.find(name)
          .ifPresent(
              given -> {
                if (isChosen(given)) {
                  chosen.add(new Parameter(name, values(given, name)));
                } else {
                  Argument argument = Argument.of(given, name);
                  definitions.requireKnown(argument, known);
                  fixed.put(name, argument);
                }
              });
    }
    return new Read(
        made(part, () -> Rule.block(callee.name(), new Call(callee, fixed, part), chosen)),
        callee.signature() + fixed + chosen);
  }

  private static boolean isChosen(Part part) {
    return part.isList() || (part.isScalar() && RANGE.matcher(part.text("")).matches());
  }

  /** Returns the values to choose from, as architectures write them. */
  private static List<String> values(Part part, String name) {
    if (part.isScalar() && RANGE.matcher(part.text(name)).matches()) {
      Matcher range = RANGE.matcher(part.text(name));
      if (range.matches()) {
        int from = Integer.parseInt(range.group(1));
        int to = Integer.parseInt(range.group(2));
        if (to < from || to - from >= MAX_RANGE) {
          throw part.refused(
              "%s (%s) has none or too many numbers".formatted(name, part.text(name)),
              "write the smaller number first");
        }
        return IntStream.rangeClosed(from, to).mapToObj(String::valueOf).toList();
      }
    }
    List<String> values = new ArrayList<>();
    Set<Object> meanings = new LinkedHashSet<>();
    for (Part item : part.items(name)) {
      String text = item.text(name);
      if (!text.matches("[A-Za-z0-9_.+-]{1,60}")) {
        throw item.refused(
            "%s ('%s') cannot be an option".formatted(name, text),
            "use numbers, or words of letters, digits and _ . + -");
      }
      if (!meanings.add(OperationForm.literal(text))) {
        throw item.refused("%s has the option %s twice".formatted(name, text), "remove one");
      }
      values.add(text);
    }
    if (values.isEmpty()) {
      throw part.refused("%s has no options".formatted(name), "add some");
    }
    return values;
  }

  private static Rule made(Part part, java.util.function.Supplier<Rule> maker) {
    try {
      return maker.get();
    } catch (GrammarException e) {
      throw part.refused(String.valueOf(e.getMessage()), e.advice());
    }
  }
}
