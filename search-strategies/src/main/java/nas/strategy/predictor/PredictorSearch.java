package nas.strategy.predictor;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import nas.core.Seeds;
import nas.core.statistics.Ranks;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Enumeration;
import nas.space.Space;
import nas.strategy.RewardScale;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.guide.Guidance;
import nas.strategy.guide.Warmup;
import org.jspecify.annotations.Nullable;

/**
 * Trains what a predictor ranks highest, and improves the predictor by what that turns out to be.
 *
 * <p>Dudziak et al. 2020, BRP-NAS: Prediction-based NAS using GCNs, arXiv:2007.08668. The training
 * points come in equal portions. The first is random. Before portion i (i = 1, 2, ...) the
 * predictor learns from the earlier ones and ranks the candidates; a part of the portion is the
 * best of the ranking, the other is drawn uniformly from the top 1/2^i of it. After the training
 * points the predictor learns once more, and the rest of the budget goes down its ranking.
 *
 * <p>With a warmup (Abdelfattah et al. 2021, arXiv:2101.08134) the predictor first learns the ranks
 * of the scores, and chooses the first portion as it does the second. With a move proposal the next
 * network is not the highest of the ranking, but of the R highest not trained yet (R = {@code
 * candidates}, 10 by default) the one that the metric likes best; with probability {@code
 * random-share} any of the R. In a first portion without warmup those are the next R of a random
 * order.
 *
 * <p>Candidates are all architectures of a space that has at most {@code pool} points, and
 * otherwise {@code pool} samples, which the neighbours of the best trained networks join at every
 * ranking; the tenth that was ranked lowest then makes room for fresh samples. No architecture is
 * proposed twice; when none is left, the search ends. Failed trials teach nothing. Deviations:
 * candidates that the predictor holds for equal are ordered at random; and where {@code
 * retrain-every} is set, the predictor learns on after the training points.
 *
 * <p>The proposals that follow one ranking depend on earlier ones only, so all of them may be in
 * training at once.
 *
 * @param <A> the architecture
 */
public final class PredictorSearch<A> implements Strategy<A> {

  private static final int DEFAULT_MOVE_CANDIDATES = 10;

  /** After so many draws in a row that bring nothing new a space counts as used up. */
  private static final int PATIENCE = 10_000;

  /** One in so many candidates of a sample makes room for a fresh one. */
  private static final int FRESH_PART = 10;

  private record Candidate<A>(A architecture, A representative) {}

  private final Schedule schedule;
  private final Predictor<A> predictor;
  private final Space<A> space;
  private final StrategyContext context;
  private final Guidance<A> guidance;

  private final List<Trial<A>> told = new ArrayList<>();
  private final Set<A> known = new HashSet<>();
  private int proposed;

  /**
   * What can be ranked, by representatives: of a small space all architectures, else those sampled
   * and neighbours, without what has been proposed.
   */
  private final Map<A, Candidate<A>> pool = new LinkedHashMap<>();

  /** The pool of a small space; empty until it is needed. */
  private List<Candidate<A>> wholeSpace = List.of();

  private int rankings;
  private @Nullable Portion portion;

  /** Whether the predictor has learnt anything. */
  private boolean informed;

  /** Creates the strategy for one repetition. */
  public PredictorSearch(
      Schedule schedule,
      Predictor<A> predictor,
      Space<A> space,
      StrategyContext context,
      Guidance<A> guidance) {
    this.schedule = schedule;
    this.predictor = predictor;
    this.space = space;
    this.context = context;
    this.guidance = guidance;
  }

  @Override
  public List<A> ask(int n) {
    List<A> proposals = new ArrayList<>();
    while (proposals.size() < n) {
      Optional<Candidate<A>> next = next();
      if (next.isEmpty()) {
        break;
      }
      known.add(next.get().representative());
      proposals.add(next.get().architecture());
      proposed++;
    }
    return proposals;
  }

  @Override
  public void tell(Trial<A> trial) {
    told.add(trial);
  }

  private Optional<Candidate<A>> next() {
    Portion current = portion;
    if (current == null || current.complete()) {
      if (told.size() < proposed) {
        return Optional.empty();
      }
      current = nextPortion();
      portion = current;
      rankings++;
    }
    return current.next(context.random(proposed));
  }

  private Portion nextPortion() {
    RandomGenerator random = context.random(proposed);
    learn(random.nextLong());
    if (!informed) {
      List<Candidate<A>> order = sample(schedule.portion(rankings) + moveCandidates() - 1, random);
      return new Portion(order, schedule.portion(rankings), schedule.portion(rankings), 0);
    }
    List<Candidate<A>> ranking = ranked(candidates(random), random);
    int size = schedule.portion(rankings);
    // As published, what a warmed predictor ranks first is treated as the next ranking is.
    int top = ranking.size() >> Math.min(Math.max(rankings, 1), Integer.SIZE - 1);
    return new Portion(ranking, size, size - schedule.explored(rankings), top);
  }

  private void learn(long seed) {
    if (rankings == 0) {
      guidance
          .warmup()
          .map(start -> ranks(start.ranking(space)))
          .filter(scored -> scored.size() > 1)
          .ifPresent(
              scored -> {
                predictor.warmUp(scored, seed);
                informed = true;
              });
      return;
    }
    List<Predictor.Example<A>> trained = examples();
    if (trained.size() > 1) {
      predictor.fit(trained, schedule.effort(rankings), seed);
      informed = true;
    }
  }

  private List<Predictor.Example<A>> examples() {
    RewardScale scale = new RewardScale();
    for (Trial<A> trial : told) {
      if (trial.result() instanceof Result.Trained result) {
        scale.add(result);
      }
    }
    List<Predictor.Example<A>> examples = new ArrayList<>();
    for (Trial<A> trial : told) {
      if (trial.result() instanceof Result.Trained result) {
        examples.add(new Predictor.Example<>(trial.architecture(), scale.of(result)));
      }
    }
    return examples;
  }

  /** Turns scores into ranks from 0 (worst) to 1; equal scores share theirs, NaN has none. */
  private static <A> List<Predictor.Example<A>> ranks(List<Warmup.Scored<A>> bestFirst) {
    List<Warmup.Scored<A>> scored =
        bestFirst.stream().filter(one -> !Double.isNaN(one.score())).toList();
    double[] ranks = Ranks.shares(scored.stream().mapToDouble(Warmup.Scored::score).toArray());
    return IntStream.range(0, ranks.length)
        .mapToObj(i -> new Predictor.Example<>(scored.get(i).architecture(), ranks[i]))
        .toList();
  }

  private List<Candidate<A>> ranked(List<Candidate<A>> candidates, RandomGenerator random) {
    if (candidates.isEmpty()) {
      return candidates;
    }
    List<Candidate<A>> shuffled = new ArrayList<>(candidates);
    Seeds.draw(shuffled, shuffled.size() - 1, random);
    List<A> representatives = new ArrayList<>(shuffled.size());
    shuffled.forEach(candidate -> representatives.add(candidate.representative()));
    double[] scores = predictor.scores(representatives);
    Integer[] order = new Integer[scores.length];
    Arrays.setAll(order, index -> index);
    // Minus zero counts as zero, so that ties stay ties.
    Arrays.sort(order, Comparator.comparingDouble(index -> 0.0 - scores[index]));
    List<Candidate<A>> ranking = new ArrayList<>(order.length);
    for (int index : order) {
      ranking.add(shuffled.get(index));
    }
    return ranking;
  }

  private List<Candidate<A>> candidates(RandomGenerator random) {
    Optional<Enumeration<A>> points = Enumeration.of(space);
    if (points.isPresent() && space.size().compareTo(BigInteger.valueOf(schedule.pool())) <= 0) {
      if (wholeSpace.isEmpty()) {
        points.get().enumerate().map(this::candidate).forEach(this::join);
        wholeSpace = List.copyOf(pool.values());
      }
      return wholeSpace;
    }
    Portion before = portion;
    if (before != null && !pool.isEmpty()) {
      List<Candidate<A>> ranking = before.ranking;
      ranking
          .subList(ranking.size() - ranking.size() / FRESH_PART, ranking.size())
          .forEach(worst -> pool.remove(worst.representative()));
    }
    pool.keySet().removeAll(known);
    sample(schedule.pool() - pool.size(), random).forEach(this::join);
    for (A parent : best(schedule.neighboursOf())) {
      for (A neighbour : space.neighbours(parent)) {
        Candidate<A> candidate = candidate(neighbour);
        if (!known.contains(candidate.representative())) {
          join(candidate);
        }
      }
    }
    return List.copyOf(pool.values());
  }

  private void join(Candidate<A> candidate) {
    pool.putIfAbsent(candidate.representative(), candidate);
  }

  private Candidate<A> candidate(A architecture) {
    return new Candidate<>(architecture, space.representative(architecture));
  }

  private List<A> best(int count) {
    record Parent<A>(A architecture, double reward) {}
    return told.stream()
        .flatMap(
            trial ->
                trial.result() instanceof Result.Trained result
                    ? java.util.stream.Stream.of(
                        new Parent<>(trial.architecture(), result.reward()))
                    : java.util.stream.Stream.<Parent<A>>empty())
        .sorted(Comparator.comparingDouble((Parent<A> parent) -> -parent.reward()))
        .limit(count)
        .map(Parent::architecture)
        .toList();
  }

  /**
   * Draws architectures that have not been proposed and are not in the pool, each once; fewer if
   * few are left.
   */
  private List<Candidate<A>> sample(int count, RandomGenerator random) {
    Set<A> met = new HashSet<>(known);
    met.addAll(pool.keySet());
    List<Candidate<A>> drawn = new ArrayList<>();
    int misses = 0;
    while (drawn.size() < count && misses < PATIENCE) {
      Candidate<A> candidate = candidate(space.sample(random));
      if (met.add(candidate.representative())) {
        drawn.add(candidate);
        misses = 0;
      } else {
        misses++;
      }
    }
    return drawn;
  }

  private int moveCandidates() {
    return guidance
        .moves()
        .map(moves -> moves.proposal().candidates().orElse(DEFAULT_MOVE_CANDIDATES))
        .orElse(1);
  }

  /** The proposals that follow one ranking. */
  private final class Portion {

    private final List<Candidate<A>> ranking;
    private final int size;
    private final int exploited;
    private final int top;

    private int handedOut;
    private int reached;
    private final List<Candidate<A>> window = new ArrayList<>();
    private @Nullable List<Candidate<A>> explored;

    /**
     * Creates a portion.
     *
     * @param size number of proposals
     * @param exploited how many of them, the first, follow the ranking
     * @param top the others are drawn from so many at the top
     */
    Portion(List<Candidate<A>> ranking, int size, int exploited, int top) {
      this.ranking = ranking;
      this.size = size;
      this.exploited = exploited;
      this.top = top;
    }

    boolean complete() {
      return handedOut == size;
    }

    Optional<Candidate<A>> next(RandomGenerator random) {
      Optional<Candidate<A>> next = handedOut < exploited ? exploit(random) : explore(random);
      if (next.isPresent()) {
        handedOut++;
      }
      return next;
    }

    private Optional<Candidate<A>> exploit(RandomGenerator random) {
      while (window.size() < moveCandidates() && reached < ranking.size()) {
        Candidate<A> candidate = ranking.get(reached++);
        if (!known.contains(candidate.representative())) {
          window.add(candidate);
        }
      }
      return window.isEmpty() ? Optional.empty() : Optional.of(window.remove(choice(random)));
    }

    private int choice(RandomGenerator random) {
      if (window.size() == 1) {
        return 0;
      }
      Guidance.Moves<A> moves = guidance.moves().orElseThrow();
      if (random.nextDouble() < moves.proposal().randomShare()) {
        return random.nextInt(window.size());
      }
      return moves.scorer().order(window.stream().map(one -> one.representative()).toList()).get(0);
    }

    private Optional<Candidate<A>> explore(RandomGenerator random) {
      List<Candidate<A>> eligible = explored;
      if (eligible == null) {
        eligible = new ArrayList<>();
        // Where too few of the top are left, as many as are needed from below it are eligible.
        for (int place = 0;
            place < ranking.size() && (place < top || eligible.size() < size - exploited);
            place++) {
          if (!known.contains(ranking.get(place).representative())) {
            eligible.add(ranking.get(place));
          }
        }
        explored = eligible;
      }
      return eligible.isEmpty()
          ? Optional.empty()
          : Optional.of(eligible.remove(random.nextInt(eligible.size())));
    }
  }
}
