package nas.space;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Parameter;
import nas.space.grammar.Rule;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

final class FactorsTest {

  /** A stage, then up to two blocks, each an operation with a kernel or one of two sequences. */
  private static final Rule STAGES =
      Rule.sequence(
          Rule.block("width", Parameter.of("", 8, 16)),
          Rule.repeat(
              0,
              2,
              Rule.choose(
                  Rule.block("conv", Parameter.of("kernel", 3, 5)),
                  Rule.sequence(Rule.block("pool"), Rule.block("relu")),
                  Rule.sequence(Rule.choose("a", "b"), Rule.graph(3, Rule.choose("x", "y"))))));

  @Test
  void theChoicesOfAGrammarAreNamedByTheirPlaces() {
    Grammar grammar = new Grammar(STAGES, ":");
    assertEquals(
        "{place 1: parameter 1=16, place 2: how many=2, place 2.1=conv, place 2.1: kernel=5, "
            + "place 2.2=pool relu}",
        grammar.factors(grammar.parse("width(16):conv(5):pool:relu")).toString());
    assertEquals(
        "{place 1: parameter 1=8, place 2: how many=1, place 2.1=option 3, place 2.1.1=b, "
            + "place 2.1.2, edge 0->1=x, place 2.1.2, edge 0->2=y, place 2.1.2, edge 1->2=x}",
        grammar.factors(grammar.parse("width(8):b:x:y:x")).toString());
  }

  @Test
  void differentArchitecturesDifferInAChoice() {
    GrammarSpace<Derivation> space = GrammarSpace.of("stages", new Grammar(STAGES, ":"));
    Factors<Derivation> factors = Factors.of(space).orElseThrow();
    Map<Map<String, String>, String> seen = new HashMap<>();
    Enumeration.of(space)
        .orElseThrow()
        .enumerate()
        .forEach(
            point -> {
              String earlier = seen.put(factors.of(point), space.format(point));
              assertEquals(null, earlier, () -> space.format(point) + " and " + earlier);
            });
    assertEquals(space.size().intValueExact(), seen.size());
  }

  @Test
  void thoseOfNasBench201AreItsEdges() {
    NasBench201Space space = new NasBench201Space(NasBench201Settings.published());
    Factors<NasBench201Architecture> factors = Factors.of(space).orElseThrow();
    String text = "|none~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|none~2|";
    assertEquals(
        "{edge 0->1=none, edge 0->2=nor_conv_1x1, edge 1->2=avg_pool_3x3, edge 0->3=skip_connect,"
            + " edge 1->3=nor_conv_3x3, edge 2->3=none}",
        factors.of(space.parse(text)).toString());
  }

  @Test
  void aSpaceThatNamesNoneHasTheNumbersOfItsOperations() {
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    Factors<NasBench101Cell> factors = Factors.of(space).orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    for (int draw = 0; draw < 50; draw++) {
      NasBench101Cell drawn = space.sample(random);
      Map<String, String> counts = factors.of(drawn);
      List<String> keys = List.copyOf(counts.keySet());
      assertTrue(keys.stream().allMatch(key -> key.startsWith("how many ")), keys.toString());
      assertEquals(
          Encoder.required(space).encode(drawn).nodes(),
          counts.values().stream().mapToInt(Integer::parseInt).sum());
    }
  }
}
