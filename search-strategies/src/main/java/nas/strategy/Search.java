package nas.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import nas.core.trial.Fidelity;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.core.trial.Trial;
import nas.space.Space;

/**
 * One repetition of one strategy: numbers the trials, recognises duplicates, keeps the budget and
 * tells results in order.
 *
 * <p>A trial whose canonical id has been proposed before, at the same fidelity, takes over the
 * earlier result and costs nothing; any other costs what its fidelity does. The search ends before
 * the first trial that the budget does not pay for. A proposal that cannot be evaluated at all is
 * skipped: it has its result at once and costs nothing. Trials may be completed in any order; they
 * settle, and are told, in the order of proposals, so the settled sequence does not depend on how
 * many of them are evaluated at once.
 *
 * <p>Not safe for use by several threads at once.
 *
 * @param <A> the architecture
 * @param <R> the result of an evaluation, with everything a journal keeps
 */
public final class Search<A, R> {

  /**
   * An architecture to evaluate.
   *
   * @param trial index of the trial within the search, from 0
   * @param fidelity index of the fidelity at which to evaluate it
   */
  public record Assignment<A>(int trial, A architecture, String canonicalId, int fidelity) {}

  /**
   * A trial that has its result and was told to the strategy.
   *
   * @param trial index of the trial within the search, from 0
   * @param fidelity index of the fidelity at which it was evaluated
   * @param duplicateOf the earlier trial whose result this one took over
   */
  public record Settled<A, R>(
      int trial,
      A architecture,
      String canonicalId,
      int fidelity,
      OptionalInt duplicateOf,
      R result) {}

  /** Whether and why a search is over. */
  public enum State {
    /** More trials will come. */
    RUNNING,
    /** The budget is spent. */
    BUDGET_SPENT,
    /** A trial was the last by the rule of {@link #endWith}. */
    ENDED_BY_RULE,
    /** The strategy has nothing left to propose. */
    NOTHING_LEFT,
    /** The strategy proposed nothing but duplicates for too long. */
    ONLY_DUPLICATES,
    /** Of too many proposals none was evaluated, as none could be. */
    ONLY_SKIPPED
  }

  /** Says which proposals are skipped, as they cannot be evaluated. */
  @FunctionalInterface
  public interface Skips<A, R> {

    /**
     * Returns the result of a trial that is skipped; empty: it is evaluated. Asked once for each
     * trial that is no duplicate, and a function of the architecture and the fidelity.
     */
    Optional<R> skipped(int trial, A architecture, int fidelity);

    /** Skips nothing. */
    static <A, R> Skips<A, R> none() {
      return (trial, architecture, fidelity) -> Optional.empty();
    }
  }

  /** What a strategy may know of a result. */
  @FunctionalInterface
  public interface Feedback<R> {

    /** Returns what became of the trial, {@linkplain Result#forStrategy as strategies know it}. */
    Result result(R result);

    /** Returns the values of further objectives, if it has a value at all. */
    default List<ObjectiveValue> further(R result) {
      return List.of();
    }
  }

  /** What sums of costs may differ by rounding; budgets are kept up to this. */
  public static final double ROUNDING = 1e-6;

  /**
   * After so many skipped trials without one that is evaluated the search ends: where an evaluator
   * knows one of a thousand architectures, it hardly ever does by chance.
   */
  public static final int MOST_SKIPPED = 10_000;

  private record Registered<A>(
      A architecture, String canonicalId, int fidelity, OptionalInt duplicateOf) {}

  /** What makes a trial a duplicate of another. */
  private record Evaluation(String canonicalId, int fidelity) {}

  private final Space<A> space;
  private final Strategy<A> strategy;
  private final Feedback<R> feedback;
  private final int trainedModels;
  private final List<Fidelity> fidelities;
  private final int maxConsecutiveDuplicates;
  private final Skips<A, R> skips;

  private final List<Registered<A>> proposals = new ArrayList<>();
  private final Map<Evaluation, Integer> firstTrialOf = new HashMap<>();
  private final Map<Integer, R> results = new HashMap<>();
  private final List<Settled<A, R>> settled = new ArrayList<>();
  private double spentModels;
  private int evaluations;
  private int told;
  private int consecutiveDuplicates;
  private int skippedSinceEvaluated;
  private State reasonToStop = State.RUNNING;
  private Predicate<Settled<A, R>> last = trial -> false;

  /**
   * Creates a search that has proposed nothing yet.
   *
   * @param feedback what the strategy may know of a result
   * @param trainedModels how many trials may be evaluated, at least 1; duplicates do not count
   * @param maxConsecutiveDuplicates after so many duplicates in a row the search ends, at least 1
   */
  public Search(
      Space<A> space,
      Strategy<A> strategy,
      Feedback<R> feedback,
      int trainedModels,
      int maxConsecutiveDuplicates) {
    this(space, strategy, feedback, trainedModels, maxConsecutiveDuplicates, Fidelity.FULL_ONLY);
  }

  /**
   * Creates a search that has proposed nothing yet, of a strategy that may use several fidelities.
   */
  public Search(
      Space<A> space,
      Strategy<A> strategy,
      Feedback<R> feedback,
      int trainedModels,
      int maxConsecutiveDuplicates,
      List<Fidelity> fidelities) {
    this(
        space,
        strategy,
        feedback,
        trainedModels,
        maxConsecutiveDuplicates,
        fidelities,
        Skips.none());
  }

  /**
   * Creates a search that has proposed nothing yet, some of whose proposals may be skipped.
   *
   * @param feedback what the strategy may know of a result
   * @param trainedModels what evaluations may cost together, at least 1; duplicates cost nothing
   * @param maxConsecutiveDuplicates after so many duplicates in a row the search ends, at least 1
   * @param fidelities the same as in the context of the strategy
   * @param skips which proposals cannot be evaluated
   */
  public Search(
      Space<A> space,
      Strategy<A> strategy,
      Feedback<R> feedback,
      int trainedModels,
      int maxConsecutiveDuplicates,
      List<Fidelity> fidelities,
      Skips<A, R> skips) {
    if (trainedModels < 1 || maxConsecutiveDuplicates < 1) {
      throw new IllegalArgumentException("budget and limit of duplicates must be at least 1");
    }
    this.space = space;
    this.strategy = strategy;
    this.feedback = feedback;
    this.trainedModels = trainedModels;
    this.maxConsecutiveDuplicates = maxConsecutiveDuplicates;
    this.fidelities = Fidelity.ladder(fidelities);
    this.skips = skips;
  }

  /**
   * Ends the search with the first trial of a kind, in the order of proposals: what was proposed
   * behind it is dropped as if it had never been. To be called before the first proposal.
   *
   * @param rule asked once for each trial that settles, in order
   */
  public void endWith(Predicate<Settled<A, R>> rule) {
    last = rule;
  }

  /**
   * Returns the next architecture to evaluate; nothing if the search is over or must wait for
   * assignments to be completed.
   *
   * @throws IllegalStateException if the strategy breaks its contract by proposing an invalid point
   */
  public Optional<Assignment<A>> next() {
    while (reasonToStop == State.RUNNING) {
      if (spentModels + fidelities.get(0).cost() > trainedModels + ROUNDING) {
        reasonToStop = State.BUDGET_SPENT;
      } else if (consecutiveDuplicates == maxConsecutiveDuplicates) {
        reasonToStop = State.ONLY_DUPLICATES;
      } else if (skippedSinceEvaluated == MOST_SKIPPED) {
        reasonToStop = State.ONLY_SKIPPED;
      } else {
        List<Proposal<A>> proposed = strategy.propose(1);
        if (proposed.isEmpty()) {
          if (told == proposals.size()) {
            reasonToStop = State.NOTHING_LEFT;
          }
          return Optional.empty();
        }
        Optional<Assignment<A>> assignment = register(proposed.get(0));
        if (assignment.isPresent()) {
          return assignment;
        }
        settle();
      }
    }
    return Optional.empty();
  }

  private Optional<Assignment<A>> register(Proposal<A> proposal) {
    A architecture = proposal.architecture();
    Optional<String> whyInvalid = space.whyInvalid(architecture);
    if (whyInvalid.isPresent()) {
      throw new IllegalStateException(
          "the strategy proposed an invalid architecture: " + whyInvalid.get());
    }
    int trial = proposals.size();
    int fidelity = proposal.fidelity().orElse(fidelities.size() - 1);
    double cost = fidelities.get(fidelity).cost();
    String id = space.canonicalId(architecture);
    Evaluation evaluation = new Evaluation(id, fidelity);
    Integer first = firstTrialOf.get(evaluation);
    if (first != null) {
      consecutiveDuplicates++;
      proposals.add(new Registered<>(architecture, id, fidelity, OptionalInt.of(first)));
      return Optional.empty();
    }
    Optional<R> skipped = skips.skipped(trial, architecture, fidelity);
    if (skipped.isEmpty() && spentModels + cost > trainedModels + ROUNDING) {
      reasonToStop = State.BUDGET_SPENT;
      return Optional.empty();
    }
    consecutiveDuplicates = 0;
    firstTrialOf.put(evaluation, trial);
    proposals.add(new Registered<>(architecture, id, fidelity, OptionalInt.empty()));
    if (skipped.isPresent()) {
      skippedSinceEvaluated++;
      results.put(trial, skipped.get());
      return Optional.empty();
    }
    skippedSinceEvaluated = 0;
    spentModels += cost;
    evaluations++;
    return Optional.of(new Assignment<>(trial, architecture, id, fidelity));
  }

  /**
   * Takes the result of an assignment; that of a dropped one is passed over.
   *
   * @throws IllegalArgumentException if the trial was not assigned, or has a result already
   */
  public void complete(int trial, R result) {
    if (reasonToStop == State.ENDED_BY_RULE && trial >= told) {
      return;
    }
    if (trial < 0
        || trial >= proposals.size()
        || proposals.get(trial).duplicateOf().isPresent()
        || results.putIfAbsent(trial, result) != null) {
      throw new IllegalArgumentException("trial " + trial + " does not wait for a result");
    }
    settle();
  }

  private void settle() {
    while (told < proposals.size()) {
      Registered<A> proposal = proposals.get(told);
      R result = results.get(proposal.duplicateOf().orElse(told));
      if (result == null) {
        return;
      }
      strategy.tell(
          new Trial<>(
              told,
              proposal.architecture(),
              feedback.result(result),
              feedback.further(result),
              proposal.duplicateOf()));
      Settled<A, R> trial =
          new Settled<>(
              told,
              proposal.architecture(),
              proposal.canonicalId(),
              proposal.fidelity(),
              proposal.duplicateOf(),
              result);
      settled.add(trial);
      told++;
      if (last.test(trial)) {
        reasonToStop = State.ENDED_BY_RULE;
        proposals.subList(told, proposals.size()).clear();
      }
    }
  }

  /** Returns the trials settled since the last call, in the order of proposals. */
  public List<Settled<A, R>> takeSettled() {
    List<Settled<A, R>> taken = List.copyOf(settled);
    settled.clear();
    return taken;
  }

  /** Returns whether the search is over, with all its trials settled, and why. */
  public State state() {
    return told == proposals.size() ? reasonToStop : State.RUNNING;
  }

  /** Returns the fidelities at which trials may be evaluated; the last is the full one. */
  public List<Fidelity> fidelities() {
    return fidelities;
  }

  /** Returns what the trials assigned so far cost together, which is what the budget counts. */
  public double spentModels() {
    return spentModels;
  }

  /** Returns the number of trials assigned so far, whatever their fidelity. */
  public int trainedModels() {
    return evaluations;
  }

  /** Returns the number of architectures proposed so far that differ in their canonical ids. */
  public int differentArchitectures() {
    return (int) firstTrialOf.keySet().stream().map(Evaluation::canonicalId).distinct().count();
  }

  /** Returns how many duplicates the strategy has proposed since anything else. */
  public int consecutiveDuplicates() {
    return consecutiveDuplicates;
  }
}
