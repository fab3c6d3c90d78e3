package nas.strategy.reinforce;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.plugin.InvalidSettingException;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Capability;
import nas.space.DelegatingSpace;
import nas.space.Space;
import nas.space.choices.ChoiceSettings;
import nas.space.choices.ChoiceSpace;
import nas.space.choices.ChoiceString;
import nas.space.nasbench101.NasBench101Settings;
import nas.space.nasbench101.NasBench101Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyContract;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.MoveProposal;
import nas.strategy.guide.Warmup;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The independent policy, plain; the nested classes are the other kinds. */
class ReinforceTest implements StrategyContract {

  private static final int ALL_REPEATS = 1_000_000;

  private static ReinforcePlugin.Settings settings(
      PolicyKind policy, int batch, double learningRate, double entropyBonus, int repeats) {
    return new ReinforcePlugin.Settings(
        policy,
        12,
        7,
        Optional.empty(),
        Optional.of(learningRate),
        entropyBonus,
        0.9,
        batch,
        16,
        repeats);
  }

  private static ReinforcePlugin.Settings independent(int batch) {
    return settings(PolicyKind.INDEPENDENT, batch, 0.5, 1e-3, 5);
  }

  private static ReinforcePlugin.Settings lstm(int batch) {
    return settings(PolicyKind.LSTM, batch, 0.01, 1e-3, 5);
  }

  private static <A> Guidance<A> guidance(Space<A> space, long seed, boolean withGaps) {
    ToDoubleFunction<A> score =
        point -> {
          double value = (Seeds.hash(space.canonicalId(point)) >>> 40) / 1e6;
          return withGaps && (long) (value * 1e6) % 5 == 0 ? Double.NaN : value;
        };
    return guided(
        Optional.of(new Warmup(50)),
        Optional.of(new MoveProposal(Optional.of(4), 0.3, true)),
        score,
        seed);
  }

  private static <A> Guidance<A> guided(
      Optional<Warmup> warmup, Optional<MoveProposal> moves, ToDoubleFunction<A> score, long seed) {
    return new Guidance<>(
        warmup.map(
            size ->
                new Guidance.Start<>(
                    size, points -> points.stream().mapToDouble(score).toArray(), seed)),
        moves.map(
            proposal ->
                new Guidance.Moves<>(
                    proposal, points -> points.stream().mapToDouble(score).toArray())),
        Guidance.<A>none().metrics());
  }

  private static <A> Strategy<A> create(
      ReinforcePlugin.Settings settings,
      Space<A> space,
      StrategyContext context,
      Guidance<A> guidance) {
    return new ReinforcePlugin().create(settings, space, context, guidance);
  }

  @Override
  public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
    return new ReinforcePlugin().create(independent(1), space, context);
  }

  /** Warmup, moves and several networks in training at once. */
  @Nested
  class Guided implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      long seed = Seeds.derive(context.rootSeed(), context.repetition(), -1, Seeds.Purpose.PROXY);
      return create(independent(3), space, context, guidance(space, seed, true));
    }
  }

  /** The recurrent policy. */
  @Nested
  class Lstm implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      return new ReinforcePlugin().create(lstm(2), space, context);
    }
  }

  /** The recurrent policy with warmup and moves. */
  @Nested
  class GuidedLstm implements StrategyContract {
    @Override
    public <A> Strategy<A> strategy(Space<A> space, StrategyContext context) {
      long seed = Seeds.derive(context.rootSeed(), context.repetition(), -1, Seeds.Purpose.PROXY);
      return create(lstm(4), space, context, guidance(space, seed, false));
    }
  }

  private static ChoiceSpace choices(int positions, int options) {
    return new ChoiceSpace(
        new ChoiceSettings(
            positions, IntStream.range(0, options).mapToObj(String::valueOf).toList(), "-"));
  }

  /** Each position adds accuracy by its own: option s is worth s. */
  private static double accuracyPercent(ChoiceString point, int options) {
    int sum = point.choices().stream().mapToInt(Integer::intValue).sum();
    return 100.0 * sum / (point.choices().size() * (options - 1));
  }

  private static List<ChoiceString> run(Strategy<ChoiceString> strategy, int trials, int options) {
    List<ChoiceString> proposals = new ArrayList<>();
    for (int trial = 0; trial < trials; trial++) {
      ChoiceString proposal = strategy.ask(1).get(0);
      proposals.add(proposal);
      strategy.tell(
          new Trial<>(trial, proposal, new Result.Trained(accuracyPercent(proposal, options))));
    }
    return proposals;
  }

  /**
   * An independent, literal version of the loop: softmax of logits, inversion, the reward minus a
   * moving average of the rewards before, ascent along the choice minus the probabilities.
   */
  @Test
  void equalsThePublishedLoop() {
    int positions = 4;
    int options = 3;
    int batch = 2;
    double rate = 0.5;
    double entropyBonus = 0.02;
    StrategyContext context = new StrategyContext(SEED, 0, 200);
    float[][] logits = new float[positions][options];
    List<ChoiceString> expected = new ArrayList<>();
    double sum = 0;
    double weight = 0;
    for (int update = 0; update < 100; update++) {
      double[][] probability = new double[positions][options];
      for (int t = 0; t < positions; t++) {
        double greatest = Math.max(logits[t][0], Math.max(logits[t][1], logits[t][2]));
        double total = 0;
        for (int s = 0; s < options; s++) {
          probability[t][s] = StrictMath.exp(logits[t][s] - greatest);
          total += probability[t][s];
        }
        for (int s = 0; s < options; s++) {
          probability[t][s] /= total;
        }
      }
      double[][] gradient = new double[positions][options];
      List<ChoiceString> proposals = new ArrayList<>();
      double mean = 0;
      for (int row = 0; row < batch; row++) {
        RandomGenerator random = Seeds.generator(context.random(expected.size() + row).nextLong());
        List<Integer> point = new ArrayList<>();
        for (int t = 0; t < positions; t++) {
          double u = random.nextDouble();
          point.add(u < probability[t][0] ? 0 : u < probability[t][0] + probability[t][1] ? 1 : 2);
        }
        proposals.add(new ChoiceString(point));
        mean += accuracyPercent(proposals.get(row), options) / 100 / batch;
      }
      double baseline = update == 0 ? mean : sum / weight;
      for (ChoiceString proposal : proposals) {
        double advantage = accuracyPercent(proposal, options) / 100 - baseline;
        for (int t = 0; t < positions; t++) {
          for (int s = 0; s < options; s++) {
            double chosen = proposal.choices().get(t) == s ? 1 : 0;
            gradient[t][s] += advantage * (chosen - probability[t][s]) / batch;
          }
        }
      }
      for (int t = 0; t < positions; t++) {
        double entropy = 0;
        for (double p : probability[t]) {
          entropy -= p * Math.log(p);
        }
        for (int s = 0; s < options; s++) {
          double p = probability[t][s];
          gradient[t][s] -= entropyBonus * p * (Math.log(p) + entropy);
          logits[t][s] += (float) (rate * gradient[t][s]);
        }
      }
      sum = 0.9 * sum + 0.1 * mean;
      weight = 0.9 * weight + 0.1;
      expected.addAll(proposals);
    }
    Strategy<ChoiceString> strategy =
        new ReinforcePlugin()
            .create(
                settings(PolicyKind.INDEPENDENT, batch, rate, entropyBonus, ALL_REPEATS),
                choices(positions, options),
                context);
    assertEquals(expected, run(strategy, 200, options), "seed " + SEED);
    assertTrue(new HashSet<>(expected).size() > 20, "proposals differ");
  }

  /** The share of the best option at each position among the last proposals. */
  private static double shareOfBest(List<ChoiceString> proposals, int last, int best) {
    return proposals.subList(proposals.size() - last, proposals.size()).stream()
        .flatMap(point -> point.choices().stream())
        .mapToInt(choice -> choice == best ? 1 : 0)
        .average()
        .orElseThrow();
  }

  @Test
  @Tag("slow")
  void theBestChoicesBecomeLikely() {
    for (ReinforcePlugin.Settings settings :
        List.of(
            settings(PolicyKind.INDEPENDENT, 2, 1, 0, ALL_REPEATS),
            settings(PolicyKind.LSTM, 2, 0.02, 0, ALL_REPEATS))) {
      Strategy<ChoiceString> strategy =
          new ReinforcePlugin()
              .create(settings, choices(4, 3), new StrategyContext(SEED, 0, 10_000));
      List<ChoiceString> proposals = run(strategy, 800, 3);
      double before = shareOfBest(proposals.subList(0, 50), 50, 2);
      double after = shareOfBest(proposals, 200, 2);
      assertTrue(before < 0.65, settings.policy() + " began with " + before);
      assertTrue(after > 0.9, settings.policy() + " ended with " + after + ", seed " + SEED);
    }
  }

  @Test
  @Tag("slow")
  void theEntropyBonusKeepsExploring() {
    for (ReinforcePlugin.Settings greedy :
        List.of(
            settings(PolicyKind.INDEPENDENT, 2, 1, 0, ALL_REPEATS),
            settings(PolicyKind.LSTM, 2, 0.02, 0, ALL_REPEATS))) {
      ReinforcePlugin.Settings curious =
          settings(greedy.policy(), 2, greedy.effectiveLearningRate(), 1, ALL_REPEATS);
      List<Integer> different = new ArrayList<>();
      for (boolean bonus : new boolean[] {false, true}) {
        Strategy<ChoiceString> strategy =
            new ReinforcePlugin()
                .create(
                    bonus ? curious : greedy, choices(4, 3), new StrategyContext(SEED, 0, 10_000));
        List<ChoiceString> proposals = run(strategy, 800, 3);
        different.add(new HashSet<>(proposals.subList(600, 800)).size());
      }
      // 200 uniform draws of 81 points show about 74 of them.
      assertTrue(different.get(1) > 60, greedy.policy() + ": " + different);
      assertTrue(different.get(0) < 40, greedy.policy() + ": " + different);
    }
  }

  @Test
  @Tag("slow")
  void warmupMakesHighScoresLikelyBeforeAnythingIsTrained() {
    for (ReinforcePlugin.Settings settings :
        List.of(
            settings(PolicyKind.INDEPENDENT, 200, 2, 0, ALL_REPEATS),
            settings(PolicyKind.LSTM, 200, 0.01, 0, ALL_REPEATS))) {
      // The score likes option 0, and has nothing to say of one point.
      ToDoubleFunction<ChoiceString> score =
          point ->
              point.choices().equals(List.of(0, 1, 2, 0))
                  ? Double.NaN
                  : -point.choices().stream().mapToInt(Integer::intValue).sum();
      StrategyContext context = new StrategyContext(SEED, 0, 10_000);
      Guidance<ChoiceString> guidance =
          guided(Optional.of(new Warmup(1_000_000)), Optional.empty(), score, SEED);
      // As large as the space: 2,401 samples.
      List<ChoiceString> warm = create(settings, choices(4, 7), context, guidance).ask(200);
      List<ChoiceString> cold = create(settings, choices(4, 7), context, Guidance.none()).ask(200);
      double before = shareOfBest(cold, 200, 0);
      double after = shareOfBest(warm, 200, 0);
      assertTrue(before < 0.25, settings.policy() + " cold: " + before);
      assertTrue(after > 0.5, settings.policy() + " warm: " + after + ", seed " + SEED);
    }
  }

  @Test
  void warmupScoresAsManyOfThePolicysSamplesAsStated() {
    List<Integer> scored = new ArrayList<>();
    Guidance<ChoiceString> guidance =
        new Guidance<>(
            Optional.of(
                new Guidance.Start<>(
                    new Warmup(50),
                    points -> {
                      scored.add(points.size());
                      return new double[points.size()];
                    },
                    SEED)),
            Optional.empty(),
            Guidance.<ChoiceString>none().metrics());
    Strategy<ChoiceString> strategy =
        create(independent(1), choices(4, 7), new StrategyContext(SEED, 0, 10), guidance);
    assertEquals(List.of(), scored, "nothing happens before the first proposal");
    run(strategy, 10, 7);
    assertEquals(List.of(16, 16, 16, 2), scored);
  }

  @Test
  void movesProposeTheBestOfTheCandidates() {
    List<List<ChoiceString>> seen = new ArrayList<>();
    for (double randomShare : new double[] {0, 1, 0.25}) {
      seen.clear();
      Guidance<ChoiceString> guidance =
          new Guidance<>(
              Optional.empty(),
              Optional.of(
                  new Guidance.Moves<>(
                      new MoveProposal(Optional.empty(), randomShare, true),
                      points -> {
                        seen.add(points);
                        return points.stream().mapToDouble(ReinforceTest::oddScore).toArray();
                      })),
              Guidance.<ChoiceString>none().metrics());
      Strategy<ChoiceString> strategy =
          create(
              settings(PolicyKind.INDEPENDENT, 400, 0.1, 0, ALL_REPEATS),
              choices(4, 7),
              new StrategyContext(SEED, 0, 400),
              guidance);
      List<ChoiceString> proposals = strategy.ask(400);
      int byScore = 0;
      for (List<ChoiceString> candidates : seen) {
        assertEquals(10, candidates.size(), "candidates where none are stated");
        double best =
            candidates.stream()
                .mapToDouble(ReinforceTest::oddScore)
                .filter(score -> !Double.isNaN(score))
                .max()
                .orElse(Double.NaN);
        ChoiceString first =
            candidates.stream()
                .filter(point -> Double.compare(oddScore(point), best) == 0)
                .findFirst()
                .orElseThrow();
        while (!proposals.get(byScore).equals(first)) {
          byScore++;
        }
        byScore++;
      }
      // 400 draws with probability 3/4: five standard deviations are 43.
      assertEquals(400 * (1 - randomShare), seen.size(), randomShare == 0.25 ? 43 : 0);
    }
  }

  private static double oddScore(ChoiceString point) {
    int sum = point.choices().stream().mapToInt(Integer::intValue).sum();
    return sum % 2 == 0 ? Double.NaN : sum;
  }

  @Test
  void afterTheStatedRepeatsOnlyNewArchitecturesAreProposed() {
    for (int repeats : new int[] {0, 3}) {
      Strategy<ChoiceString> strategy =
          new ReinforcePlugin()
              .create(
                  settings(PolicyKind.INDEPENDENT, 1, 2, 0, repeats),
                  choices(3, 4),
                  new StrategyContext(SEED, 0, 64));
      Set<ChoiceString> known = new HashSet<>();
      int inRow = 0;
      int most = 0;
      for (int trial = 0; known.size() < 60; trial++) {
        ChoiceString proposal = strategy.ask(1).get(0);
        inRow = known.add(proposal) ? 0 : inRow + 1;
        most = Math.max(most, inRow);
        strategy.tell(
            new Trial<>(trial, proposal, new Result.Trained(accuracyPercent(proposal, 4))));
      }
      assertEquals(repeats, most, "seed " + SEED);
    }
  }

  @Test
  @Tag("slow")
  void cellsOfNasBench101AreWrittenValid() {
    NasBench101Space space = new NasBench101Space(NasBench101Settings.published());
    Strategy<?> strategy =
        new ReinforcePlugin().create(lstm(20), space, new StrategyContext(SEED, 0, 20));
    assertEquals(20, strategy.ask(20).size());
  }

  /** A batch is drawn at once, and the next one when all of it is told. */
  @Test
  void asManyTrialsAsABatchMayBeUnderway() {
    Strategy<ChoiceString> strategy =
        new ReinforcePlugin()
            .create(independent(3), choices(4, 3), new StrategyContext(SEED, 0, 100));
    List<ChoiceString> proposals = strategy.ask(100);
    assertEquals(3, proposals.size());
    for (int trial = 0; trial < 3; trial++) {
      assertEquals(List.of(), strategy.ask(100), "trial " + trial + " is not told");
      strategy.tell(
          new Trial<>(
              trial, proposals.get(trial), new Result.Failed(FailureKind.NON_FINITE_LOSS, "loss")));
    }
    assertEquals(3, strategy.ask(100).size());
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    InvalidSettingException rate =
        assertThrows(InvalidSettingException.class, () -> settings(PolicyKind.LSTM, 1, 0, 0, 10));
    assertEquals("learning-rate", rate.key());
    assertEquals("learning-rate (0.0) must be greater than 0 and at most 100.0", rate.getMessage());
    InvalidSettingException momentum =
        assertThrows(
            InvalidSettingException.class,
            () ->
                new ReinforcePlugin.Settings(
                    PolicyKind.LSTM,
                    100,
                    100,
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    1,
                    1,
                    64,
                    10));
    assertEquals("baseline-momentum", momentum.key());
    assertEquals(
        "baseline-momentum (1.0) must be at least 0 and less than 1", momentum.getMessage());
  }

  @Test
  void spacesThatCannotBeWrittenAreRefused() {
    Space<ChoiceString> huge =
        new DelegatingSpace<>() {
          @Override
          public Space<ChoiceString> inner() {
            return choices(7, 10);
          }

          @Override
          public List<Capability<ChoiceString>> capabilities() {
            return List.of();
          }
        };
    InvalidSettingException refusal =
        assertThrows(
            InvalidSettingException.class, () -> strategy(huge, new StrategyContext(SEED, 0, 1)));
    assertEquals("policy", refusal.key());
    assertEquals(
        "reinforce cannot write architectures of this space: the space choices has no encoding as a"
            + " sequence of choices, and with 10000000 points it is too large to number them (at"
            + " most 1000000)",
        refusal.getMessage());
  }

  /** Failed trials are worth nothing: what fails becomes unlikely. */
  @Test
  void whatFailsBecomesUnlikely() {
    Strategy<ChoiceString> strategy =
        new ReinforcePlugin()
            .create(
                settings(PolicyKind.INDEPENDENT, 1, 0.5, 0, ALL_REPEATS),
                choices(1, 2),
                new StrategyContext(SEED, 0, 1000));
    int[] counts = new int[2];
    for (int trial = 0; trial < 300; trial++) {
      ChoiceString proposal = strategy.ask(1).get(0);
      int choice = proposal.choices().get(0);
      counts[choice] += trial >= 200 ? 1 : 0;
      strategy.tell(
          new Trial<>(
              trial,
              proposal,
              choice == 0
                  ? new Result.Failed(FailureKind.NON_FINITE_LOSS, "loss")
                  : new Result.Trained(60)));
    }
    assertTrue(counts[0] <= 10, Arrays.toString(counts) + ", seed " + SEED);
  }
}
