package nas.space.listed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.List;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkVariant;
import nas.space.Space;
import nas.space.nasbench101.NasBench101Cell;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.space.nasbench201.CanonicalDefinition;
import nas.space.nasbench201.CellsContract;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

/** A space of the cells of NAS-Bench-201 without the operation {@code none}. */
final class ListedSpaceTest implements CellsContract {

  private static final NasBench201Space ALL =
      new NasBench201Space(
          new NasBench201Settings(16, 5, NetworkVariant.TRAINED, CanonicalDefinition.STRING));
  private static final List<NasBench201Architecture> LIST =
      ALL.enumerate().filter(cell -> !cell.toString().contains("none")).toList();
  private static final ListedSpace<NasBench201Architecture> SPACE = new ListedSpace<>(ALL, LIST);

  @Override
  public Space<NasBench201Architecture> space() {
    return SPACE;
  }

  @Override
  public List<String> malformed() {
    return List.of("|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|");
  }

  @Test
  void pointsAreThoseOfTheListInItsOrder() {
    assertEquals(BigInteger.valueOf(4096), SPACE.size());
    assertEquals(LIST, SPACE.enumerate().toList());
    assertEquals("nasbench201", SPACE.name());
    for (NasBench201Architecture cell : LIST.subList(0, 50)) {
      assertEquals(18, SPACE.neighbours(cell).size(), cell.toString());
    }
  }

  @Test
  void samplesAreUniform() {
    List<NasBench201Architecture> few = LIST.subList(7, 27);
    ListedSpace<NasBench201Architecture> space = new ListedSpace<>(ALL, few);
    long[] counts = new long[few.size()];
    var random = Seeds.generator(SEED);
    for (int i = 0; i < 200 * counts.length; i++) {
      counts[few.indexOf(space.sample(random))]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
  }

  @Test
  void emptyListsAndRepeatsAreRefused() {
    assertThrows(InvalidArchitectureException.class, () -> new ListedSpace<>(ALL, List.of()));
    List<NasBench201Architecture> twice = List.of(LIST.get(0), LIST.get(1), LIST.get(0));
    assertThrows(InvalidArchitectureException.class, () -> new ListedSpace<>(ALL, twice));
  }

  /** Whether a cell is listed depends on the graph, not on how its vertices are numbered. */
  @Test
  void cellsAreFoundWhateverTheirNumbering() {
    NasBench101Space inner = new NasBench101Space(NasBench101Settings.published());
    List<NasBench101Cell> cells = inner.enumerate().limit(60).toList();
    ListedSpace<NasBench101Cell> space = new ListedSpace<>(inner, cells);
    NasBench101Cell listed =
        space.parse("0110 0001 0001 0000 / input maxpool3x3 conv3x3-bn-relu output");
    assertTrue(cells.contains(space.representative(listed)));
    for (NasBench101Cell neighbour : space.neighbours(listed)) {
      assertTrue(space.enumerate().anyMatch(space.representative(neighbour)::equals));
    }
    assertTrue(space.neighbours(listed).size() < inner.neighbours(listed).size());
  }

  /** Of several spellings of one architecture all are points, and the first stands for them. */
  @Test
  void spellingsOfOneArchitectureMayAllBeListed() {
    NasBench201Space inner = new NasBench201Space(NasBench201Settings.published());
    NasBench201Architecture first =
        inner.parse("|none~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|none~2|");
    NasBench201Architecture second =
        inner.parse("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|");
    assertEquals(inner.canonicalId(first), inner.canonicalId(second));
    ListedSpace<NasBench201Architecture> space = new ListedSpace<>(inner, List.of(first, second));
    assertEquals(List.of(first, second), space.enumerate().toList());
    assertEquals(first, space.representative(second));
    NasBench201Architecture third =
        inner.parse("|none~0|+|nor_conv_1x1~0|none~1|+|skip_connect~0|none~1|none~2|");
    assertEquals(inner.canonicalId(first), inner.canonicalId(third));
    assertEquals(first, space.representative(third), "not the spelling of the inner space");
    assertTrue(space.whyInvalid(third).isEmpty());
  }
}
