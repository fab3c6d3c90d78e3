package nas.space.listed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.space.Capability;
import nas.space.DelegatingSpace;
import nas.space.Encoding;
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
import nas.space.nasbenchnlp.NasBenchNlpSettings;
import nas.space.nasbenchnlp.NasBenchNlpSpace;
import nas.space.nasbenchnlp.Recipe;
import org.junit.jupiter.api.Tag;
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

  /** Recipes of a table are many edits apart: they change to those that look like them. */
  @Test
  @Tag("slow")
  void pointsWithFewNeighboursChangeToThoseThatLookAlike() {
    NasBenchNlpSpace inner = new NasBenchNlpSpace(NasBenchNlpSettings.published());
    var random = Seeds.generator(SEED);
    Map<String, Recipe> drawn = new LinkedHashMap<>();
    while (drawn.size() < 300) {
      Recipe recipe = inner.sample(random);
      drawn.putIfAbsent(inner.canonicalId(recipe), recipe);
    }
    List<Recipe> list = List.copyOf(drawn.values());
    ListedSpace<Recipe> space = new ListedSpace<>(inner, list);
    Recipe lonely =
        list.stream()
            .filter(
                recipe ->
                    inner.neighbours(recipe).stream()
                        .map(inner::canonicalId)
                        .noneMatch(drawn::containsKey))
            .findFirst()
            .orElseThrow();
    List<Recipe> near = space.neighbours(lonely);
    assertEquals(10, Set.copyOf(near).size());
    assertTrue(list.containsAll(near) && !near.contains(lonely));
    long[] counts = new long[near.size()];
    for (int i = 0; i < 200 * counts.length; i++) {
      counts[near.indexOf(space.mutate(lonely, random))]++;
    }
    ChiSquare.assertUniform(counts, "mutations of " + lonely + ", seed " + SEED);
    Subtrees own = Subtrees.of(inner.encode(lonely));
    int farthest = near.stream().mapToInt(one -> distance(own, one, inner)).max().orElse(0);
    long nearer = list.stream().filter(one -> distance(own, one, inner) < farthest).count();
    assertTrue(nearer <= 10, nearer + " are nearer, itself counted, seed " + SEED);
  }

  /** What is one edit away comes first, whatever else looks alike; ten of that are enough. */
  @Test
  void whatIsOneEditAwayIsANeighbour() {
    NasBenchNlpSpace inner = new NasBenchNlpSpace(NasBenchNlpSettings.published());
    var random = Seeds.generator(SEED);
    Map<String, Recipe> drawn = new LinkedHashMap<>();
    Recipe start = inner.sample(random);
    drawn.put(inner.canonicalId(start), start);
    for (int i = 0; i < 20; i++) {
      Recipe other = inner.sample(random);
      drawn.putIfAbsent(inner.canonicalId(other), other);
    }
    List<Recipe> edits = new ArrayList<>();
    for (Recipe edited : inner.neighbours(start)) {
      if (edits.size() < 12 && drawn.putIfAbsent(inner.canonicalId(edited), edited) == null) {
        edits.add(edited);
      }
    }
    List<Recipe> all = List.copyOf(drawn.values());
    List<Recipe> few = all.subList(0, all.size() - 9);
    assertEquals(
        edits.subList(0, 3), new ListedSpace<>(inner, few).neighbours(start).subList(0, 3));
    assertEquals(10, new ListedSpace<>(inner, few).neighbours(start).size());
    assertTrue(new ListedSpace<>(inner, all).neighbours(start).size() >= 12);
    assertEquals(List.of(), new ListedSpace<>(inner, List.of(start)).neighbours(start));
    ListedSpace<Recipe> two = new ListedSpace<>(inner, all.subList(0, 2));
    assertEquals(List.of(all.get(1)), two.neighbours(start));
  }

  private static int distance(Subtrees own, Recipe other, NasBenchNlpSpace space) {
    return own.distance(Subtrees.of(space.encode(other)));
  }

  /** How vertices are numbered says nothing, what reads what does. */
  @Test
  void subtreesAreThoseOfTheGraph() {
    Subtrees chain = subtrees("input", "a", "b", "output", "01", "12", "23");
    assertEquals(0, chain.distance(subtrees("input", "a", "b", "output", "01", "12", "23")));
    Subtrees branches = subtrees("input", "a", "b", "output", "01", "02", "13", "23");
    assertEquals(
        0, branches.distance(subtrees("input", "b", "a", "output", "01", "02", "13", "23")));
    // The nodes alone are shared; no node is among the same others.
    assertEquals(16, chain.distance(branches));
    assertEquals(16, branches.distance(chain));
    // Of 4 + 4 + 4 the nodes but one, and from that one on what is around them.
    Subtrees other = subtrees("input", "a", "a", "output", "01", "12", "23");
    assertEquals(2 + 2 * 3 + 2 * 4, chain.distance(other));
  }

  /** Returns the subtrees of four nodes and edges between them. */
  private static Subtrees subtrees(String... nodesAndEdges) {
    List<String> vocabulary = List.of("input", "a", "b", "output");
    List<String> given = List.of(nodesAndEdges);
    List<List<Boolean>> adjacency =
        IntStream.range(0, 4)
            .mapToObj(
                from ->
                    IntStream.range(0, 4).mapToObj(to -> given.contains("" + from + to)).toList())
            .toList();
    return Subtrees.of(
        new Encoding(
            vocabulary, given.subList(0, 4).stream().map(vocabulary::indexOf).toList(), adjacency));
  }

  /** Where nothing says which points are alike, any is drawn. */
  @Test
  void withoutEncodingsAnyPointIsDrawn() {
    NasBench201Architecture lonely = ALL.parse("|none~0|+|none~0|none~1|+|none~0|none~1|none~2|");
    List<NasBench201Architecture> list =
        List.of(lonely, LIST.get(0), LIST.get(1), LIST.get(2), LIST.get(3));
    ListedSpace<NasBench201Architecture> space = new ListedSpace<>(new Nameless(ALL), list);
    var random = Seeds.generator(SEED);
    Set<NasBench201Architecture> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seen.add(space.mutate(lonely, random));
    }
    assertEquals(Set.copyOf(list), seen);
  }

  /** A space that can do nothing beside. */
  private record Nameless(Space<NasBench201Architecture> inner)
      implements DelegatingSpace<NasBench201Architecture> {
    @Override
    public List<Capability<NasBench201Architecture>> capabilities() {
      return List.of();
    }
  }
}
