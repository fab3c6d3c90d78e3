package nas.experiment.view;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.RunStatus;
import nas.result.Provenance;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;

/**
 * How fast a run goes, by the clock, since it was last taken up.
 *
 * @param perSecond full trainings a second, above 0
 * @param secondsLeft how long it will still take at that pace; empty: it has no limit of networks
 */
record Pace(double perSecond, OptionalDouble secondsLeft) {

  /** Returns the pace of a run at a moment; empty: nothing was evaluated since it was taken up. */
  static Optional<Pace> of(RunStatus status, Optional<Provenance> origin, Instant now) {
    Instant since = origin.map(Pace::begun).orElse(Instant.MIN);
    double done = 0;
    Instant first = Instant.MAX;
    Instant last = Instant.MIN;
    for (SearchJournal search : status.journals()) {
      for (TrialRecord trial : search.trials()) {
        Instant started = trial.wall().startedAt();
        if (trial.evaluated() && !started.isBefore(since)) {
          done += Cost.TRAINED_MODELS.of(trial);
          first = first.isBefore(started) ? first : started;
          Instant ended = started.plus(seconds(trial.wall().seconds()));
          last = last.isAfter(ended) ? last : ended;
        }
      }
    }
    // A run that has stopped was as fast as it was until its last network.
    Instant end = status.process().isPresent() && now.isAfter(last) ? now : last;
    double elapsed = done > 0 ? Duration.between(first, end).toMillis() / 1e3 : 0;
    if (elapsed <= 0) {
      return Optional.empty();
    }
    double pace = done / elapsed;
    return Optional.of(
        new Pace(
            pace,
            status.limit().isPresent()
                ? OptionalDouble.of(Math.max(0, status.limit().getAsLong() - status.spent()) / pace)
                : OptionalDouble.empty()));
  }

  private static Instant begun(Provenance origin) {
    List<Instant> resumed = origin.history().resumedAt();
    return resumed.isEmpty() ? origin.history().startedAt() : resumed.get(resumed.size() - 1);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1e3));
  }
}
