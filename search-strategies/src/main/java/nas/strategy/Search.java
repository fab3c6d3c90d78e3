package nas.strategy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import nas.space.SearchSpace;

/**
 * One repetition of one strategy: numbers the trials, recognises duplicates, keeps the budget and
 * tells results in order.
 *
 * <p>A trial whose canonical id has been proposed before takes over the earlier result and costs
 * nothing. Trials may be completed in any order; they settle, and are told, in the order of
 * proposals, so the settled sequence does not depend on how many of them are evaluated at once.
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
   */
  public record Assignment<A>(int trial, A architecture, String canonicalId) {}

  /**
   * A trial that has its result and was told to the strategy.
   *
   * @param trial index of the trial within the search, from 0
   * @param duplicateOf the earlier trial whose result this one took over
   */
  public record Settled<A, R>(
      int trial, A architecture, String canonicalId, OptionalInt duplicateOf, R result) {}

  /** Whether and why a search is over. */
  public enum State {
    /** More trials will come. */
    RUNNING,
    /** The budget is spent. */
    BUDGET_SPENT,
    /** The strategy has nothing left to propose. */
    NOTHING_LEFT,
    /** The strategy proposed nothing but duplicates for too long. */
    ONLY_DUPLICATES
  }

  private record Proposal<A>(A architecture, String canonicalId, OptionalInt duplicateOf) {}

  private final SearchSpace<A> space;
  private final Strategy<A> strategy;
  private final Function<R, Trial.Feedback> feedback;
  private final int trainedModels;
  private final int maxConsecutiveDuplicates;

  private final List<Proposal<A>> proposals = new ArrayList<>();
  private final Map<String, Integer> firstTrialOf = new HashMap<>();
  private final Map<Integer, R> results = new HashMap<>();
  private final List<Settled<A, R>> settled = new ArrayList<>();
  private int told;
  private int consecutiveDuplicates;
  private State reasonToStop = State.RUNNING;

  /**
   * Creates a search that has proposed nothing yet.
   *
   * @param feedback what the strategy may know of a result
   * @param trainedModels how many trials may be evaluated, at least 1; duplicates do not count
   * @param maxConsecutiveDuplicates after so many duplicates in a row the search ends, at least 1
   */
  public Search(
      SearchSpace<A> space,
      Strategy<A> strategy,
      Function<R, Trial.Feedback> feedback,
      int trainedModels,
      int maxConsecutiveDuplicates) {
    if (trainedModels < 1 || maxConsecutiveDuplicates < 1) {
      throw new IllegalArgumentException("budget and limit of duplicates must be at least 1");
    }
    this.space = space;
    this.strategy = strategy;
    this.feedback = feedback;
    this.trainedModels = trainedModels;
    this.maxConsecutiveDuplicates = maxConsecutiveDuplicates;
  }

  /**
   * Returns the next architecture to evaluate; nothing if the search is over or must wait for
   * assignments to be completed.
   *
   * @throws IllegalStateException if the strategy breaks its contract by proposing an invalid point
   */
  public Optional<Assignment<A>> next() {
    while (reasonToStop == State.RUNNING) {
      if (firstTrialOf.size() == trainedModels) {
        reasonToStop = State.BUDGET_SPENT;
      } else if (consecutiveDuplicates == maxConsecutiveDuplicates) {
        reasonToStop = State.ONLY_DUPLICATES;
      } else {
        List<A> proposed = strategy.ask(1);
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

  private Optional<Assignment<A>> register(A architecture) {
    Optional<String> whyInvalid = space.whyInvalid(architecture);
    if (whyInvalid.isPresent()) {
      throw new IllegalStateException(
          "the strategy proposed an invalid architecture: " + whyInvalid.get());
    }
    int trial = proposals.size();
    String id = space.canonicalId(architecture);
    Integer first = firstTrialOf.putIfAbsent(id, trial);
    if (first == null) {
      consecutiveDuplicates = 0;
      proposals.add(new Proposal<>(architecture, id, OptionalInt.empty()));
      return Optional.of(new Assignment<>(trial, architecture, id));
    }
    consecutiveDuplicates++;
    proposals.add(new Proposal<>(architecture, id, OptionalInt.of(first)));
    return Optional.empty();
  }

  /**
   * Takes the result of an assignment.
   *
   * @throws IllegalArgumentException if the trial was not assigned, or has a result already
   */
  public void complete(int trial, R result) {
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
      Proposal<A> proposal = proposals.get(told);
      R result = results.get(proposal.duplicateOf().orElse(told));
      if (result == null) {
        return;
      }
      strategy.tell(new Trial<>(told, proposal.architecture(), feedback.apply(result)));
      settled.add(
          new Settled<>(
              told,
              proposal.architecture(),
              proposal.canonicalId(),
              proposal.duplicateOf(),
              result));
      told++;
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

  /** Returns the number of trials assigned so far, which is what the budget counts. */
  public int trainedModels() {
    return firstTrialOf.size();
  }
}
