package nas.space.declared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.network.Operation;
import org.jspecify.annotations.Nullable;

/** The names of a declared space: constants, blocks and operations, and which of them are used. */
final class Definitions {

  /** Channels of a block's input. */
  static final String IN = "in";

  /** Channels of what a node reads. */
  static final String CHANNELS = "channels";

  /** Classes of the task. */
  static final String CLASSES = "classes";

  static final String NAME = "name";
  static final String FROM = "from";
  static final String WHEN = "when";

  private static final Set<String> GIVEN = Set.of(IN, CHANNELS, CLASSES, "same");
  private static final List<String> NODE_KEYS = List.of(NAME, FROM, WHEN);
  private static final int MAX_NODES = 10_000;

  private final SortedMap<String, Class<? extends Operation>> operations;
  private final Map<String, OperationForm> forms = new TreeMap<>();
  private final Set<String> constantNames = new LinkedHashSet<>();
  private final Constants constants;
  private final Map<String, Part> declared = new LinkedHashMap<>();
  private final Map<String, BlockForm> blocks = new TreeMap<>();
  private final Map<String, Integer> sizes = new TreeMap<>();
  private final List<String> reading = new ArrayList<>();
  private final Set<String> used = new TreeSet<>();
  private final Part constantsPart;

  /**
   * Reads the names.
   *
   * @param operations kinds of operations by name
   */
  Definitions(
      SortedMap<String, Class<? extends Operation>> operations, Part constants, Part blocks) {
    this.operations = operations;
    constantsPart = constants;
    Map<String, Argument> told = new LinkedHashMap<>();
    for (Part.Named entry : constants.entries("constants")) {
      requireValueName(entry, "constant");
      Argument value = Argument.of(entry.value(), entry.key());
      requireKnown(value, constantNames);
      constantNames.add(entry.key());
      told.put(entry.key(), value);
    }
    this.constants = Constants.of(told);
    for (Part.Named entry : blocks.entries("blocks")) {
      requireName(entry, "block", RuleReader.KEYS);
      declared.put(entry.key(), entry.value());
    }
    declared.keySet().forEach(this::block);
  }

  Constants constants() {
    return constants;
  }

  /** Returns the names of the constants, in the order of the file. */
  Set<String> constantNames() {
    return constantNames;
  }

  Collection<String> blockNames() {
    return declared.keySet();
  }

  /** Refuses names that values cannot have. */
  void requireValueName(Part.Named entry, String noun) {
    if (!Expression.isName(entry.key()) || GIVEN.contains(entry.key())) {
      throw entry
          .value()
          .refused(
              "'%s' cannot be the name of a %s".formatted(entry.key(), noun),
              GIVEN.contains(entry.key()) || !entry.key().matches("[a-z]+")
                  ? "use letters, digits and _, and not %s"
                      .formatted(String.join(", ", new TreeSet<>(GIVEN)))
                  : "choose another word");
    }
  }

  /** Refuses names that blocks and rules cannot have. */
  void requireName(Part.Named entry, String noun, Set<String> reserved) {
    String name = entry.key();
    if (operations.containsKey(name)) {
      throw entry
          .value()
          .refused(
              "the %s %s has the name of an operation".formatted(noun, name),
              "give it another name");
    }
    if (!name.matches("[a-z][a-z0-9_-]{0,59}")
        || reserved.contains(name)
        || NODE_KEYS.contains(name)
        || name.equals(BlockForm.INPUT)) {
      throw entry
          .value()
          .refused(
              "'%s' cannot be the name of a %s".formatted(name, noun),
              "use lower-case letters, digits and hyphens, and no word of the grammar such as"
                  + " choose or repeat");
    }
  }

  /** Returns what has a name, and notes that it is used. */
  Callee callee(String name, Part at, Collection<String> others) {
    if (declared.containsKey(name)) {
      used.add(name);
      return block(name);
    }
    @Nullable Class<? extends Operation> kind = operations.get(name);
    if (kind == null) {
      throw unknown(name, at, others);
    }
    return forms.computeIfAbsent(name, key -> new OperationForm(kind));
  }

  private InvalidSettingException unknown(String name, Part at, Collection<String> others) {
    List<String> known = new ArrayList<>(declared.keySet());
    known.addAll(others);
    known.addAll(operations.keySet());
    String near =
        ErrorText.nearest(name, known)
            .map(word -> "you mean '%s'".formatted(word))
            .orElse(
                known.size() == operations.size()
                    ? "use an operation such as " + String.join(", ", operations.keySet())
                    : "declare it");
    return at.refused(
        "there is no %s %s"
            .formatted(
                others.isEmpty() ? "operation or block" : "operation, block or rule",
                ErrorText.quote(name)),
        near);
  }

  private BlockForm block(String name) {
    @Nullable BlockForm read = blocks.get(name);
    if (read != null) {
      return read;
    }
    Part part = declared.get(name);
    if (part == null) {
      throw new IllegalStateException("there is no block " + name);
    }
    requireFinite("block", name, reading, part);
    reading.add(name);
    List<String> parameters = new ArrayList<>();
    Part graph = part;
    if (!part.isList()) {
      part.find("parameters")
          .ifPresent(
              list -> list.items("parameters").forEach(item -> parameters.add(parameter(item))));
      requireKeys(part, "block " + name, List.of("parameters", "graph"));
      graph =
          part.find("graph")
              .orElseThrow(
                  () ->
                      part.refused(
                          "the block %s has no graph".formatted(name),
                          "add graph: [...], a list of operations"));
    }
    BlockForm form = graph(name, parameters, graph);
    Set<String> names = new TreeSet<>();
    form.nodes().forEach(node -> names.addAll(namesIn(node)));
    for (String parameter : parameters) {
      if (!names.contains(parameter)) {
        throw part.refused(
            "the parameter %s of the block %s is not used".formatted(parameter, name), "remove it");
      }
    }
    reading.remove(name);
    blocks.put(name, form);
    return form;
  }

  private static Set<String> namesIn(BlockForm.Node node) {
    Set<String> names = new TreeSet<>();
    node.arguments().values().forEach(argument -> names.addAll(argument.names()));
    node.when().ifPresent(when -> names.addAll(when.names()));
    return names;
  }

  private String parameter(Part item) {
    String name = item.text("a parameter");
    requireValueName(new Part.Named(name, item), "parameter");
    return name;
  }

  static void requireKeys(Part part, String what, List<String> keys) {
    for (Part.Named entry : part.entries(what)) {
      if (!keys.contains(entry.key())) {
        throw entry
            .value()
            .refused(
                "'%s' is no key of the %s".formatted(entry.key(), what),
                ErrorText.nearest(entry.key(), keys)
                    .map(near -> "you mean '%s'".formatted(near))
                    .orElse("use " + String.join(", ", keys)));
      }
    }
  }

  static void requireFinite(String noun, String name, List<String> reading, Part part) {
    if (reading.contains(name)) {
      List<String> circle = new ArrayList<>(reading.subList(reading.indexOf(name), reading.size()));
      circle.add(name);
      throw part.refused(
          "the %s %s contains itself without end: %s"
              .formatted(noun, name, String.join(" -> ", circle)),
          "use repeat for what stands several times");
    }
  }

  /** Reads a list of nodes. */
  BlockForm graph(String name, List<String> parameters, Part part) {
    List<BlockForm.Node> nodes = new ArrayList<>();
    Map<String, Integer> places = new LinkedHashMap<>(Map.of(BlockForm.INPUT, -1));
    Set<Integer> read = new TreeSet<>();
    int size = 0;
    for (Part item : part.items(name)) {
      BlockForm.Node node = node(item, parameters, places, nodes.size());
      read.addAll(node.inputs());
      size += node.callee() instanceof BlockForm inner ? sizes.getOrDefault(inner.name(), 1) : 1;
      if (size > MAX_NODES) {
        throw part.refused(
            "%s has more than %,d operations".formatted(name, MAX_NODES), "make it smaller");
      }
      places.put(node.name(), nodes.size());
      nodes.add(node);
    }
    for (int place = 0; place < nodes.size() - 1; place++) {
      if (!read.contains(place)) {
        BlockForm.Node unread = nodes.get(place);
        throw unread
            .part()
            .refused(
                "nothing reads the node %s of %s".formatted(unread.name(), name),
                "name it in a from, or remove it");
      }
    }
    sizes.put(name, size);
    return new BlockForm(name, parameters, nodes, part);
  }

  private BlockForm.Node node(
      Part item, List<String> parameters, Map<String, Integer> places, int place) {
    Part.Named call = call(item);
    Callee callee = callee(call.key(), call.value(), List.of());
    String name =
        item.find(NAME)
            .map(named -> nodeName(named, places))
            .orElseGet(() -> freeName(call.key(), places));
    Set<String> known = new LinkedHashSet<>(parameters);
    known.addAll(constantNames);
    known.addAll(List.of(IN, CHANNELS, CLASSES));
    Map<String, Argument> arguments = arguments(callee, call.value(), known);
    Optional<Expression> when = item.find(WHEN).map(part -> when(part, known));
    List<Integer> inputs =
        item.find(FROM).map(from -> inputs(from, places)).orElse(List.of(place - 1));
    if (callee instanceof BlockForm && inputs.size() > 1) {
      throw item.refused(
          "the block %s reads one node, not %d".formatted(callee.name(), inputs.size()),
          "join them before, by add, multiply or concatenate");
    }
    return new BlockForm.Node(name, callee, arguments, inputs, when, call.value());
  }

  private Expression when(Part part, Set<String> known) {
    Expression when = part.expression(WHEN);
    requireKnown(new Argument(List.of(when), part), known);
    return when;
  }

  private static String freeName(String kind, Map<String, Integer> places) {
    String name = kind;
    for (int number = 2; places.containsKey(name); number++) {
      name = kind + "-" + number;
    }
    return name;
  }

  private static String nodeName(Part named, Map<String, Integer> places) {
    String name = named.text(NAME);
    if (!name.matches("[A-Za-z][A-Za-z0-9_-]{0,59}") || places.containsKey(name)) {
      throw named.refused(
          places.containsKey(name)
              ? "two nodes are named %s".formatted(name)
              : "'%s' cannot be the name of a node".formatted(name),
          "choose another name");
    }
    return name;
  }

  private static List<Integer> inputs(Part from, Map<String, Integer> places) {
    List<Part> parts = from.isList() ? from.items(FROM) : List.of(from);
    if (parts.isEmpty()) {
      throw from.refused("from is empty", "name a node, or leave from out");
    }
    List<Integer> inputs = new ArrayList<>();
    for (Part part : parts) {
      String name = part.text(FROM);
      @Nullable Integer place = places.get(name);
      if (place == null) {
        throw part.refused(
            "there is no node %s before".formatted(ErrorText.quote(name)),
            ErrorText.nearest(name, places.keySet())
                .map(near -> "you mean '%s'".formatted(near))
                .orElse("use one of " + String.join(", ", places.keySet())));
      }
      inputs.add(place);
    }
    return inputs;
  }

  /** Returns what a node calls: a name alone, or the one key that says nothing of the node. */
  private static Part.Named call(Part item) {
    if (item.isScalar()) {
      Part nothing = new Part(new nas.core.plugin.Tree.Mapping(List.of()), item.path());
      return new Part.Named(item.text("a node"), nothing);
    }
    List<Part.Named> calls =
        item.entries("a node").stream().filter(e -> !NODE_KEYS.contains(e.key())).toList();
    if (calls.size() != 1) {
      throw item.refused(
          calls.isEmpty()
              ? "the node has no operation"
              : "the node has %d operations: %s"
                  .formatted(
                      calls.size(),
                      String.join(", ", calls.stream().map(Part.Named::key).toList())),
          calls.isEmpty()
              ? "add one, as in {relu: {}, name: on}"
              : "begin a new list item, or indent the attributes of the first");
    }
    return calls.get(0);
  }

  /** Reads what a callee is told. */
  private Map<String, Argument> arguments(Callee callee, Part part, Set<String> known) {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    for (Part.Named entry : requireArguments(callee, part)) {
      Argument argument = Argument.of(entry.value(), entry.key());
      if (argument.values().isEmpty()) {
        throw entry.value().refused("%s is empty".formatted(entry.key()), "give it a value");
      }
      requireKnown(argument, known);
      arguments.put(entry.key(), argument);
    }
    return arguments;
  }

  /** Refuses arguments that a callee does not take, and those that are missing. */
  List<Part.Named> requireArguments(Callee callee, Part part) {
    List<Part.Named> entries = part.entries("what %s is told".formatted(callee.name()));
    for (Part.Named entry : entries) {
      if (!callee.parameters().contains(entry.key())) {
        throw entry
            .value()
            .refused(
                "%s has no %s %s"
                    .formatted(
                        callee.name(),
                        callee instanceof BlockForm ? "parameter" : "attribute",
                        ErrorText.quote(entry.key())),
                callee.parameters().isEmpty()
                    ? "leave it out, as there are none"
                    : ErrorText.nearest(entry.key(), callee.parameters())
                        .map(near -> "you mean '%s'".formatted(near))
                        .orElse("use " + String.join(", ", callee.parameters())));
      }
    }
    for (String name : callee.required()) {
      if (part.find(name).isEmpty()) {
        throw part.refused(
            "%s is not told its %s".formatted(callee.name(), name),
            "add %s: ... to it".formatted(name));
      }
    }
    return entries;
  }

  /** Refuses names that nothing gives a value. */
  void requireKnown(Argument argument, Set<String> known) {
    for (String name : argument.names()) {
      if (constantNames.contains(name)) {
        used.add(name);
      }
      if (!known.contains(name) && !name.equals(nas.network.Usual.SAME)) {
        throw argument
            .part()
            .refused(
                "nothing says what %s is, in '%s'".formatted(name, argument),
                ErrorText.nearest(name, known)
                    .map(near -> "you mean '%s'".formatted(near))
                    .orElse("write '%s' in single quotes if it is a text".formatted(name)));
      }
    }
  }

  /** Refuses what is declared and not used. */
  void requireUsed() {
    for (Map.Entry<String, Part> block : declared.entrySet()) {
      if (!used.contains(block.getKey())) {
        throw block
            .getValue()
            .refused("the block %s is not used".formatted(block.getKey()), "remove it");
      }
    }
    for (String constant : constantNames) {
      if (!used.contains(constant)) {
        throw constantsPart
            .find(constant)
            .orElse(constantsPart)
            .refused("the constant %s is not used".formatted(constant), "remove it");
      }
    }
  }
}
