package nas.space.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.space.CellGraph;
import nas.space.ChoiceSequence;
import nas.space.ChoiceSequenceContract;
import nas.space.Diagram;
import nas.space.DiagramContract;
import nas.space.Encoder;
import nas.space.EncoderContract;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.EnumerationContract;
import nas.space.InvalidArchitectureException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A grammar with every kind of rule: 1 to 3 blocks, perhaps attention, and a cell. */
final class GrammarSpaceTest
    implements ChoiceSequenceContract<Derivation>,
        DiagramContract<Derivation>,
        EncoderContract<Derivation>,
        EnumerationContract<Derivation> {

  private static final Rule BLOCK =
      Rule.choose(
          Rule.block("mb", Parameter.of("kernel", 3, 5), Parameter.range("expand", 2, 6, 2)),
          Rule.block("skip"));

  private static final Grammar GRAMMAR =
      new Grammar(
          Rule.sequence(
              Rule.repeat(1, 3, BLOCK),
              Rule.optional(Rule.block("attention")),
              Rule.graph(3, Rule.choose("none", "conv", "pool"), "none")),
          " ");

  private static final GrammarSpace<Derivation> SPACE = GrammarSpace.of("all-rules", GRAMMAR);

  @Override
  public GrammarSpace<Derivation> space() {
    return SPACE;
  }

  /** Returns the least number of words that are put in, taken out or exchanged. */
  @Override
  public int edits(Derivation point, Derivation other) {
    List<String> from = GRAMMAR.words(point);
    List<String> to = GRAMMAR.words(other);
    int[][] distance = new int[from.size() + 1][to.size() + 1];
    for (int i = 0; i <= from.size(); i++) {
      for (int j = 0; j <= to.size(); j++) {
        distance[i][j] =
            i == 0 || j == 0
                ? i + j
                : Math.min(
                    Math.min(distance[i - 1][j], distance[i][j - 1]) + 1,
                    distance[i - 1][j - 1] + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1));
      }
    }
    return distance[from.size()][to.size()];
  }

  @Override
  public List<String> malformed() {
    return List.of(
        "conv conv conv",
        "mb(3,2)",
        "mb(3,3) none none none",
        "mb(3,2) none none none none",
        "mb(3,2) attention attention none none none",
        "mb( 3,2) none none none",
        "empty");
  }

  /** What a repetition does not have, or an option that was not taken, says nothing. */
  @Override
  public List<Integer> counted(List<Integer> choices) {
    return GRAMMAR.encode(GRAMMAR.decode(choices));
  }

  @Test
  @Tag("slow")
  void derivationsAreCounted() {
    assertEquals(BigInteger.valueOf((7 + 49 + 343) * 2 * 27), SPACE.size());
    List<Derivation> all = Enumeration.of(SPACE).orElseThrow().enumerate().toList();
    assertEquals(SPACE.size().intValueExact(), new HashSet<>(all).size());
    assertEquals(all.size(), all.stream().map(SPACE::format).distinct().count());
    Grammar huge = new Grammar(Rule.repeat(0, 500, Rule.choose("a", "b", "c")), " ");
    BigInteger three = BigInteger.valueOf(3);
    assertEquals(three.pow(501).subtract(BigInteger.ONE).divide(BigInteger.TWO), huge.count());
    Derivation last = huge.at(huge.count().subtract(BigInteger.ONE));
    assertEquals("c ".repeat(500).strip(), huge.format(last));
    assertEquals(last, huge.parse(huge.format(last)));
    assertEquals(Grammar.EMPTY, huge.format(huge.at(BigInteger.ZERO)));
    assertEquals(huge.at(BigInteger.ZERO), huge.parse(Grammar.EMPTY));
  }

  /** Options with much below them are drawn more often, so that derivations are equally likely. */
  @Test
  void samplesAreUniformOverDerivations() {
    Grammar lopsided =
        new Grammar(
            Rule.choose(
                Rule.block("alone"),
                Rule.sequence(Rule.block("many"), Rule.repeat(0, 2, Rule.choose("a", "b", "c")))),
            " ");
    Map<Derivation, Integer> numbers = new HashMap<>();
    for (int number = 0; number < 14; number++) {
      numbers.put(lopsided.at(BigInteger.valueOf(number)), number);
    }
    assertEquals(BigInteger.valueOf(numbers.size()), lopsided.count());
    long[] counts = new long[14];
    RandomGenerator random = Seeds.generator(SEED);
    for (int draw = 0; draw < 1_000 * counts.length; draw++) {
      counts[numbers.getOrDefault(lopsided.sample(random), -1)]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
  }

  /** Numbers beyond those of an int are drawn uniformly, too. */
  @Test
  void samplesOfHugeSpacesAreUniform() {
    Rule wide = Rule.repeat(40, Rule.choose("a", "b"));
    Grammar halves =
        new Grammar(
            Rule.choose(
                Rule.sequence(Rule.block("first"), wide),
                Rule.sequence(Rule.block("second"), wide),
                Rule.sequence(Rule.block("third"), wide)),
            " ");
    long[] counts = new long[3];
    RandomGenerator random = Seeds.generator(SEED);
    for (int draw = 0; draw < 6_000; draw++) {
      counts[halves.sample(random).option()]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
  }

  @Test
  void encodingsFollowTheBlocks() {
    Encoding encoding = Encoder.required(SPACE).encode(SPACE.parse("mb(5,4) skip conv none pool"));
    assertEquals(
        List.of(
            "input",
            "mb",
            "kernel=3",
            "kernel=5",
            "expand=2",
            "expand=4",
            "expand=6",
            "skip",
            "attention",
            "none",
            "conv",
            "pool",
            "output"),
        encoding.vocabulary());
    assertEquals(List.of(0, 1, 3, 5, 7, 10, 9, 11, 12), encoding.operations());
    List<List<Integer>> edges = new ArrayList<>();
    for (int from = 0; from < encoding.nodes(); from++) {
      int source = from;
      edges.add(
          IntStream.range(0, encoding.nodes())
              .filter(to -> encoding.adjacency().get(source).get(to))
              .boxed()
              .toList());
    }
    assertEquals(
        List.of(
            List.of(1),
            List.of(2),
            List.of(3),
            List.of(4),
            List.of(5, 6),
            List.of(7),
            List.of(8),
            List.of(8),
            List.of()),
        edges);
  }

  @Test
  void drawingsShowBlocksAndFeatureMaps() {
    CellGraph graph =
        Diagram.of(SPACE).orElseThrow().cellGraph(SPACE.parse("mb(5,4) conv none pool"));
    assertEquals(List.of("input", "mb(5,4)", "1", "output"), graph.nodes());
    assertEquals(
        List.of(
            new CellGraph.Edge(0, 1, ""),
            new CellGraph.Edge(1, 2, "conv"),
            new CellGraph.Edge(2, 3, "pool")),
        graph.edges());
  }

  @Test
  void choicesOfWhatIsNotThereSayNothing() {
    ChoiceSequence<Derivation> sequence = ChoiceSequence.of(SPACE);
    assertEquals(List.of(3, 2, 2, 3, 2, 2, 3, 2, 2, 3, 2, 3, 3, 3), sequence.sizes());
    assertEquals(
        "skip none none none",
        SPACE.format(
            sequence.decode(List.of(0, 1, 1, 2, 0, 1, 1, 0, 1, 2, 0, 0, 0, 0)).orElseThrow()));
  }

  @Test
  void neighboursOfLargePartsStayFew() {
    Rule large = Rule.repeat(10, Rule.choose("a", "b", "c"));
    GrammarSpace<Derivation> space =
        GrammarSpace.of(
            "large",
            new Grammar(
                Rule.choose(Rule.sequence(Rule.block("deep"), large), Rule.choose("x", "y")), " "));
    Derivation first = space.parse("deep" + " a".repeat(10));
    assertEquals(20 + 2, space.neighbours(first).size());
    assertEquals(20, space.neighbours(space.parse("deep" + " a".repeat(9) + " b")).size());
    assertEquals(List.of(first, space.parse("y")), space.neighbours(space.parse("x")));
  }

  @Test
  void refusalsSayWhichWordDoesNotFit() {
    assertRefused(
        "mb(3,5) none none none",
        "\"mb(3,5) none none none\" is no architecture of this space: word 1 (\"mb(3,5)\") must be"
            + " one of mb(3,2), mb(3,4), mb(3,6), mb(5,2), mb(5,4), mb(5,6), skip. Maybe mb(3,2).");
    assertRefused(
        "skip none none",
        "\"skip none none\" is no architecture of this space: it ends after 3 words, where one of"
            + " conv, none, pool must follow.");
    assertRefused(
        "skip none none none none",
        "\"skip none none none none\" is no architecture of this space: word 5 (\"none\") must be"
            + " the end.");
  }

  private static void assertRefused(String text, String message) {
    assertEquals(
        message,
        assertThrows(InvalidArchitectureException.class, () -> SPACE.parse(text)).getMessage());
  }

  @Test
  void ambiguousGrammarsAreRefusedWithAText() {
    Rule a = Rule.block("a");
    Rule maybe = Rule.optional(a);
    assertAmbiguous("a", Rule.choose(a, Rule.sequence(a)));
    assertAmbiguous("a", Rule.sequence(maybe, maybe));
    assertAmbiguous("a a", Rule.repeat(1, 2, Rule.repeat(1, 2, a)));
    assertAmbiguous("empty", Rule.repeat(0, 2, maybe));
    assertAmbiguous(
        "b(1) c",
        Rule.choose(
            Rule.sequence(Rule.block("b", Parameter.of("k", 1, 2)), Rule.block("c")),
            Rule.sequence(Rule.block("b", Parameter.of("other", 0, 1)), Rule.choose("c", "d"))));
    assertAmbiguous("a a", Rule.sequence(Rule.repeat(0, 2, a), Rule.repeat(2, 3, a)), "a a a");
  }

  private static void assertAmbiguous(String text, Rule rule) {
    assertAmbiguous(text, rule, text);
  }

  private static void assertAmbiguous(String shortest, Rule rule, String text) {
    GrammarException refused =
        assertThrows(GrammarException.class, () -> new Grammar(rule, " "), shortest);
    assertEquals(
        "the grammar is ambiguous: '" + text + "' can be derived in two ways",
        refused.getMessage());
  }

  @Test
  void whatLooksAmbiguousMayBeRight() {
    Rule a = Rule.block("a");
    for (Rule rule :
        List.of(
            Rule.sequence(Rule.optional(a), Rule.block("b"), Rule.optional(a)),
            Rule.sequence(Rule.repeat(0, 3, a), Rule.choose("b", "c")),
            Rule.choose(Rule.sequence(a, a), a),
            Rule.repeat(1, 3, Rule.sequence(a, Rule.optional(Rule.block("b")))))) {
      Grammar grammar = new Grammar(rule, " ");
      int count = grammar.count().intValueExact();
      assertEquals(
          count,
          IntStream.range(0, count)
              .mapToObj(number -> grammar.format(grammar.at(BigInteger.valueOf(number))))
              .distinct()
              .count());
    }
  }

  @Test
  void grammarsThatCannotBeAreRefused() {
    assertProblem("has no options", () -> Rule.choose(List.of()));
    assertProblem("stands twice", () -> Rule.choose("a", "a"));
    assertProblem("is part of 'a-b'", () -> new Grammar(Rule.block("a-b"), "-"));
    assertProblem("one length", () -> new Grammar(Rule.choose("a", "bc"), ""));
    assertProblem("cannot be the name", () -> new Grammar(Rule.block("a b"), "-"));
    assertProblem("cannot be the name", () -> new Grammar(Rule.optional(Rule.block("empty")), "-"));
    assertProblem("a repetition must have", () -> Rule.repeat(3, 2, Rule.block("a")));
    assertProblem("a range from", () -> Rule.range(3, 2, 1));
    assertProblem("a graph must have", () -> Rule.graph(1, Rule.block("a")));
    assertProblem("variants", () -> Rule.block("a", Parameter.range("n", 0, 20_000, 1)));
    assertProblem(
        "unfolds into more than 100,000 blocks",
        () -> Rule.repeat(1_000, Rule.repeat(1_000, Rule.choose("a", "b"))));
  }

  private static void assertProblem(String part, Runnable making) {
    GrammarException refused = assertThrows(GrammarException.class, making::run);
    assertTrue(String.valueOf(refused.getMessage()).contains(part), refused.getMessage());
  }
}
