package nas.experiment.run;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.ObjectiveValue;
import nas.core.trial.Result;
import nas.evaluator.Slice;
import nas.evaluator.SliceResult;
import nas.result.journal.SearchEnd;
import nas.result.journal.TrialRecord;
import nas.space.Space;
import nas.strategy.Search;
import nas.strategy.Search.Assignment;
import nas.strategy.Search.Settled;
import nas.strategy.Strategy;

/**
 * A search together with the part of it that is in the journal already.
 *
 * <p>The journaled trials are replayed: the strategy proposes them again and is told what the
 * journal says. A proposal that differs from the journal means that the journal belongs to another
 * program or experiment, and is refused.
 *
 * @param <A> the architecture
 */
final class JournaledSearch<A> {

  /** A result with its wall-clock fields, as the search hands it on. */
  record Evaluated(Result result, TrialRecord.Wall wall) {

    /** Returns what the journal says of a trial that was skipped; empty: it was not. */
    static Optional<Evaluated> skipped(TrialRecord record) {
      return record.skipped()
          ? Optional.of(new Evaluated(record.result(), record.wall()))
          : Optional.empty();
    }

    static Evaluated skipped(String reason) {
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      return new Evaluated(new Result.Skipped(reason), new TrialRecord.Wall(now, 0));
    }
  }

  private final SearchKey key;
  private final Space<A> space;
  private final Search<A, Evaluated> search;
  private final List<TrialRecord> journaled;

  private final Optional<MedianRule> medianRule;

  /** Why the search ends by its results. */
  private Optional<SearchEnd> lastTrial = Optional.empty();

  /** How many trials have settled and were taken. */
  private int taken;

  /** The first assignment beyond the journal, found by the replay. */
  private Optional<Assignment<A>> pending = Optional.empty();

  /** Says why an architecture cannot be evaluated at a fidelity; empty: it can. */
  @FunctionalInterface
  interface Gaps<A> {
    Optional<String> whyMissing(A architecture, int fidelity);

    /** All can. */
    static <A> Gaps<A> none() {
      return (architecture, fidelity) -> Optional.empty();
    }
  }

  /**
   * Creates a search.
   *
   * @param gaps which proposals beyond the journal are skipped; in the journal it stands which were
   */
  JournaledSearch(
      SearchKey key,
      Space<A> space,
      Strategy<A> strategy,
      SearchRules rules,
      List<TrialRecord> journaled,
      Gaps<A> gaps) {
    this.key = key;
    this.space = space;
    this.journaled = List.copyOf(journaled);
    medianRule = rules.medianStopping().map(MedianRule::new);
    search =
        new Search<>(
            space,
            strategy,
            new Told(rules.further()),
            rules.budget().models(),
            rules.budget().maxConsecutiveDuplicates(),
            rules.fidelities(),
            (trial, architecture, fidelity) ->
                trial < journaled.size()
                    ? Evaluated.skipped(journaled.get(trial))
                    : gaps.whyMissing(architecture, fidelity).map(Evaluated::skipped));
    SearchLimits limits = new SearchLimits(rules.budget());
    if (limits.any()) {
      search.endWith(settled -> endsWith(limits, settled));
    }
  }

  /** What strategies are told. */
  private record Told(List<Objective> further) implements Search.Feedback<Evaluated> {

    @Override
    public Result result(Evaluated evaluated) {
      return evaluated.result().forStrategy();
    }

    @Override
    public List<ObjectiveValue> further(Evaluated evaluated) {
      return FurtherObjectives.values(further, evaluated.result());
    }
  }

  SearchKey key() {
    return key;
  }

  Search.State state() {
    return search.state();
  }

  private boolean endsWith(SearchLimits limits, Settled<A, Evaluated> settled) {
    lastTrial = limits.endsWith(record(settled));
    return lastTrial.isPresent();
  }

  /**
   * Returns why the search has ended, once all its trials have been taken; empty while it has not.
   */
  Optional<SearchEnd> end() {
    return switch (search.state()) {
      case RUNNING -> Optional.empty();
      case ENDED_BY_RULE -> lastTrial;
      case BUDGET_SPENT -> ended(SearchEnd.Reason.BUDGET_SPENT, "");
      case NOTHING_LEFT -> ended(SearchEnd.Reason.NOTHING_TO_PROPOSE, "");
      case ONLY_DUPLICATES -> duplicatesAlone();
      case ONLY_SKIPPED ->
          ended(
              SearchEnd.Reason.NOT_IN_TABLE,
              String.format(Locale.ROOT, "the last %,d", Search.MOST_SKIPPED));
    };
  }

  private Optional<SearchEnd> ended(SearchEnd.Reason reason, String detail) {
    return Optional.of(new SearchEnd(reason, taken, detail));
  }

  private Optional<SearchEnd> duplicatesAlone() {
    int proposed = search.differentArchitectures();
    OptionalInt all = DifferentArchitectures.atMost(proposed, space);
    return all.isPresent() && all.getAsInt() == proposed
        ? ended(
            SearchEnd.Reason.SPACE_EXHAUSTED,
            String.format(Locale.ROOT, "all %,d different architectures were proposed", proposed))
        : ended(
            SearchEnd.Reason.ONLY_DUPLICATES,
            String.format(Locale.ROOT, "%,d in a row", search.consecutiveDuplicates()));
  }

  /**
   * Replays the journal and returns the trials that settled beyond it, which are duplicates of
   * journaled ones or skipped.
   *
   * @throws ForeignJournalException if the strategy proposes something else than the journal says
   */
  List<TrialRecord> replay() {
    if (journaled.isEmpty()) {
      // The first proposal may take a warmup, which other searches need not wait for.
      return List.of();
    }
    List<TrialRecord> settled = new ArrayList<>();
    Optional<Assignment<A>> next = search.next();
    while (next.isPresent() && next.get().trial() < journaled.size()) {
      TrialRecord record = journaled.get(next.get().trial());
      search.complete(next.get().trial(), new Evaluated(record.result(), record.wall()));
      settled.addAll(takeRecords());
      next = search.next();
    }
    settled.addAll(takeRecords());
    pending = next;
    for (TrialRecord expected : journaled) {
      if (expected.trial() >= settled.size()) {
        throw new ForeignJournalException(
            key, expected, "this program ends the search before that trial");
      }
      TrialRecord actual = settled.get(expected.trial());
      if (!actual.architecture().equals(expected.architecture())
          || !actual.canonicalId().equals(expected.canonicalId())
          || !actual.fidelity().equals(expected.fidelity())
          || !actual.duplicateOf().equals(expected.duplicateOf())) {
        throw new ForeignJournalException(
            key, expected, "this program proposes " + described(actual, expected));
      }
    }
    return settled.subList(journaled.size(), settled.size());
  }

  /** Describes what the program proposes so that it can be told from what the journal says. */
  private static String described(TrialRecord actual, TrialRecord expected) {
    if (!actual.architecture().equals(expected.architecture())) {
      return actual.architecture();
    }
    if (!actual.canonicalId().equals(expected.canonicalId())) {
      return "it with the canonical id " + actual.canonicalId();
    }
    if (!actual.fidelity().equals(expected.fidelity())) {
      return "to evaluate it "
          + actual
              .fidelity()
              .map(lower -> "at " + lower.name() + ", which costs " + lower.cost())
              .orElse("in full");
    }
    return actual.duplicateOf().isPresent()
        ? "it as a duplicate of trial " + actual.duplicateOf().getAsInt()
        : "it as no duplicate";
  }

  /** Returns the next architecture to evaluate; see {@link Search#next}. */
  Optional<Assignment<A>> next() {
    if (pending.isPresent()) {
      Optional<Assignment<A>> next = pending;
      pending = Optional.empty();
      return next;
    }
    return search.next();
  }

  void complete(int trial, Evaluated evaluated) {
    search.complete(trial, evaluated);
  }

  /** Returns what has settled since the last call, as the journal keeps it. */
  List<TrialRecord> takeRecords() {
    List<TrialRecord> records = search.takeSettled().stream().map(this::record).toList();
    medianRule.ifPresent(rule -> rule.add(records));
    taken += records.size();
    return records;
  }

  /** Returns the first slice of an evaluation. */
  Slice firstSlice(Assignment<A> assignment) {
    return medianRule
        .map(rule -> Slice.until(rule.firstDecision(assignment.trial())))
        .orElse(Slice.WHOLE);
  }

  /**
   * Returns the slice that an evaluation goes on with, or ends; empty: that is decided by trials
   * that have not settled. May be called by any thread at any time.
   */
  Optional<Slice> nextSlice(Assignment<A> assignment, SliceResult.Paused paused) {
    MedianRule.Verdict verdict =
        medianRule
            .orElseThrow()
            .verdict(
                assignment.trial(),
                fidelity(assignment.fidelity()),
                paused.epoch(),
                paused.validation());
    return switch (verdict) {
      case GO_ON -> Optional.of(paused.goOn(paused.epoch() + 1));
      case END -> Optional.of(paused.end());
      case UNDECIDED -> Optional.empty();
    };
  }

  private TrialRecord record(Settled<A, Evaluated> settled) {
    TrialRecord.Wall wall = settled.result().wall();
    return new TrialRecord(
        settled.trial(),
        space.format(settled.architecture()),
        settled.canonicalId(),
        settled.duplicateOf(),
        fidelity(settled.fidelity()),
        settled.result().result(),
        settled.duplicateOf().isPresent() ? new TrialRecord.Wall(wall.startedAt(), 0) : wall);
  }

  private Optional<Fidelity> fidelity(int fidelity) {
    List<Fidelity> fidelities = search.fidelities();
    return fidelity == fidelities.size() - 1
        ? Optional.empty()
        : Optional.of(fidelities.get(fidelity));
  }
}
