package nas.result.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import nas.core.trial.Result;
import nas.result.journal.TrialRecord;
import nas.result.plot.CellDrawing;

/**
 * One of the best networks of a run.
 *
 * @param strategy the strategy that found it
 * @param repetition in which repetition, from 0
 * @param trial the trial that trained it
 * @param result its values
 * @param drawings its cells; empty if they cannot be drawn
 */
public record BestNetwork(
    String strategy,
    int repetition,
    TrialRecord trial,
    Result.Trained result,
    List<Drawing> drawings) {

  /**
   * A cell of a network.
   *
   * @param name what to call it, such as {@code normal cell}; may be empty if there is only one
   */
  public record Drawing(String name, CellDrawing cell) {}

  /** Copies the list. */
  public BestNetwork {
    drawings = List.copyOf(drawings);
  }

  /**
   * Returns the networks with the best validation value over all searches, each architecture once,
   * evaluated in full; of equals the one that stands first. What was given was not found.
   *
   * @param count how many at most
   * @param draw draws an architecture, given as its space writes it
   */
  public static List<BestNetwork> select(
      List<StrategyRuns> strategies, int count, Function<String, List<Drawing>> draw) {
    List<BestNetwork> all = new ArrayList<>();
    for (StrategyRuns runs : strategies.stream().filter(StrategyRuns::searches).toList()) {
      for (int repetition = 0; repetition < runs.repetitions().size(); repetition++) {
        for (TrialRecord trial : runs.repetitions().get(repetition)) {
          Optional<Result.Trained> trained = trial.trainedInFull();
          if (trained.isPresent()) {
            all.add(new BestNetwork(runs.name(), repetition, trial, trained.get(), List.of()));
          }
        }
      }
    }
    // The sort is stable, so that of equals the first stays first.
    all.sort(Comparator.comparingDouble((BestNetwork network) -> -network.result().reward()));
    List<BestNetwork> best = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (BestNetwork network : all) {
      if (best.size() < count && seen.add(network.trial().canonicalId())) {
        best.add(network.drawn(draw.apply(network.trial().architecture())));
      }
    }
    return List.copyOf(best);
  }

  /** Returns this network with a further measurement, which does not stand in its journal. */
  public BestNetwork withMeasurement(String name, double value) {
    SortedMap<String, Double> measurements = new TreeMap<>(result.measurements());
    measurements.put(name, value);
    return new BestNetwork(
        strategy, repetition, trial, result.withMeasurements(measurements), drawings);
  }

  /** Returns this network with other drawings. */
  public BestNetwork drawn(List<Drawing> cells) {
    return new BestNetwork(strategy, repetition, trial, result, cells);
  }
}
