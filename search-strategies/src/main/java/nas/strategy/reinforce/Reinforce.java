package nas.strategy.reinforce;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import nas.core.Seeds;
import nas.core.statistics.Ranks;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.ChoiceSequence;
import nas.space.Space;
import nas.strategy.RewardScale;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;

/**
 * REINFORCE: a policy writes architectures as sequences of choices and follows the gradient of
 * their expected reward.
 *
 * <p>Williams 1992, Simple Statistical Gradient-Following Algorithms for Connectionist
 * Reinforcement Learning, DOI 10.1007/BF00992696; Zoph and Le 2017, Neural Architecture Search with
 * Reinforcement Learning, arXiv:1611.01578. The reward R is the validation value on a {@linkplain
 * RewardScale scale} of 0 to 1; a failed trial is worth 0. After every {@code batch} of trials the
 * parameters follow the gradient of the mean of (R - b) log p, plus the entropy bonus. The baseline
 * b is the exponential moving average of the mean rewards of the batches before, each weight
 * divided by their sum, so that it is unbiased from the start; for the first batch it is that
 * batch's own mean.
 *
 * <p>All proposals of a batch are drawn from the same policy, so the k-th one depends on the trials
 * before the last multiple of {@code batch} up to k, and so many networks can be trained at once.
 *
 * <p>What a policy writes may be no architecture; that is drawn again. It may have been proposed
 * before; that costs nothing and is learned from like any other trial, but after {@code repeats} of
 * them in a row only what is new is taken. Where 100 architectures a candidate are not new, or
 * 10,000 sequences a candidate hold too few architectures, the space is sampled instead; from such
 * a trial the policy, which did not write it, does not learn.
 *
 * <p>Warmup (Abdelfattah et al. 2021, arXiv:2101.08134, who do not give details): before the first
 * proposal the policy writes the stated number of architectures, repeats included, and is rewarded
 * for each batch of them with the ranks of their scores within the batch ({@link Ranks}); within
 * it, because scores of metrics that vote can be compared there only. Then baseline and moments of
 * the optimiser start afresh, as the rewards have another scale. Move proposal: the policy writes
 * several candidates, and the one with the best score is proposed, of equal ones the first; by
 * chance, with the stated probability, the first candidate is. The policy learns from it as if it
 * had drawn it.
 */
final class Reinforce<A> implements Strategy<A> {

  private static final int DRAWN_AT_ONCE = 64;
  private static final int KNOWN_PER_CANDIDATE = 100;
  private static final int DRAWS_PER_CANDIDATE = 10_000;
  private static final int CANDIDATES = 10;

  private final ReinforcePlugin.Settings settings;
  private final Space<A> space;
  private final ChoiceSequence<A> sequence;
  private final StrategyContext context;
  private final Guidance<A> guidance;
  private final Policy policy;

  private final RewardScale scale = new RewardScale();

  private Learner learner;
  private boolean warm;
  private int proposed;
  private int repeatsInRow;
  private final Set<A> known = new HashSet<>();

  /** Drawn but not asked for yet. */
  private final Deque<A> drawn = new ArrayDeque<>();

  /** What the policy wrote for the trials not learned from; empty where it did not write them. */
  private final List<Optional<List<Integer>>> written = new ArrayList<>();

  /** Rewards of the first of these. */
  private final List<OptionalDouble> rewards = new ArrayList<>();

  /** An architecture and how the policy wrote it; empty: it comes from the space. */
  private record Candidate<A>(A architecture, Optional<List<Integer>> choices) {}

  Reinforce(
      ReinforcePlugin.Settings settings,
      Policy policy,
      Space<A> space,
      ChoiceSequence<A> sequence,
      StrategyContext context,
      Guidance<A> guidance) {
    this.settings = settings;
    this.space = space;
    this.sequence = sequence;
    this.context = context;
    this.guidance = guidance;
    this.policy = policy;
    this.learner = new Learner(settings, policy);
  }

  @Override
  public List<A> ask(int n) {
    warmUp();
    List<A> proposals = new ArrayList<>();
    while (proposals.size() < n && ready()) {
      proposals.add(drawn.remove());
    }
    return proposals;
  }

  @Override
  public void tell(Trial<A> trial) {
    rewards.add(reward(trial.result()));
  }

  /** Failures have no reward; of what was skipped nothing is to be learnt. */
  private OptionalDouble reward(Result feedback) {
    if (feedback instanceof Result.Trained trained) {
      scale.add(trained);
      return OptionalDouble.of(scale.of(trained));
    }
    return feedback instanceof Result.Failed ? OptionalDouble.of(0) : OptionalDouble.empty();
  }

  /** Makes sure that a proposal is drawn, unless that needs trials not told yet. */
  private boolean ready() {
    if (drawn.isEmpty() && rewards.size() == written.size()) {
      learn();
      propose();
    }
    return !drawn.isEmpty();
  }

  private void learn() {
    List<List<Integer>> sequences = new ArrayList<>();
    List<Double> their = new ArrayList<>();
    for (int trial = 0; trial < written.size(); trial++) {
      if (written.get(trial).isPresent() && rewards.get(trial).isPresent()) {
        sequences.add(written.get(trial).get());
        their.add(rewards.get(trial).getAsDouble());
      }
    }
    written.clear();
    rewards.clear();
    if (!sequences.isEmpty()) {
      learner.learn(sequences, their.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }

  private void propose() {
    List<RandomGenerator> randoms = new ArrayList<>();
    List<Integer> candidates = new ArrayList<>();
    List<RandomGenerator> draws = new ArrayList<>();
    for (int row = 0; row < settings.batch(); row++) {
      RandomGenerator random = context.random(proposed + row);
      randoms.add(random);
      candidates.add(candidates(random));
      draws.addAll(draws(candidates.get(row), random));
    }
    List<List<Integer>> sequences = policy.sample(draws);
    int from = 0;
    for (int row = 0; row < settings.batch(); row++) {
      int to = from + candidates.get(row);
      register(choose(candidates.get(row), sequences.subList(from, to), randoms.get(row)));
      from = to;
    }
  }

  /** Returns how many candidates a proposal is the best of. */
  private int candidates(RandomGenerator random) {
    return guidance
        .moves()
        .filter(moves -> random.nextDouble() >= moves.proposal().randomShare())
        .map(moves -> moves.proposal().candidates().orElse(CANDIDATES))
        .orElse(1);
  }

  private static List<RandomGenerator> draws(int count, RandomGenerator random) {
    List<RandomGenerator> draws = new ArrayList<>();
    for (int draw = 0; draw < count; draw++) {
      draws.add(Seeds.generator(random.nextLong()));
    }
    return draws;
  }

  private Candidate<A> choose(int count, List<List<Integer>> first, RandomGenerator random) {
    boolean onlyNew = repeatsInRow >= settings.repeats();
    Predicate<A> wanted = architecture -> !onlyNew || isNew(architecture);
    List<Candidate<A>> candidates = candidates(count, first, random, wanted);
    if (candidates.isEmpty()) {
      A sampled = space.sample(random);
      for (int draw = 1; draw < KNOWN_PER_CANDIDATE && !wanted.test(sampled); draw++) {
        sampled = space.sample(random);
      }
      return new Candidate<>(sampled, Optional.empty());
    }
    return candidates.size() == 1 ? candidates.get(0) : best(candidates);
  }

  private boolean isNew(A architecture) {
    return !known.contains(space.representative(architecture));
  }

  /** Returns at most so many wanted architectures that the policy writes, beginning with given. */
  private List<Candidate<A>> candidates(
      int count, List<List<Integer>> first, RandomGenerator random, Predicate<A> wanted) {
    List<Candidate<A>> candidates = new ArrayList<>();
    List<List<Integer>> sequences = first;
    long valid = 0;
    for (long draws = 0; draws < (long) DRAWS_PER_CANDIDATE * count; draws += sequences.size()) {
      sequences = draws == 0 ? first : policy.sample(draws(DRAWN_AT_ONCE, random));
      for (List<Integer> choices : sequences) {
        Optional<A> architecture = sequence.decode(choices);
        if (architecture.isPresent()) {
          valid++;
          if (wanted.test(architecture.get())) {
            candidates.add(new Candidate<>(architecture.get(), Optional.of(choices)));
          }
        }
        if (candidates.size() == count || valid == (long) KNOWN_PER_CANDIDATE * count) {
          return candidates;
        }
      }
    }
    return candidates;
  }

  private Candidate<A> best(List<Candidate<A>> candidates) {
    return candidates.get(
        guidance
            .moves()
            .orElseThrow()
            .scorer()
            .order(candidates.stream().map(Candidate::architecture).toList())
            .get(0));
  }

  private void register(Candidate<A> candidate) {
    boolean repeated = !known.add(space.representative(candidate.architecture()));
    repeatsInRow = repeated ? repeatsInRow + 1 : 0;
    drawn.add(candidate.architecture());
    written.add(candidate.choices());
    proposed++;
  }

  private void warmUp() {
    if (!warm) {
      warm = true;
      guidance.warmup().ifPresent(this::warmUp);
      learner = new Learner(settings, policy);
    }
  }

  private void warmUp(Guidance.Start<A> start) {
    RandomGenerator random = start.random();
    int rest = space.size().min(BigInteger.valueOf(start.warmup().samples())).intValueExact();
    while (rest > 0) {
      int count = Math.min(rest, settings.warmupBatch());
      List<Candidate<A>> candidates =
          candidates(count, policy.sample(draws(count, random)), random, architecture -> true);
      if (candidates.isEmpty()) {
        return;
      }
      double[] scores =
          start.scorer().scores(candidates.stream().map(Candidate::architecture).toList());
      learner.learn(
          candidates.stream().map(candidate -> candidate.choices().orElseThrow()).toList(),
          Ranks.shares(scores));
      rest -= count;
    }
  }
}
