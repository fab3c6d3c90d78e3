package nas.space.zennas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.network.zen.ZenBlock;
import nas.network.zen.ZenNetwork;
import nas.space.Blueprint;
import nas.space.BlueprintContract;
import nas.space.ChoiceSequence;
import nas.space.DiagramContract;
import nas.space.Encoder;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ZenNasSpaceTest implements BlueprintContract<ZenNetwork>, DiagramContract<ZenNetwork> {

  private static final String START = "zennet_initial";

  private final Space<ZenNetwork> space = space(START, 12, true, limits(200_000));

  private static ZenNasLimits limits(long parameters) {
    return new ZenNasLimits(parameters, 12, Optional.empty(), Count.FORMULA, 100, 32);
  }

  private static Space<ZenNetwork> space(
      String start, int steps, boolean links, ZenNasLimits limits) {
    return new ZenNasPlugin()
        .create(new ZenNasSettings(start, steps, Moves.RESIDUAL, links, limits));
  }

  @Override
  public Space<ZenNetwork> space() {
    return space;
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(3, 16, 16), 10);
  }

  /** Counts blocks, after those that were parted are joined. */
  @Override
  public int edits(ZenNetwork point, ZenNetwork other) {
    return point.equals(other) ? 0 : 1;
  }

  /** A network may end after any block. */
  @Override
  public boolean isText(String beginning) {
    return beginning.endsWith(")");
  }

  @Override
  public List<String> malformed() {
    return List.of(
        "zennet_cifar_1m",
        "SuperConvK3BNRELU(3,8,1,1) SuperResK3K3(8,16,1,8,1)",
        "SuperConvK3BNRELU(3,8,1,1)SuperResK3K3(16,16,1,8,1)",
        "SuperConvK3BNRELU(3,0,1,1)",
        "SuperConvK3BNRELU(3,8,1,99999999999)",
        "SuperConvK3BNRELU(3,8,64,1)",
        "SuperPoolK3(3,8,1,1)");
  }

  /** Some thousands of networks are next to each, which all differ in one block. */
  @Test
  @Override
  @Tag("slow")
  public void neighboursAreDistinctValidAndOneEditAway() {
    for (ZenNetwork point : samples(2)) {
      List<ZenNetwork> neighbours = space.neighbours(point);
      assertTrue(neighbours.size() > 500, point + " has " + neighbours.size());
      assertEquals(neighbours.size(), new HashSet<>(neighbours).size());
      for (ZenNetwork neighbour : neighbours) {
        assertEquals(Optional.empty(), space.whyInvalid(neighbour));
        assertTrue(!neighbour.equals(point));
        boolean parted = neighbour.blocks().size() != point.blocks().size();
        assertTrue(parted || changedBlocks(point, neighbour) == 1, point + " and " + neighbour);
      }
    }
  }

  private static int changedBlocks(ZenNetwork one, ZenNetwork other) {
    int changed = 0;
    for (int index = 0; index < one.blocks().size(); index++) {
      ZenBlock block = one.blocks().get(index);
      changed += block.equals(other.blocks().get(index).reading(block.in())) ? 0 : 1;
    }
    return changed;
  }

  @Test
  @Override
  public void pointsWithOneCanonicalIdHaveOneRepresentative() {
    for (ZenNetwork point : samples(100)) {
      assertEquals(point, space.representative(point));
      assertEquals(point.toString(), space.canonicalId(point));
    }
  }

  /** Edits follow the published weights, not all neighbours alike: up to two blocks change. */
  @Test
  @Override
  public void mutationIsUniformOverNeighbours() {
    RandomGenerator random = Seeds.generator(SEED);
    ZenNetwork start = space.parse(START);
    Set<ZenNetwork> neighbours = new HashSet<>(space.neighbours(start));
    int one = 0;
    for (int draw = 0; draw < 2000; draw++) {
      ZenNetwork edited = space.mutate(start, random);
      assertEquals(Optional.empty(), space.whyInvalid(edited));
      assertTrue(!edited.equals(start));
      one += neighbours.contains(edited) ? 1 : 0;
    }
    // The two draws meet the same block once in six; else one of two may stay what it is.
    assertTrue(one > 333 && one < 1000, one + " of 2000 changed a single block, seed " + SEED);
  }

  /** The published network of a million parameters is larger than the million of its search. */
  @Test
  void thePublishedNetworkBreaksItsOwnLimit() {
    refused(
        "start",
        "start (zennet_cifar_1m) does not keep the limits: its parameters for 100 classes are"
            + " 1,031,185 by the published formula, but must be at most 1,000,000",
        "zennet_cifar_1m",
        new ZenNasLimits(1_000_000, 18, Optional.empty(), Count.FORMULA, 100, 32));
    refused(
        "start",
        "start (zennet_cifar_1m) does not keep the limits: its parameters for 100 classes are"
            + " 1,040,844, but must be at most 1,031,185",
        "zennet_cifar_1m",
        new ZenNasLimits(1_031_185, 18, Optional.empty(), Count.BUILT, 100, 32));
    Space<ZenNetwork> ten =
        space(
            "zennet_cifar_1m",
            1,
            true,
            new ZenNasLimits(1_000_000, 18, Optional.empty(), Count.BUILT, 10, 32));
    assertEquals(Optional.empty(), ten.whyInvalid(ten.parse("zennet_cifar_1m")));
  }

  @Test
  void limitsThatNothingKeepsAreRefused() {
    refused(
        "start",
        "start (zennet_initial) does not keep the limits: its parameters for 100 classes are"
            + " 101,721 by the published formula, but must be at most 1,000",
        START,
        limits(1_000));
    refused(
        "start",
        "start (zennet_initial) does not keep the limits: its strides make images 8 times smaller,"
            + " more than their 4 pixels",
        START,
        new ZenNasLimits(1_000_000, 18, Optional.empty(), Count.FORMULA, 100, 4));
    refused(
        "start",
        "start (zennet_initial) does not keep the limits: its multiply-adds for 32 x 32 pixels are"
            + " 6,550,784 by the published formula, but must be at most 6,550,783",
        START,
        new ZenNasLimits(1_000_000, 18, Optional.of(6_550_783L), Count.FORMULA, 100, 32));
    refused(
        "start",
        "start (zennet_initial) does not keep the limits: its sub-layers are 6, but must be at most"
            + " 5",
        START,
        new ZenNasLimits(1_000_000, 5, Optional.empty(), Count.FORMULA, 100, 32));
    refused(
        "limits",
        "limits are kept by start (\"SuperConvK1BNRELU(3,8,1,1)\") alone: none of 10000 edits of"
            + " it keeps them",
        "SuperConvK1BNRELU(3,8,1,1)",
        new ZenNasLimits(833, 18, Optional.empty(), Count.FORMULA, 100, 32));
    refused(
        "start",
        "start (\"SuperConvK3BNRELU(3, 8,1,1)\") is no network: at character 21: \" 8\" is no whole"
            + " number of at most 9 digits",
        "SuperConvK3BNRELU(3, 8,1,1)",
        limits(200_000));
  }

  private static void refused(String key, String problem, String start, ZenNasLimits limits) {
    InvalidSettingException refused =
        assertThrows(InvalidSettingException.class, () -> space(start, 1, true, limits));
    assertEquals(problem, refused.getMessage());
    assertEquals(key, refused.key());
    assertTrue(!refused.advice().isEmpty());
  }

  @Test
  void networksOutsideTheLimitsAreNoArchitectures() {
    InvalidArchitectureException refused =
        assertThrows(InvalidArchitectureException.class, () -> space.parse("zennet_cifar_05m"));
    assertTrue(
        String.valueOf(refused.getMessage())
            .endsWith("is not in the space zennas: its sub-layers are 16, but must be at most 12."),
        refused::getMessage);
  }

  @Test
  void networksWithoutLinksAreOthers() {
    Space<ZenNetwork> chains = space(START, 1, false, limits(200_000));
    ZenNetwork start = chains.parse(START);
    Network chain = Blueprint.required(chains).network(start, task());
    assertEquals(chain.id(), chains.canonicalId(start));
    Network linked = Blueprint.required(space).network(start, task());
    assertTrue(chain.parameters() < linked.parameters());
    assertTrue(!chain.id().equals(linked.id()));
  }

  @Test
  void whatTheSpaceCannotDoIsSaid() {
    assertEquals(Optional.empty(), Encoder.of(space));
    assertEquals(
        "networks of the space zennas have any number of blocks and channels, so there is no"
            + " Encoder",
        space.whyNo(Encoder.class));
    assertThrows(IllegalArgumentException.class, () -> ChoiceSequence.of(space));
    assertEquals("random walks of 12 edits from zennet_initial", space.drawing());
  }
}
