package nas.space.choices;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.network.Network;
import nas.network.Task;
import nas.space.CellGraph;
import nas.space.ChoiceSequence;
import nas.space.Encoding;
import nas.space.InvalidArchitectureException;
import nas.space.SearchSpace;

/**
 * All texts of k positions with one of m options each, such as {@code 8:16:64:32:8}.
 *
 * <p>It serves to search a table whose architectures the program cannot build; {@link #network}
 * refuses every point.
 */
public final class ChoiceSpace implements SearchSpace<ChoiceString> {

  private static final int LONGEST_TEXT = 100_000;

  private final ChoiceSettings settings;

  /** The index of each option. */
  private final Map<String, Integer> indices = new HashMap<>();

  /** Creates the space. */
  public ChoiceSpace(ChoiceSettings settings) {
    this.settings = settings;
    for (int index = 0; index < settings.options().size(); index++) {
      indices.put(settings.options().get(index), index);
    }
  }

  @Override
  public String name() {
    return "choices";
  }

  @Override
  public BigInteger size() {
    return BigInteger.valueOf(settings.options().size()).pow(settings.positions());
  }

  /** Returns all points, the last position changing fastest. */
  @Override
  public Stream<ChoiceString> enumerate() {
    ChoiceString first = new ChoiceString(Collections.nCopies(settings.positions(), 0));
    return Stream.iterate(
            Optional.of(first), Optional::isPresent, point -> point.flatMap(this::after))
        .map(Optional::orElseThrow);
  }

  private Optional<ChoiceString> after(ChoiceString point) {
    List<Integer> next = new ArrayList<>(point.choices());
    for (int position = next.size() - 1; position >= 0; position--) {
      if (next.get(position) + 1 < settings.options().size()) {
        next.set(position, next.get(position) + 1);
        return Optional.of(new ChoiceString(next));
      }
      next.set(position, 0);
    }
    return Optional.empty();
  }

  /** Draws every option with the same probability at every position. */
  @Override
  public ChoiceString sample(RandomGenerator random) {
    List<Integer> choices = new ArrayList<>();
    for (int position = 0; position < settings.positions(); position++) {
      choices.add(random.nextInt(settings.options().size()));
    }
    return new ChoiceString(choices);
  }

  @Override
  public String drawing() {
    return "architectures drawn uniformly";
  }

  /** Returns the points that differ at one position: by position, then by option. */
  @Override
  public List<ChoiceString> neighbours(ChoiceString architecture) {
    valid(architecture);
    List<ChoiceString> neighbours = new ArrayList<>();
    for (int position = 0; position < settings.positions(); position++) {
      for (int option = 0; option < settings.options().size(); option++) {
        if (option != architecture.choices().get(position)) {
          List<Integer> changed = new ArrayList<>(architecture.choices());
          changed.set(position, option);
          neighbours.add(new ChoiceString(changed));
        }
      }
    }
    return List.copyOf(neighbours);
  }

  /** {@inheritDoc} Without listing them, as there can be very many. */
  @Override
  public ChoiceString mutate(ChoiceString architecture, RandomGenerator random) {
    valid(architecture);
    int others = settings.options().size() - 1;
    int drawn = random.nextInt(settings.positions() * others);
    List<Integer> changed = new ArrayList<>(architecture.choices());
    int position = drawn / others;
    int option = drawn % others;
    changed.set(position, option < changed.get(position) ? option : option + 1);
    return new ChoiceString(changed);
  }

  @Override
  public String canonicalId(ChoiceString architecture) {
    return format(architecture);
  }

  /** Returns the choices as they are. */
  @Override
  public ChoiceSequence<ChoiceString> choiceSequence() {
    return new ChoiceSequence<>(
        Collections.nCopies(settings.positions(), settings.options().size()),
        choices -> Optional.of(new ChoiceString(choices)),
        architecture -> {
          valid(architecture);
          return architecture.choices();
        });
  }

  /** Encodes the positions as a chain from input to output. */
  @Override
  public Encoding encode(ChoiceString architecture) {
    valid(architecture);
    List<String> vocabulary = new ArrayList<>(List.of("input"));
    vocabulary.addAll(settings.options());
    vocabulary.add("output");
    List<Integer> operations = new ArrayList<>(List.of(0));
    architecture.choices().forEach(choice -> operations.add(choice + 1));
    operations.add(vocabulary.size() - 1);
    int nodes = operations.size();
    List<List<Boolean>> chain =
        IntStream.range(0, nodes)
            .mapToObj(from -> IntStream.range(0, nodes).mapToObj(to -> to == from + 1).toList())
            .toList();
    return new Encoding(vocabulary, operations, chain);
  }

  @Override
  public CellGraph cellGraph(ChoiceString architecture) {
    valid(architecture);
    List<String> nodes = new ArrayList<>(List.of("input"));
    architecture.choices().forEach(choice -> nodes.add(settings.options().get(choice)));
    nodes.add("output");
    return new CellGraph(
        nodes,
        IntStream.range(1, nodes.size())
            .mapToObj(node -> new CellGraph.Edge(node - 1, node, ""))
            .toList());
  }

  @Override
  public ChoiceString parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > LONGEST_TEXT) {
      throw refused(text, "it has " + stripped.length() + " characters");
    }
    List<String> words = words(stripped);
    if (words.size() != settings.positions()) {
      throw refused(
          text, "it has " + words.size() + " positions, the space " + settings.positions());
    }
    List<Integer> choices = new ArrayList<>();
    for (String word : words) {
      Integer option = indices.get(word);
      if (option == null) {
        throw refused(text, ErrorText.quote(word) + " is no option");
      }
      choices.add(option);
    }
    return new ChoiceString(choices);
  }

  private List<String> words(String text) {
    if (!settings.separator().isEmpty()) {
      return Arrays.asList(text.split(Pattern.quote(settings.separator()), -1));
    }
    int length = settings.options().get(0).length();
    List<String> words = new ArrayList<>();
    for (int at = 0; at < text.length(); at += length) {
      words.add(text.substring(at, Math.min(text.length(), at + length)));
    }
    return words;
  }

  private static InvalidArchitectureException refused(String text, String problem) {
    return new InvalidArchitectureException(
        ErrorText.quote(text) + " is no string of choices of this space: " + problem + ".");
  }

  @Override
  public String format(ChoiceString architecture) {
    valid(architecture);
    return String.join(
        settings.separator(),
        architecture.choices().stream().map(choice -> settings.options().get(choice)).toList());
  }

  @Override
  public Optional<String> whyInvalid(ChoiceString architecture) {
    if (architecture.choices().size() != settings.positions()) {
      return Optional.of(
          "it has "
              + architecture.choices().size()
              + " positions, the space "
              + settings.positions()
              + ".");
    }
    return architecture.choices().stream()
            .allMatch(choice -> choice >= 0 && choice < settings.options().size())
        ? Optional.empty()
        : Optional.of("it has an option beyond the " + settings.options().size() + " there are.");
  }

  private void valid(ChoiceString architecture) {
    whyInvalid(architecture)
        .ifPresent(
            problem -> {
              throw new InvalidArchitectureException(architecture + " is not valid: " + problem);
            });
  }

  /** Says that strings of choices are names only. */
  @Override
  public Optional<String> whyNoNetworks() {
    return Optional.of(
        "the space choices has no networks, only names of architectures that a table may know");
  }

  /**
   * Refuses: strings of choices say nothing about networks.
   *
   * @throws InvalidArchitectureException always
   */
  @Override
  public Network network(ChoiceString architecture, Task task) {
    throw new InvalidArchitectureException(
        "the space choices has no networks, only names of architectures. Maybe use an evaluator"
            + " such as tabular, and strategies without zero-cost metrics.");
  }
}
