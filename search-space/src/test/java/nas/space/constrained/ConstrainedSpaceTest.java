package nas.space.constrained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.space.Enumeration;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.Space;
import nas.space.constrained.ConstrainedSpace.Constraint;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.CellsContract;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Cells of NAS-Bench-201 with two or more 3x3 convolutions and at most one edge without. */
final class ConstrainedSpaceTest implements CellsContract {

  private static final NasBench201Space ALL =
      new NasBench201Space(
          new NasBench201Settings(16, 5, NetworkVariant.TRAINED, CanonicalDefinition.STRING));
  private static final ConstrainedSpace<NasBench201Architecture> SPACE =
      new ConstrainedSpace<>(
          ALL,
          List.of(
              new Constraint<>(
                  "convolutions", Bound.parse(">= 2"), cell -> count(cell, "nor_conv_3x3")),
              new Constraint<>("gaps", Bound.parse("< 2"), cell -> count(cell, "none"))));

  private static double count(NasBench201Architecture cell, String operation) {
    return cell.toString().split(operation, -1).length - 1;
  }

  @Override
  public Space<NasBench201Architecture> space() {
    return SPACE;
  }

  @Override
  public List<String> malformed() {
    return List.of("|none~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|skip_connect~2|");
  }

  /** Six edges, five operations, with the binomial counts of both limits. */
  @Test
  void pointsAreCounted() {
    long expected = 0;
    for (int gaps = 0; gaps < 2; gaps++) {
      for (int convolutions = 2; convolutions + gaps <= 6; convolutions++) {
        int others = 6 - gaps - convolutions;
        expected += choose(6, gaps) * choose(6 - gaps, convolutions) * (long) Math.pow(3, others);
      }
    }
    assertEquals(BigInteger.valueOf(expected), SPACE.size());
    assertEquals(expected, Enumeration.of(SPACE).orElseThrow().enumerate().count());
  }

  private static long choose(int n, int k) {
    long result = 1;
    for (int i = 0; i < k; i++) {
      result = result * (n - i) / (i + 1);
    }
    return result;
  }

  @Tag("slow")
  @Test
  void samplesOfAUniformSpaceStayUniform() {
    List<NasBench201Architecture> few =
        ALL.enumerate().filter(cell -> count(cell, "nor_conv_3x3") == 5).toList();
    ConstrainedSpace<NasBench201Architecture> space =
        new ConstrainedSpace<>(
            ALL,
            List.of(
                new Constraint<>(
                    "convolutions",
                    Bound.parse("> 4"),
                    cell -> count(cell, "nor_conv_3x3") == 5 ? 5 : 0)));
    long[] counts = new long[few.size()];
    var random = Seeds.generator(SEED);
    for (int i = 0; i < 100 * counts.length; i++) {
      counts[few.indexOf(space.sample(random))]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
  }

  /** The only two points differ in two edits, so each is found from the other by a walk. */
  @Test
  @Tag("slow")
  void aPointWithoutNeighboursWalks() {
    NasBench201Architecture one = ALL.enumerate().findFirst().orElseThrow();
    NasBench201Architecture two =
        ALL.neighbours(ALL.neighbours(one).get(0)).stream()
            .filter(cell -> edits(one, cell) == 2)
            .findFirst()
            .orElseThrow();
    Set<NasBench201Architecture> pair = Set.of(one, two);
    ConstrainedSpace<NasBench201Architecture> space =
        new ConstrainedSpace<>(
            ALL,
            List.of(
                new Constraint<>(
                    "membership", Bound.parse(">= 1"), cell -> pair.contains(cell) ? 1 : 0)));
    assertEquals(List.of(), space.neighbours(one));
    Set<NasBench201Architecture> reached = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      reached.add(space.mutate(one, Seeds.generator(SEED + i)));
    }
    assertTrue(pair.containsAll(reached), reached.toString());
    assertTrue(reached.contains(two), reached.toString());
  }

  @Test
  @Tag("slow")
  void emptySpacesSayWhatIsNearest() {
    ConstrainedSpace<NasBench201Architecture> space =
        new ConstrainedSpace<>(
            ALL,
            List.of(
                new Constraint<>("gaps", Bound.parse("<= -1"), cell -> count(cell, "none")),
                new Constraint<>("latency", Bound.parse("< 1e3"), cell -> Double.NaN)));
    String expected =
        "None of the 15,625 architectures of nasbench201 has gaps <= -1 (the nearest has 0) and"
            + " latency < 1,000 (known of none)";
    assertEquals(Optional.of(expected), space.whyEmpty(Seeds.generator(SEED)));
    InvalidArchitectureException refused =
        assertThrows(InvalidArchitectureException.class, () -> space.sample(Seeds.generator(SEED)));
    assertEquals(expected, refused.getMessage());
    assertEquals(Optional.empty(), SPACE.whyEmpty(Seeds.generator(SEED)));
  }

  @Test
  void boundsAreRead() {
    assertTrue(Bound.parse("<= 1.0e6").admits(1_000_000));
    assertFalse(Bound.parse("<1e6").admits(1_000_000));
    assertTrue(Bound.parse("> -2.5").admits(-2.4));
    assertFalse(Bound.parse(">= 2").admits(Double.NaN));
    assertEquals("<= 1,000,000", Bound.parse("<= 1.0e6").toString());
    for (String bad : List.of("", "1e6", "=< 3", "<= NaN", "<= 1e999", "<= 1 <= 2", "<=")) {
      assertThrows(IllegalArgumentException.class, () -> Bound.parse(bad), bad);
    }
  }
}
