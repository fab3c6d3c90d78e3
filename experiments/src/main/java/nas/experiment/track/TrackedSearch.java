package nas.experiment.track;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.core.trial.Fidelity;
import nas.core.trial.Objective;
import nas.core.trial.Result;
import nas.experiment.run.OpenedRun;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.result.journal.EpochCurves;
import nas.result.journal.RunFolder;
import nas.result.journal.TrialRecord;
import nas.result.statistics.Cost;

/**
 * A search as trackers keep it: numbers by name, over the index of the trial.
 *
 * <p>Names are {@code trial/...} for what was measured of each network, {@code incumbent/...} for
 * the best network so far, chosen by its validation value, {@code spent/...} for what the search
 * has cost, and {@code best-network/...} for the learning curves of its last incumbent, over
 * epochs. Networks evaluated at a lower fidelity have names of their own, {@code
 * trial-at-FIDELITY/...}, and make no incumbent.
 *
 * @param name such as {@code 02-ae/000}
 * @param strategy display name of the strategy
 * @param repetition index of the repetition, from 0
 * @param points in the order of the trials, then the learning curve
 */
public record TrackedSearch(String name, String strategy, int repetition, List<Point> points) {

  /**
   * Numbers that were known at one moment.
   *
   * @param at when
   * @param step index of the trial from 0, or number of the epoch from 1
   * @param values finite numbers by name
   */
  public record Point(Instant at, long step, SortedMap<String, Double> values) {

    /** Copies the map. */
    public Point {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }
  }

  /** Copies the list. */
  public TrackedSearch {
    points = List.copyOf(points);
  }

  /** Returns the searches of a run that have at least one trial. */
  public static List<TrackedSearch> of(OpenedRun run) {
    return run.journals().stream()
        .filter(search -> !search.trials().isEmpty())
        .map(TrackedSearch::of)
        .toList();
  }

  private static TrackedSearch of(SearchJournal search) {
    return new TrackedSearch(
        RunFolder.journalName(
                search.key().strategyIndex(), search.key().strategy(), search.key().repetition())
            .replaceFirst("\\.jsonl$", ""),
        search.key().strategy(),
        search.key().repetition(),
        new Reading().points(search.trials()));
  }

  /** Goes through the trials of a search. */
  private static final class Reading {

    private double models;
    private double seconds;
    private double failed;
    private Result.Trained incumbent = NONE;
    private double incumbentReward = Double.NEGATIVE_INFINITY;

    private static final Result.Trained NONE = new Result.Trained(0);

    List<Point> points(List<TrialRecord> trials) {
      List<Point> points = new ArrayList<>();
      for (TrialRecord trial : trials) {
        points.add(new Point(end(trial), trial.trial(), values(trial)));
      }
      Instant last = points.get(points.size() - 1).at();
      curves().forEach((epoch, values) -> points.add(new Point(last, epoch, values)));
      return points;
    }

    /** Returns what was measured of the incumbent after its epochs. */
    private SortedMap<Integer, SortedMap<String, Double>> curves() {
      SortedMap<Integer, SortedMap<String, Double>> byEpoch = new TreeMap<>();
      EpochCurves.of(incumbent)
          .curves()
          .forEach(
              (name, curve) ->
                  curve
                      .byEpoch()
                      .forEach(
                          (epoch, value) ->
                              byEpoch
                                  .computeIfAbsent(epoch, one -> new TreeMap<>())
                                  .put("best-network/" + name, value)));
      return byEpoch;
    }

    private static Instant end(TrialRecord trial) {
      return trial
          .wall()
          .startedAt()
          .plus(Duration.ofMillis(Math.round(trial.wall().seconds() * 1e3)));
    }

    private SortedMap<String, Double> values(TrialRecord trial) {
      SortedMap<String, Double> values = new TreeMap<>();
      models += Cost.TRAINED_MODELS.of(trial);
      seconds += Cost.TRAIN_SECONDS.of(trial);
      failed += trial.evaluated() && trial.result() instanceof Result.Failed ? 1 : 0;
      values.put("spent/networks", models);
      values.put("spent/train-seconds", seconds);
      values.put("spent/failed", failed);
      if (trial.result() instanceof Result.Trained trained) {
        String prefix = prefix(trial);
        putValues(values, prefix, trained);
        EpochCurves.of(trained).once().forEach((name, value) -> values.put(prefix + name, value));
        if (trial.fidelity().isEmpty() && trained.reward() > incumbentReward) {
          incumbentReward = trained.reward();
          incumbent = trained;
        }
      }
      if (incumbentReward > Double.NEGATIVE_INFINITY) {
        putValues(values, "incumbent/", incumbent);
      }
      return values;
    }

    private static String prefix(TrialRecord trial) {
      return trial
          .fidelity()
          .map(Fidelity::name)
          .map(name -> "trial-at-" + name.toLowerCase(Locale.ROOT) + "/")
          .orElse("trial/");
    }

    private static void putValues(
        SortedMap<String, Double> values, String prefix, Result.Trained trained) {
      Objective objective = trained.objective();
      if (objective.score()) {
        values.put(prefix + objective.key(), trained.validation());
      } else {
        values.put(prefix + "validation-" + objective.key(), trained.validation());
        values.put(prefix + "test-" + objective.key(), trained.reported());
      }
    }
  }
}
