package nas.space.joint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import nas.core.ChiSquare;
import nas.core.Seeds;
import nas.network.FeatureShape;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.BlueprintContract;
import nas.space.Capability;
import nas.space.ChoiceSequence;
import nas.space.ChoiceSequenceContract;
import nas.space.DiagramContract;
import nas.space.Encoder;
import nas.space.EncoderContract;
import nas.space.Encoding;
import nas.space.Enumeration;
import nas.space.EnumerationContract;
import nas.space.Factors;
import nas.space.InvalidArchitectureException;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.SharedNetworks;
import nas.space.choices.ChoiceSettings;
import nas.space.choices.ChoiceSpace;
import nas.space.choices.ChoiceString;
import nas.space.constrained.Bound;
import nas.space.constrained.ConstrainedSpace;
import nas.space.grammar.GrammarException;
import nas.space.listed.NamedSpace;
import nas.space.nasbench201.NasBench201Architecture;
import nas.space.nasbench201.NasBench201Settings;
import nas.space.nasbench201.NasBench201Space;
import org.junit.jupiter.api.Test;

/** Cells of NAS-Bench-201 with two learning rates, three batch sizes and one momentum. */
final class JointSpaceTest
    implements BlueprintContract<Joint<NasBench201Architecture>>,
        ChoiceSequenceContract<Joint<NasBench201Architecture>>,
        DiagramContract<Joint<NasBench201Architecture>>,
        EncoderContract<Joint<NasBench201Architecture>>,
        EnumerationContract<Joint<NasBench201Architecture>> {

  private static final NasBench201Space CELLS =
      new NasBench201Space(NasBench201Settings.published());
  private static final List<Hyperparameter> SETTINGS =
      List.of(
          new Hyperparameter("learning-rate", List.of("0.1", "0.01")),
          new Hyperparameter("batch-size", List.of("16", "32", "64")),
          new Hyperparameter("momentum", List.of("0.9")));
  private static final JointSpace<NasBench201Architecture> SPACE =
      JointSpace.of("joint", CELLS, SETTINGS);
  private static final String CELL =
      "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|";
  private static final String TEXT = CELL + " @ learning-rate=0.01 batch-size=32 momentum=0.9";

  /** Two positions of two options, and a setting of three. */
  private static final JointSpace<ChoiceString> SMALL =
      JointSpace.of(
          "joint",
          new ChoiceSpace(new ChoiceSettings(2, List.of("a", "b"), "-")),
          List.of(new Hyperparameter("rate", List.of("1", "2", "3"))));

  @Override
  public JointSpace<NasBench201Architecture> space() {
    return SPACE;
  }

  @Override
  public Task task() {
    return new Task(new FeatureShape(3, 32, 32), 10);
  }

  @Override
  public String networkId(Joint<NasBench201Architecture> point) {
    return CELLS.canonicalId(point.architecture());
  }

  @Override
  public int edits(Joint<NasBench201Architecture> point, Joint<NasBench201Architecture> other) {
    int edits = 0;
    for (int edge = 0; edge < 6; edge++) {
      edits +=
          point.architecture().operations().get(edge) == other.architecture().operations().get(edge)
              ? 0
              : 1;
    }
    for (int setting = 0; setting < SETTINGS.size(); setting++) {
      edits += point.options().get(setting).equals(other.options().get(setting)) ? 0 : 1;
    }
    return edits;
  }

  @Override
  public List<String> malformed() {
    return List.of(
        CELL,
        CELL + " @ ",
        CELL + " @ batch-size=32 learning-rate=0.01 momentum=0.9",
        CELL + " @ learning-rate=0.02 batch-size=32 momentum=0.9",
        CELL + " @ learning-rate=0.01 batch-size=32",
        TEXT + " momentum=0.9",
        TEXT.replace(" @ ", "@"),
        "@ learning-rate=0.01 batch-size=32 momentum=0.9",
        TEXT.replace("|none~0|", "|"));
  }

  @Test
  void sizesAreThoseOfTheProduct() {
    assertEquals(BigInteger.valueOf(15_625 * 6), SPACE.size());
    assertEquals(12, new HashSet<>(enumeration(SMALL)).size());
    Joint<NasBench201Architecture> point = SPACE.parse(TEXT);
    // 6 edges with 4 other operations each, 1 other learning rate, 2 other batch sizes.
    assertEquals(24 + 1 + 2, SPACE.neighbours(point).size());
  }

  @Test
  void listingsChangeTheLastSettingFastest() {
    assertEquals(
        List.of("a-a @ rate=1", "a-a @ rate=2", "a-a @ rate=3", "a-b @ rate=1"),
        enumeration(SMALL).subList(0, 4));
  }

  private static <A> List<String> enumeration(JointSpace<A> space) {
    return Enumeration.of(space).orElseThrow().enumerate().map(space::format).toList();
  }

  @Test
  void samplesAreUniform() {
    List<String> points = enumeration(SMALL);
    Map<String, Integer> places = new HashMap<>();
    points.forEach(point -> places.put(point, places.size()));
    long[] counts = new long[points.size()];
    RandomGenerator random = Seeds.generator(SEED);
    for (int draw = 0; draw < 1_000 * counts.length; draw++) {
      counts[places.getOrDefault(SMALL.format(SMALL.sample(random)), -1)]++;
    }
    ChiSquare.assertUniform(counts, "samples, seed " + SEED);
    assertEquals("architectures drawn uniformly, their settings uniformly", SMALL.drawing());
  }

  /** The settings begin behind the last separator, whatever architectures are called. */
  @Test
  void anyNamesOfArchitecturesReadBack() {
    List<String> names = List.of("a", "a @ rate=1", "a @ rate=1 @ rate=2", "@", "rate=1", "a @ b");
    JointSpace<String> space =
        JointSpace.of(
            "joint",
            new NamedSpace("names", names),
            List.of(new Hyperparameter("rate", List.of("1", "2")), AT));
    List<Joint<String>> points = Enumeration.of(space).orElseThrow().enumerate().toList();
    assertEquals(6 * 2 * 2, new HashSet<>(points.stream().map(space::format).toList()).size());
    for (Joint<String> point : points) {
      assertEquals(point, space.parse(space.format(point)));
    }
    // Names have no neighbours, settings have.
    assertEquals(2, space.neighbours(points.get(0)).size());
    assertEquals(Optional.empty(), space.whyNoNeighbours());
  }

  private static final Hyperparameter AT = new Hyperparameter("@", List.of("@", "=@="));

  @Test
  void optionsThatCannotBeWrittenAreRefused() {
    for (List<String> bad : List.of(List.of("1", "1"), List.of("a b"), List.of("\u00e9"))) {
      List<Hyperparameter> settings = List.of(new Hyperparameter("x", bad));
      assertThrows(GrammarException.class, () -> JointSpace.of("joint", CELLS, settings));
    }
  }

  @Test
  void refusalsSayWhichSettingIsMeant() {
    assertEquals(
        "\"learning-rate=0.02 batch-size=32 momentum=0.9\" is no architecture of this space: word 1"
            + " (\"learning-rate=0.02\") must be one of learning-rate=0.01, learning-rate=0.1."
            + " Maybe learning-rate=0.01.",
        refusal(TEXT.replace("0.01", "0.02")));
    assertEquals(
        "\""
            + CELL
            + "\" lacks the settings of the architecture. Maybe write ARCHITECTURE @"
            + " learning-rate=0.1 batch-size=16 momentum=0.9.",
        refusal(CELL));
  }

  private static String refusal(String text) {
    return String.valueOf(
        assertThrows(InvalidArchitectureException.class, () -> SPACE.parse(text)).getMessage());
  }

  /** Settings stand between input and output, each on a path of its own. */
  @Test
  void encodingsHaveANodeForEachSetting() {
    Encoding encoding = Encoder.required(SMALL).encode(SMALL.parse("b-a @ rate=3"));
    assertEquals(
        List.of("input", "a", "b", "output", "rate=1", "rate=2", "rate=3"), encoding.vocabulary());
    assertEquals(List.of(0, 6, 2, 1, 3), encoding.operations());
    List<String> edges = new ArrayList<>();
    for (int from = 0; from < 5; from++) {
      for (int to = 0; to < 5; to++) {
        if (encoding.adjacency().get(from).get(to)) {
          edges.add(from + ">" + to);
        }
      }
    }
    assertEquals(List.of("0>1", "0>2", "1>4", "2>3", "3>4"), edges);
  }

  @Test
  void controllersChooseTheArchitectureFirst() {
    ChoiceSequence<Joint<NasBench201Architecture>> sequence = ChoiceSequence.of(SPACE);
    assertEquals(List.of(5, 5, 5, 5, 5, 5, 2, 3, 1), sequence.sizes());
    assertEquals(List.of(1, 1, 0), sequence.encode(SPACE.parse(TEXT)).subList(6, 9));
  }

  @Test
  void factorsAreThoseOfTheArchitectureAndTheSettingsThatVary() {
    Map<String, String> factors = Factors.of(SPACE).orElseThrow().of(SPACE.parse(TEXT));
    assertEquals(
        List.of(
            "edge 0->1",
            "edge 0->2",
            "edge 1->2",
            "edge 0->3",
            "edge 1->3",
            "edge 2->3",
            "learning-rate",
            "batch-size"),
        List.copyOf(factors.keySet()));
    assertEquals("0.01", factors.get("learning-rate"));
  }

  @Test
  void settingsDoNotChangeTheNetwork() {
    Joint<NasBench201Architecture> point = SPACE.parse(TEXT);
    Network network = Blueprint.required(SPACE).network(point, task());
    Network alone = Blueprint.required(CELLS).network(point.architecture(), task());
    assertEquals(alone.digest(), network.digest());
    Joint<NasBench201Architecture> first = SharedNetworks.representative(SPACE, point);
    assertEquals(List.of(0, 0, 0), first.options());
    for (Joint<NasBench201Architecture> other : SPACE.neighbours(point).subList(24, 27)) {
      assertEquals(first, SharedNetworks.representative(SPACE, other));
      assertTrue(!SPACE.canonicalId(other).equals(SPACE.canonicalId(point)), "other trainings");
    }
    ResizableBlueprint<Joint<NasBench201Architecture>> resizable =
        ResizableBlueprint.of(SPACE).orElseThrow();
    NetworkSize small = new NetworkSize(4, 1);
    assertEquals(
        ResizableBlueprint.of(CELLS)
            .orElseThrow()
            .resized(small)
            .network(point.architecture(), task())
            .digest(),
        resizable.resized(small).network(point, task()).digest());
  }

  /** Parts of the product can do what the product can. */
  @Test
  void constraintsLimitTheProduct() {
    ConstrainedSpace<Joint<ChoiceString>> limited =
        new ConstrainedSpace<>(
            SMALL,
            List.of(
                new ConstrainedSpace.Constraint<>(
                    "rate", Bound.parse("<= 1"), point -> 1 + point.options().get(0))));
    assertEquals(BigInteger.valueOf(4), limited.size());
    Joint<ChoiceString> point = limited.parse("a-b @ rate=1");
    assertEquals(2, limited.countNeighbours(point));
    assertTrue(Capability.find(limited, SharedNetworks.class).isPresent());
    assertTrue(Encoder.of(limited).isPresent() && Factors.of(limited).isPresent());
  }
}
