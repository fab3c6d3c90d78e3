package nas.experiment.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import nas.core.trial.FailureKind;
import nas.core.trial.Result;
import nas.experiment.run.OpenedRun.SearchJournal;
import nas.experiment.run.SearchKey;
import nas.result.journal.Journal;
import nas.result.journal.TrialRecord;
import org.junit.jupiter.api.Test;

class SizesTest {

  private static TrialRecord measured(int trial, String... names) {
    TreeMap<String, Double> measurements = new TreeMap<>();
    for (String name : names) {
      measurements.put(name, 1.0);
    }
    return record(trial, new Result.Trained(50, 50, OptionalDouble.empty(), measurements));
  }

  private static TrialRecord record(int trial, Result result) {
    return new TrialRecord(
        trial,
        "a" + trial,
        "a" + trial,
        OptionalInt.empty(),
        result,
        new TrialRecord.Wall(Instant.EPOCH, 1));
  }

  private static List<SearchJournal> searches(List<TrialRecord> first, List<TrialRecord> second) {
    List<SearchJournal> searches = new ArrayList<>();
    for (List<TrialRecord> trials : List.of(first, second)) {
      searches.add(
          new SearchJournal(
              new SearchKey(searches.size(), "strategy " + searches.size(), 0),
              new Journal(Optional.empty(), trials, Optional.empty(), Optional.empty())));
    }
    return searches;
  }

  @Test
  void namesWhatIsMeasuredOnceInAnyTrialAndGrowsWithTheJournals() {
    Sizes sizes = new Sizes();
    TrialRecord first = measured(0, "macs", "train-loss@epoch-1", "train-loss@epoch-2");
    assertEquals(Set.of("macs"), sizes.of(searches(List.of(first), List.of())));
    TrialRecord second = measured(1, "parameters", "train-loss@epoch-3");
    TrialRecord other = measured(0, "latency-ms");
    assertEquals(
        Set.of("macs", "parameters", "latency-ms"),
        sizes.of(searches(List.of(first, second), List.of(other))));
    Result failed =
        new Result.Failed(FailureKind.NON_FINITE_LOSS, "NaN in epoch 1", OptionalDouble.empty());
    assertEquals(
        Set.of("macs", "parameters", "latency-ms"),
        sizes.of(searches(List.of(first, second, record(2, failed)), List.of(other))));
  }

  @Test
  void forgetsWhatStandsInAJournalThatIsReplaced() {
    Sizes sizes = new Sizes();
    TrialRecord first = measured(0, "macs");
    TrialRecord second = measured(1, "parameters");
    assertEquals(
        Set.of("macs", "parameters"), sizes.of(searches(List.of(first, second), List.of())));
    assertEquals(Set.of("macs"), sizes.of(searches(List.of(first), List.of())));
    assertEquals(
        Set.of("latency-ms"), sizes.of(searches(List.of(measured(0, "latency-ms")), List.of())));
  }
}
