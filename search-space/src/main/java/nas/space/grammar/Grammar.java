package nas.space.grammar;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import nas.core.text.ErrorText;
import nas.space.CellGraph;
import nas.space.Encoding;
import nas.space.InvalidArchitectureException;

/**
 * Architectures declared by a {@link Rule}, and their texts: the words of their blocks, joined by a
 * separator.
 */
public final class Grammar {

  /** The text of an architecture without blocks. */
  public static final String EMPTY = "empty";

  /** A grammar unfolds into at most so many blocks. */
  static final int MAX_STATES = 100_000;

  private static final int MAX_TEXT = 100_000;
  private static final int MAX_NAMED = 12;
  private static final String WORD = "[!-~]{1,200}";

  private final Rule root;
  private final String separator;

  /** The length of all words, where nothing separates them. */
  private final int length;

  private final boolean readsNothing;

  /**
   * Creates a grammar.
   *
   * @param root what an architecture is
   * @param separator what stands between two words; may be empty if all words have one length
   * @throws GrammarException if it is too large, if a word is not of printable ASCII characters or
   *     has the separator in it, or if two derivations have one text
   */
  public Grammar(Rule root, String separator) {
    this.root = root;
    this.separator = separator;
    if (root.states() > MAX_STATES) {
      throw tooLarge();
    }
    Automaton automaton = Automaton.of(root);
    readsNothing = automaton.readsNothing();
    Set<String> words = automaton.words();
    length = words.stream().mapToInt(String::length).max().orElse(1);
    words.stream().sorted().forEach(this::check);
    automaton
        .ambiguous()
        .ifPresent(
            twice -> {
              throw new GrammarException(
                  "the grammar is ambiguous: '%s' can be derived in two ways"
                      .formatted(twice.isEmpty() ? EMPTY : String.join(separator, twice)),
                  "give different blocks different names, and repeat only what cannot be empty");
            });
  }

  static GrammarException tooLarge() {
    return new GrammarException(
        "the grammar unfolds into more than %,d blocks".formatted(MAX_STATES),
        "lower the numbers of repetitions");
  }

  private void check(String word) {
    if (!word.matches(WORD) || (word.equals(EMPTY) && readsNothing)) {
      throw new GrammarException(
          "'%s' cannot be the name of a block".formatted(word),
          "use 1 to 200 printable ASCII characters without spaces, and not '%s'".formatted(EMPTY));
    }
    if (separator.isEmpty() ? word.length() != length : word.contains(separator)) {
      throw new GrammarException(
          separator.isEmpty()
              ? "without a separator all blocks must have names of one length, and '%s' is shorter"
                  .formatted(word)
              : "the separator '%s' is part of '%s'".formatted(separator, word),
          "use another separator");
    }
  }

  /** Returns the number of architectures. */
  public BigInteger count() {
    return root.count();
  }

  /**
   * Returns the architecture with a number from 0 to {@link #count} - 1; the option that stands
   * last changes fastest.
   */
  public Derivation at(BigInteger index) {
    if (index.signum() < 0 || index.compareTo(count()) >= 0) {
      throw new IndexOutOfBoundsException(
          "there are %d architectures, not %d".formatted(count(), index));
    }
    return root.at(index);
  }

  /** Draws an architecture, each with the same probability. */
  public Derivation sample(RandomGenerator random) {
    return root.sample(random);
  }

  /** Says whether a derivation is one of this grammar. */
  public boolean fits(Derivation derivation) {
    return root.fits(derivation);
  }

  /** Returns the number of architectures one edit away. */
  public long edits(Derivation derivation) {
    return root.edits(derivation);
  }

  /** Returns an architecture one edit away, by its number from 0 to {@link #edits} - 1. */
  public Derivation edit(Derivation derivation, long edit) {
    return root.edit(derivation, edit);
  }

  /** Returns the words of an architecture in order. */
  public List<String> words(Derivation derivation) {
    List<String> words = new ArrayList<>();
    root.write(derivation, words::add);
    return List.copyOf(words);
  }

  /** Writes an architecture as text. */
  public String format(Derivation derivation) {
    List<String> words = words(derivation);
    return words.isEmpty() ? EMPTY : String.join(separator, words);
  }

  /**
   * Reads what {@link #format} writes.
   *
   * @throws InvalidArchitectureException if it is something else, saying which word does not fit
   */
  public Derivation parse(String text) {
    String stripped = text.strip();
    if (stripped.length() > MAX_TEXT) {
      throw refused(text, "it has %,d characters".formatted(stripped.length()));
    }
    WordReader words = new WordReader(split(stripped));
    Map<Integer, Derivation> readings = root.read(words, 0);
    Derivation read = readings.get(words.words().size());
    if (read == null) {
      int end = readings.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
      throw refused(text, problem(words, end));
    }
    return read;
  }

  /** Returns the words that a text is made of, whether they are those of this grammar or not. */
  public List<String> split(String text) {
    if (text.isEmpty() || (readsNothing && text.equals(EMPTY))) {
      return text.isEmpty() ? List.of("") : List.of();
    }
    if (!separator.isEmpty()) {
      return Arrays.asList(text.split(Pattern.quote(separator), -1));
    }
    return IntStream.iterate(0, at -> at < text.length(), at -> at + length)
        .mapToObj(at -> text.substring(at, Math.min(text.length(), at + length)))
        .toList();
  }

  private static InvalidArchitectureException refused(String text, String problem) {
    return new InvalidArchitectureException(
        "%s is no architecture of this space: %s.".formatted(ErrorText.quote(text), problem));
  }

  /** Says which word does not fit; {@code end} is where the longest architecture in it ends. */
  private static String problem(WordReader words, int end) {
    int at = Math.max(words.furthest(), end);
    List<String> expected = at == end ? List.of() : words.expected();
    if (at >= words.words().size()) {
      return "it ends after %d words, where %s must follow".formatted(at, named(expected));
    }
    String word = words.words().get(at);
    return "word %d (%s) must be %s%s"
        .formatted(
            at + 1,
            ErrorText.quote(word),
            named(expected),
            ErrorText.nearest(word, expected).map(nearest -> ". Maybe " + nearest).orElse(""));
  }

  private static String named(List<String> words) {
    if (words.isEmpty()) {
      return "the end";
    }
    String some = String.join(", ", words.subList(0, Math.min(MAX_NAMED, words.size())));
    return words.size() == 1 ? some : "one of " + some + (words.size() > MAX_NAMED ? ", ..." : "");
  }

  /** Returns the number of options at each position of a sequence of choices; may be empty. */
  public List<Integer> sizes() {
    return root.sizes();
  }

  /** Returns the architecture of a sequence of choices; some may say nothing of it. */
  public Derivation decode(List<Integer> choices) {
    Iterator<Integer> rest = choices.iterator();
    return root.decode(rest);
  }

  /** Returns the choices of an architecture, 0 at all positions that say nothing of it. */
  public List<Integer> encode(Derivation derivation) {
    List<Integer> choices = new ArrayList<>();
    root.encode(derivation, choices);
    return List.copyOf(choices);
  }

  /**
   * Returns which option was taken of each choice that an architecture has, such as {@code 5} of
   * {@code place 2.1: kernel}; places are counted from 1, the parts of a place behind a dot.
   */
  public Map<String, String> factors(Derivation derivation) {
    Map<String, String> factors = new LinkedHashMap<>();
    root.factors(derivation, Place.WHOLE, factors::put);
    return factors;
  }

  /** Puts an architecture together behind its input, block by block. */
  public <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    return root.assemble(derivation, input, assembly);
  }

  /** Returns all that may stand behind an architecture, as far as it can be told apart. */
  public <S> Set<S> reach(S before, Reach<S> reach) {
    return root.reach(Set.of(before), reach);
  }

  /** Returns the names of all blocks and of what can be chosen for their parameters, in order. */
  public List<String> vocabulary() {
    Set<String> names = new LinkedHashSet<>();
    root.vocabulary(names::add);
    return List.copyOf(names);
  }

  /**
   * Returns the graph of an architecture's blocks between input and output, each followed by what
   * was chosen for its parameters; blocks on the edges of a {@link Rule#graph} are nodes, too,
   * those that stand for no edge among them.
   */
  public Encoding encoding(Derivation derivation) {
    return EncodedBlocks.of(this, derivation);
  }

  /**
   * Returns the blocks as nodes, and feature maps as nodes whose edges are labelled with blocks.
   */
  public CellGraph cellGraph(Derivation derivation) {
    return DrawnBlocks.of(this, derivation);
  }
}
