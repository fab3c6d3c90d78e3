package nas.space.constrained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import nas.core.Seeds;
import nas.space.Capability;
import nas.space.DelegatingSpace;
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
import org.junit.jupiter.api.Test;

/** Cells with at most two 3x3 convolutions, which stand for what takes long. */
final class MeasuredSpaceTest implements CellsContract {

  private static final NasBench201Space ALL =
      new NasBench201Space(
          new NasBench201Settings(16, 5, NetworkVariant.TRAINED, CanonicalDefinition.STRING));

  private static double count(NasBench201Architecture cell, String operation) {
    return cell.toString().split(operation, -1).length - 1;
  }

  private static MeasuredSpace<NasBench201Architecture> atMost(
      String bound, Space<NasBench201Architecture> inner) {
    return new MeasuredSpace<>(
        inner,
        new Constraint<>("latency", Bound.parse(bound), cell -> count(cell, "nor_conv_3x3")));
  }

  @Override
  public Space<NasBench201Architecture> space() {
    return new Listed(atMost("<= 2", ALL));
  }

  /** Counts its points, so that the contract can compare size and enumeration. */
  private record Listed(Space<NasBench201Architecture> inner)
      implements DelegatingSpace<NasBench201Architecture> {
    private Stream<NasBench201Architecture> points() {
      return ALL.enumerate().filter(point -> inner.whyInvalid(point).isEmpty());
    }

    @Override
    public BigInteger size() {
      return BigInteger.valueOf(points().count());
    }

    @Override
    public List<Capability<NasBench201Architecture>> capabilities() {
      Enumeration<NasBench201Architecture> enumeration = this::points;
      return Stream.concat(Stream.of(enumeration), inner.capabilities().stream()).toList();
    }
  }

  @Override
  public List<String> malformed() {
    return List.of(
        "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|none~0|none~1|skip_connect~2|");
  }

  @Test
  void itsSizeIsAnUpperLimitOnly() {
    MeasuredSpace<NasBench201Architecture> space = atMost("<= 2", ALL);
    assertEquals(ALL.size(), space.size());
    assertEquals(Optional.empty(), Enumeration.of(space));
    assertTrue(Enumeration.of(ALL).isPresent());
  }

  /** What is cheap to know decides first, so that the others are not measured. */
  @Test
  void onlyPointsOfTheInnerSpaceAreMeasured() {
    ConstrainedSpace<NasBench201Architecture> cheap =
        new ConstrainedSpace<>(
            ALL,
            List.of(new Constraint<>("gaps", Bound.parse("< 1"), cell -> count(cell, "none"))));
    List<NasBench201Architecture> measured = new ArrayList<>();
    MeasuredSpace<NasBench201Architecture> space =
        new MeasuredSpace<>(
            cheap,
            new Constraint<>(
                "latency",
                Bound.parse("<= 2"),
                cell -> {
                  measured.add(cell);
                  return count(cell, "nor_conv_3x3");
                }));
    var random = Seeds.generator(SEED);
    NasBench201Architecture at = space.sample(random);
    for (int step = 0; step < 50; step++) {
      at = space.mutate(at, random);
      space.neighbours(at);
      space.whyInvalid(ALL.sample(random));
    }
    assertTrue(measured.size() > 500, "seed " + SEED);
    for (NasBench201Architecture cell : measured) {
      assertEquals(0, count(cell, "none"), cell + ", seed " + SEED);
    }
  }

  @Test
  void emptySpacesSayWhatIsNearest() {
    MeasuredSpace<NasBench201Architecture> space = atMost("< 0", ALL);
    assertEquals(
        Optional.of(
            "None of 200 random architectures of nasbench201 has latency < 0 (the nearest has 0)"),
        space.whyEmpty(Seeds.generator(SEED)));
    InvalidArchitectureException refused =
        assertThrows(InvalidArchitectureException.class, () -> space.sample(Seeds.generator(SEED)));
    assertEquals(
        "None of 10,000 random architectures of nasbench201 has latency < 0", refused.getMessage());
    assertEquals(Optional.empty(), atMost("<= 2", ALL).whyEmpty(Seeds.generator(SEED)));
    MeasuredSpace<NasBench201Architecture> unknown =
        new MeasuredSpace<>(
            new ConstrainedSpace<>(
                ALL, List.of(new Constraint<>("ones", Bound.parse("> 0"), cell -> 1))),
            new Constraint<>("latency", Bound.parse("<= 2"), cell -> Double.NaN));
    assertEquals(
        Optional.of(
            "None of 200 random architectures of nasbench201 that keep the other constraints has"
                + " latency <= 2 (known of none)"),
        unknown.whyEmpty(Seeds.generator(SEED)));
  }
}
